"""Values of the lake as JSON."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from math import isfinite

from terrier.lake.json_text import SAFE_INTEGER

from .schemas.tables import Cell


def cell(value: object) -> Cell:
    """Write a value as the rows do: every digit kept, moments in ISO 8601."""
    match value:
        case None | bool() | str():
            return value
        case int():
            return value if abs(value) <= SAFE_INTEGER else str(value)
        case float():
            return value if isfinite(value) else None
        case Decimal():
            near = float(value)
            return near if Decimal(repr(near)) == value else f"{value:f}"
        case date() | datetime() | time():
            return value.isoformat()
        case _:
            return str(value)
