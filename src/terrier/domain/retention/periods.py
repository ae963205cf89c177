"""A period of retention: how long, from when, and what is past it.

Source: GDPR article 5(1)(e) (kept no longer than is necessary) and article 30(1)(f) (the time
limits for erasure stand in the register).
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Unit(StrEnum):
    """What a period is counted in."""

    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"


@dataclass(frozen=True)
class Period:
    """A length of time of the calendar."""

    length: int
    unit: Unit

    def before(self, day: date) -> date:
        """Give the first day that is still within the period which ends on `day`.

        A day that its month does not have is the last of that month: one month before
        31 March is 28 or 29 February.

        Examples
        --------
        >>> Period(1, Unit.MONTHS).before(date(2024, 3, 31))
        datetime.date(2024, 2, 29)
        """
        if self.unit is Unit.DAYS:
            return date.fromordinal(max(1, day.toordinal() - self.length))
        months = self.length * (12 if self.unit is Unit.YEARS else 1)
        total = day.year * 12 + day.month - 1 - months
        if total < 12:
            return date.min
        year, month = divmod(total, 12)
        return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
