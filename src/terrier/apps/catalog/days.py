"""Days in words, as French writes them: « 1er mars 2026 »."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format


def day_of(moment: datetime) -> date:
    """Give the day that it was here at that moment."""
    return timezone.localdate(moment)


def write_day(day: date, *, today: date | None = None) -> str:
    """Write a day; with `today`, the year only where it is another one."""
    pattern = "F" if today is not None and today.year == day.year else "F Y"
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number} {date_format(day, pattern)}"
