"""Days in words, as French writes them: « 1er mars 2026 »."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from terrier.domain.kernel.french import day_text

_SHORT_MONTHS = (
    "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.",
    "déc.",
)  # fmt: skip


def day_of(moment: datetime) -> date:
    """Give the day that it was here at that moment."""
    return timezone.localdate(moment)


def write_day(day: date, *, today: date | None = None) -> str:
    """Write a day; with `today`, the year only where it is another one."""
    words = day_text(day)
    this_year = today is not None and today.year == day.year
    return words.removesuffix(f" {day.year}") if this_year else words


def write_short_day(day: date) -> str:
    """Write a day in few characters: « 21 nov. 2026 »."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number}\u00a0{_SHORT_MONTHS[day.month - 1]}\u00a0{day.year}"
