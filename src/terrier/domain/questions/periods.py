"""Periods that follow one another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from terrier.domain.questions.answer import Group
from terrier.domain.questions.question import Part

Number = float | int | Decimal
_MONTHS = {Part.YEAR: 12, Part.QUARTER: 3, Part.MONTH: 1}


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


def changes(part: Part, groups: Sequence[Group]) -> list[Group]:
    """Put in place of each value its change from the period before, within its first key.

    A period whose predecessor is missing, suppressed or not above zero has no change: nothing is
    bridged over a gap.
    """
    known = {(g.others, g.keys): g.value for g in groups}
    found = []
    for group in groups:
        day = group.keys[-1]
        earlier = before(part, day) if isinstance(day, date) else None
        value = known.get((group.others, (*group.keys[:-1], earlier))) if earlier else None
        found.append(replace(group, value=relative_change(value, group.value)))
    return found


def relative_change(earlier: Number | None, later: Number | None) -> float | None:
    """Give a change: 0.04 is +4 %; None where one cannot be said."""
    if earlier is None or later is None or earlier <= 0:
        return None
    return float(Decimal(later) / Decimal(earlier) - 1)
