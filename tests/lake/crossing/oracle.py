"""What a crossing must give, worked out in plain Python and shapely, row by row."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import shapely
from pyproj import Transformer

from terrier.domain.matching.definition import Period, Rewrite
from terrier.domain.matching.report import MatchReport, Tally

_METRES = Transformer.from_crs("EPSG:4326", "EPSG:2154", always_xy=True)
Row = Sequence[Any]
Meetings = list[list[int]]
"""For each left row, the places of the right rows that it meets, in their order."""


def metric(shape: shapely.Geometry) -> shapely.Geometry:
    """Project a geometry to Lambert-93."""
    return shapely.transform(shape, lambda xy: _moved(xy))


def _moved(xy):
    x, y = _METRES.transform(xy[:, 0], xy[:, 1])
    return shapely.get_coordinates(shapely.points(x, y))


def code(value: object, rewrites: Sequence[Rewrite], former: dict[str, str]) -> str | None:
    """Write a value as crossings compare codes; None: no value."""
    text = _text(value)
    if text is None or not text.strip(" "):
        return None
    found = _rewritten(text, rewrites)
    if Rewrite.COMMUNES in rewrites:
        today = {
            _rewritten(old, rewrites): _rewritten(new, rewrites) for old, new in former.items()
        }
        found = today.get(found, found)
    return found or None


def _text(value: object) -> str | None:
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return None
    if isinstance(value, float | Decimal):
        return str(int(value)) if value == int(value) else str(value).rstrip("0")
    return str(value)


def _rewritten(text: str, rewrites: Sequence[Rewrite]) -> str:
    if Rewrite.LETTERS in rewrites:
        plain = unicodedata.normalize("NFD", text.lower())
        plain = "".join(c for c in plain if not unicodedata.combining(c))
        words = re.findall(r"[^\W_]+", plain.replace("œ", "oe").replace("æ", "ae"))
        text = " ".join(words)
    if Rewrite.SPACES in rewrites:
        text = "".join(
            c for c in text if not (c.isspace() or c == "." or unicodedata.category(c) == "Pd")
        )
    if Rewrite.ZEROS in rewrites:
        text = text.strip(" ")
        text = text.lstrip("0") or text[-1:]
    return text


def in_period(value: object, period: Period) -> object:
    """Cut a moment down to its day, month or year."""
    if value is None or isinstance(value, int):
        return value
    assert isinstance(value, date)
    day = value.date() if isinstance(value, datetime) else value
    return {"day": day, "month": (day.year, day.month), "year": day.year}[period.value]


def meet(
    left: Sequence[Row], right: Sequence[Row], together: Callable[[Row, Row], bool]
) -> Meetings:
    """Hold every left row against every right row."""
    return [[j for j, b in enumerate(right) if together(a, b)] for a in left]


@dataclass(frozen=True)
class Counted:
    """The tallies of both sides."""

    left: Tally
    right: Tally
    pairs: int


def counted(meetings: Meetings, able_left: Sequence[bool], able_right: Sequence[bool]) -> Counted:
    """Count what became of every row."""
    times = [sum(j in met for met in meetings) for j in range(len(able_right))]
    return Counted(
        _tally([len(met) for met in meetings], able_left),
        _tally(times, able_right),
        sum(times),
    )


def _tally(times: Sequence[int], able: Sequence[bool]) -> Tally:
    return Tally(
        rows=len(times),
        matched=sum(n > 0 for n in times),
        unmatched=sum(n == 0 and can for n, can in zip(times, able, strict=True)),
        without=sum(n == 0 and not can for n, can in zip(times, able, strict=True)),
        several=sum(n > 1 for n in times),
    )


def same_counts(report: MatchReport, expected: Counted) -> bool:
    """Compare a report with what was counted here."""
    return (report.left, report.right, report.pairs) == (
        expected.left, expected.right, expected.pairs,
    )  # fmt: skip


def listed(values: Sequence[Any]) -> str | None:
    """Write different values as one text."""
    found = sorted({v for v in values if v is not None})
    if not found:
        return None
    return " ; ".join(str(v) for v in found[:20]) + (" ; …" if len(found) > 20 else "")


def total(values: Sequence[Any]) -> Any:
    """Add up; None where there is nothing to add."""
    found = [v for v in values if v is not None]
    return sum(found) if found else None
