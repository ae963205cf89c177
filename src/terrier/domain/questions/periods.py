"""Periods that follow one another."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from terrier.domain.questions.answer import Group
from terrier.domain.questions.question import Part

Number = float | int | Decimal
_MONTHS = {Part.YEAR: 12, Part.QUARTER: 3, Part.MONTH: 1}
INCOMPLETE = {
    Part.YEAR: "année incomplète",
    Part.QUARTER: "trimestre incomplet",
    Part.MONTH: "mois incomplet",
}
SLACK = 0.6
"""Days for each month of a period by which a whole one may begin late or end early."""


def before(part: Part, day: date) -> date | None:
    """Give the first day of the period before; None before the calendar begins.

    Examples
    --------
    >>> before(Part.QUARTER, date(2025, 1, 1))
    datetime.date(2024, 10, 1)
    """
    if part is Part.DAY:
        return day - timedelta(days=1) if day > date.min else None
    months = day.year * 12 + day.month - 1 - _MONTHS[part]
    return date(months // 12, months % 12 + 1, 1) if months >= 12 else None


def last_day(part: Part, day: date) -> date:
    """Give the last day of the period that begins on a day."""
    if part not in _MONTHS:
        return day
    months = day.year * 12 + day.month - 1 + _MONTHS[part]
    if months // 12 > date.max.year:
        return date.max
    return date(months // 12, months % 12 + 1, 1) - timedelta(days=1)


def partial(part: Part, known: Sequence[tuple[date, date, date]]) -> frozenset[date]:
    """Find the first and the last period where the data begin or stop in the middle of them.

    The other periods say how late a whole one begins and how early it ends: every year of monthly
    figures dated the first of the month ends on a first of December.

    Parameters
    ----------
    part
        Year, quarter or month; a day is always whole.
    known
        First day of each period in their order, with the first and the last day that have data.

    Examples
    --------
    >>> years = [(2024, (10, 1), (12, 31)), (2025, (1, 1), (12, 31)), (2026, (1, 1), (12, 31))]
    >>> partial(Part.YEAR, [(date(y, 1, 1), date(y, *a), date(y, *b)) for y, a, b in years])
    frozenset({datetime.date(2024, 1, 1)})
    """
    surveyed = all(first == last for _day, first, last in known)
    if part not in _MONTHS or len(known) < 2 or surveyed:
        return frozenset()
    slack = SLACK * _MONTHS[part]
    late = [(first - day).days for day, first, _last in known]
    early = [(last_day(part, day) - last).days for day, _first, last in known]
    begun = late[0] > max(late[1:]) + slack
    stopped = early[-1] > max(early[:-1]) + slack
    return frozenset([known[0][0]] * begun + [known[-1][0]] * stopped)


def changes(
    part: Part, groups: Sequence[Group], partial: Collection[date] = frozenset()
) -> list[Group]:
    """Put in place of each value its change from the period before, within its first key.

    A period whose predecessor is missing, suppressed or not above zero has no change: nothing is
    bridged over a gap. One that the data hold in part is compared with nothing.
    """
    known = {(g.others, g.keys): g.value for g in groups if g.keys[-1] not in partial}
    found = []
    for group in groups:
        day = group.keys[-1]
        earlier = before(part, day) if isinstance(day, date) and day not in partial else None
        value = known.get((group.others, (*group.keys[:-1], earlier))) if earlier else None
        found.append(replace(group, value=relative_change(value, group.value)))
    return found


def relative_change(earlier: Number | None, later: Number | None) -> float | None:
    """Give a change: 0.04 is +4 %; None where one cannot be said."""
    if earlier is None or later is None or earlier <= 0:
        return None
    return float(Decimal(later) / Decimal(earlier) - 1)
