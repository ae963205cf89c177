"""The `datetime` parameter of OGC API – Features Part 1 (17-069r4, section 7.15.4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from terrier.domain.kernel.errors import Invalid

OPEN = frozenset({"", ".."})


@dataclass(frozen=True)
class Interval:
    """A span of time, both ends included; None: no limit on that side."""

    start: date | datetime | None
    end: date | datetime | None


def read_interval(text: str) -> Interval:
    """Read an instant or an interval.

    Parameters
    ----------
    text
        `2026-03-01`, `2026-03-01T08:00:00Z`, `2026-01-01/2026-12-31`, `../2026-12-31`.

    Raises
    ------
    Invalid
        It is neither, or the interval ends before it starts.
    """
    parts = text.strip().split("/")
    if len(parts) == 1 and parts[0] not in OPEN:
        moment = _moment(parts[0], text)
        return Interval(moment, moment)
    if len(parts) != 2 or all(part in OPEN for part in parts):
        raise _unreadable(text)
    start, end = (None if part in OPEN else _moment(part, text) for part in parts)
    if start is not None and end is not None and day(start) > day(end):
        raise Invalid(f"La période « {text[:60]} » finit avant de commencer : échangez ses bornes.")
    return Interval(start, end)


def day(moment: date | datetime) -> date:
    """Give the day of a moment, as written."""
    return moment.date() if isinstance(moment, datetime) else moment


def _moment(part: str, text: str) -> date | datetime:
    # GDAL writes a day as « 2026-03-01T ».
    part = part.removesuffix("T")
    try:
        if len(part) <= 10:
            return date.fromisoformat(part)
        moment = datetime.fromisoformat(part)
    except ValueError as wrong:
        raise _unreadable(text) from wrong
    if moment.tzinfo is None:
        raise _unreadable(text)
    return moment


def _unreadable(text: str) -> Invalid:
    return Invalid(
        f"« {text[:60]} » n’est pas une date : écrivez 2026-03-01, 2026-03-01T08:00:00Z, "
        "ou une période comme 2026-01-01/2026-12-31 ou ../2026-12-31."
    )
