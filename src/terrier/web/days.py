"""Days and moments in words, as French writes them: « 1er mars 2026 à 14:05 »."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

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


def write_moment(moment: datetime) -> str:
    """Write a moment by the clock of here; one that says no zone is of here already."""
    local = timezone.localtime(moment) if timezone.is_aware(moment) else moment
    return _("%(day)s à %(time)s") % {
        "day": write_day(local.date()),
        "time": local.strftime("%H:%M"),
    }


def write_short_day(day: date) -> str:
    """Write a day in few characters: « 21 nov. 2026 »."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number}\u00a0{_SHORT_MONTHS[day.month - 1]}\u00a0{day.year}"
