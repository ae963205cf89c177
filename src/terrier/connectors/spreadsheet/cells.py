"""The text of a workbook's cell, as the workbook holds it."""

from __future__ import annotations

import math
from datetime import date, datetime, time, timedelta
from decimal import Decimal

Cell = str | float | int | bool | time | date | datetime | timedelta | None


def cell_text(value: Cell) -> str | None:
    """Write a cell as text.

    Integers without `.0`, other numbers with the fewest digits that give the same number again,
    dates and times in ISO 8601, durations as hours, booleans as the French Excel shows them.

    Examples
    --------
    >>> cell_text(71543.0), cell_text(0.1), cell_text(True), cell_text(date(2024, 3, 2))
    ('71543', '0.1', 'VRAI', '2024-03-02')
    """
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "VRAI" if value else "FAUX"
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, timedelta):
        return _duration(value)
    if isinstance(value, (date, time)):
        return value.isoformat()
    return str(value)


def _number(value: float) -> str:
    if not math.isfinite(value):
        return str(value)
    text = format(Decimal(repr(value)), "f")
    return text.removesuffix(".0") if text != "-0.0" else "0"


def _duration(value: timedelta) -> str:
    seconds = round(value.total_seconds())
    sign = "-" if seconds < 0 else ""
    hours, rest = divmod(abs(seconds), 3600)
    return f"{sign}{hours:02d}:{rest // 60:02d}:{rest % 60:02d}"
