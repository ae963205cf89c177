"""Periods that follow one another."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from terrier.domain.kernel.french import day_text, exact_number
from terrier.domain.questions.answer import Group
from terrier.domain.questions.question import Part

Number = float | int | Decimal
_MONTHS = {Part.YEAR: 12, Part.QUARTER: 3, Part.MONTH: 1}
INCOMPLETE = {
    Part.YEAR: "année incomplète",
    Part.QUARTER: "trimestre incomplet",
    Part.MONTH: "mois incomplet",
    Part.DAY: "jour incomplet",
}
GOING_ON = {
    Part.YEAR: "année en cours",
    Part.QUARTER: "trimestre en cours",
    Part.MONTH: "mois en cours",
    Part.DAY: "jour en cours",
}
DIFFERING = frozenset({"%", "°C", "°F"})
"""Units whose zero is a mere mark, or that are parts of something: their differences are told."""
SLACK = 0.6
"""Days for each month of a period by which a whole one may begin late or end early."""
DAY_SLACK = 0.02
"""Part of a day: half an hour."""
NOISE = 9
"""Decimals beyond which a difference of two numbers is that of their last digits."""


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
        Year, quarter, month or day.
    known
        First day of each period in their order, with the first and the last moment of its data.

    Examples
    --------
    >>> years = [(2024, (10, 1), (12, 31)), (2025, (1, 1), (12, 31)), (2026, (1, 1), (12, 31))]
    >>> partial(Part.YEAR, [(date(y, 1, 1), date(y, *a), date(y, *b)) for y, a, b in years])
    frozenset({datetime.date(2024, 1, 1)})
    """
    surveyed = all(first == last for _day, first, last in known)
    if part not in INCOMPLETE or len(known) < 2 or surveyed:
        return frozenset()
    slack = SLACK * _MONTHS[part] if part in _MONTHS else DAY_SLACK
    late = [_days(first) - _days(day) for day, first, _last in known]
    early = [_days(last_day(part, day)) - _days(last) for day, _first, last in known]
    begun = late[0] > max(late[1:]) + slack
    stopped = early[-1] > max(early[:-1]) + slack
    return frozenset([known[0][0]] * begun + [known[-1][0]] * stopped)


def _days(moment: date) -> float:
    """Count the days from the beginning of the calendar, with the part of the last one."""
    if not isinstance(moment, datetime):
        return moment.toordinal()
    spent = timedelta(hours=moment.hour, minutes=moment.minute, seconds=moment.second)
    return moment.toordinal() + spent / timedelta(days=1)


def not_whole(
    part: Part, known: Sequence[tuple[date, date, date]], today: date | None
) -> dict[date, str]:
    """Say of each period that the data hold in part, or that still goes on, what they hold of it.

    Parameters
    ----------
    part, known
        As for `partial`.
    today
        None: nothing is said of the days where data begin and stop.

    Examples
    --------
    >>> months = [(date(2026, n, 1), date(2026, n, 1), date(2026, n, 28)) for n in (9, 10, 11)]
    >>> not_whole(Part.MONTH, months, date(2026, 11, 29))
    {datetime.date(2026, 11, 1): 'mois en cours, données jusqu’au 28 novembre 2026'}
    """
    cut = partial(part, known)
    said = {}
    for day, first, last in known:
        going_on = today is not None and day <= today <= last_day(part, day)
        if not going_on and day not in cut:
            continue
        if today is None:
            said[day] = f"{INCOMPLETE[part]} dans les données"
        elif going_on or day != known[0][0]:
            begun = GOING_ON[part] if going_on else INCOMPLETE[part]
            said[day] = f"{begun}, données jusqu’au {day_text(last)}"
        else:
            said[day] = f"{INCOMPLETE[part]}, données à partir du {day_text(first)}"
    return said


def changes(
    part: Part,
    groups: Sequence[Group],
    partial: Collection[date] = frozenset(),
    *,
    relative: bool = True,
) -> list[Group]:
    """Put in place of each value its change from the period before, within its first key.

    A period whose predecessor is missing or suppressed has no change: nothing is bridged over a
    gap; nor has a relative one from what is not above zero. One that the data hold in part is
    compared with nothing.
    """
    told = relative_change if relative else difference
    known = {(g.others, g.keys): g.value for g in groups if g.keys[-1] not in partial}
    found = []
    for group in groups:
        day = group.keys[-1]
        earlier = before(part, day) if isinstance(day, date) and day not in partial else None
        value = known.get((group.others, (*group.keys[:-1], earlier))) if earlier else None
        found.append(replace(group, value=told(value, group.value)))
    return found


def relative_change(earlier: Number | None, later: Number | None) -> float | None:
    """Give a change: 0.04 is +4 %; None where one cannot be said."""
    if earlier is None or later is None or earlier <= 0:
        return None
    return float(Decimal(later) / Decimal(earlier) - 1)


def difference(earlier: Number | None, later: Number | None) -> float | None:
    """Give a change in the unit of what changes."""
    if earlier is None or later is None:
        return None
    return round(float(exact_number(later) - exact_number(earlier)), NOISE)
