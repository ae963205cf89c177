"""Groups as they are said in French: « janvier 2025 », « mardi », « de 10 à 20 »."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING

from terrier.domain.kernel.french import EMPTY, MONTHS, day_text, number_text
from terrier.domain.kernel.years import names_years
from terrier.domain.questions.question import Part

if TYPE_CHECKING:
    from terrier.domain.questions.answer import Value
    from terrier.domain.questions.question import Grouping

A_YEAR = re.compile(r"((?:1[89]|20|21)\d\d)(?:[-/](?:\d\d|\d{4}))?")
"""2024, and the school year 2024-2025."""
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
QUARTERS = ("1er", "2e", "3e", "4e")


def group_name(grouping: Grouping, key: Value, heading: str = "") -> str:
    """Name one group.

    Parameters
    ----------
    grouping
        How rows are put together; its width is known where bands have one.
    key
        Typed as `terrier.domain.questions.answer.Group` says.
    heading
        Name of the column: a year that is a number is written without a space.

    Examples
    --------
    >>> from terrier.domain.questions.question import Grouping
    >>> group_name(Grouping("mois", Part.QUARTER), date(2025, 4, 1))
    '2e trimestre 2025'
    >>> group_name(Grouping("age", Part.BANDS, limits=(18, 65)), 65.0)
    '65 et plus'
    """
    if key is None:
        return EMPTY
    match grouping.part:
        case Part.WEEKDAY if isinstance(key, int):
            return WEEKDAYS[key - 1]
        case Part.HOUR if isinstance(key, int):
            return f"{key}\u00a0h"
        case Part.BANDS if isinstance(key, float):
            return _band(grouping, key)
        case _ if isinstance(key, date):
            return _moment(grouping.part, key)
        case _:
            return str(key) if is_year(heading, key) else _plain(key)


def is_year(heading: str, key: Value) -> bool:
    """Say whether a value is a year, or a school year: « Année » says so, and four digits.

    Examples
    --------
    >>> is_year("Année scolaire", "2024-2025"), is_year("Habitants", 2025)
    (True, False)
    """
    plain = not isinstance(key, bool) and A_YEAR.fullmatch(str(key))
    return bool(plain) and names_years(heading)


def _band(grouping: Grouping, low: float) -> str:
    if not grouping.limits:
        high = float(Decimal(repr(low)) + Decimal(repr(grouping.width or 0.0)))
        return f"de {_exact(low)} à {_exact(high)}"
    if low == -math.inf:
        return f"moins de {_exact(grouping.limits[0])}"
    if low == grouping.limits[-1]:
        return f"{_exact(low)} et plus"
    high = grouping.limits[grouping.limits.index(low) + 1]
    return f"de {_exact(low)} à {_exact(high)}"


def _moment(part: Part, day: date) -> str:
    month = MONTHS[day.month - 1]
    match part:
        case Part.YEAR:
            return str(day.year)
        case Part.QUARTER:
            return f"{QUARTERS[(day.month - 1) // 3]} trimestre {day.year}"
        case Part.MONTH:
            return f"{month} {day.year}"
    if isinstance(day, datetime):
        return f"{day_text(day)} à {_clock(day.time())}"
    return day_text(day)


def _clock(moment: time) -> str:
    seconds = f":{moment.second:02}" if moment.second else ""
    return f"{moment.hour:02}:{moment.minute:02}{seconds}"


def _plain(key: object) -> str:
    match key:
        case bool():
            return "oui" if key else "non"
        case time():
            return _clock(key)
        case int() | float() | Decimal():
            return _exact(key)
        case _:
            return str(key)


def _exact(number: float | int | Decimal) -> str:
    """Write every digit: two groups never bear one name."""
    digits = len(Decimal(repr(number) if isinstance(number, float) else number).as_tuple().digits)
    return number_text(number, digits=max(digits, 3))
