"""A row as text that does not depend on the database that it was read from."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID


def digest(row: tuple[object, ...]) -> int:
    """Give a number that two rows share only if they hold the same values."""
    text = json.dumps([plain(value) for value in row], sort_keys=True, separators=(",", ":"))
    return int.from_bytes(hashlib.sha256(text.encode()).digest())


def plain(value: object) -> object:
    """Give a value in one writing: moments in UTC, numbers by their value, keys in order.

    Raises
    ------
    TypeError
        A kind of value that no column has had so far.
    """
    match value:
        case None | bool() | str() | int():
            return value
        case float() | Decimal():
            return _number(value)
        case datetime():
            return (value.astimezone(UTC) if value.tzinfo else value).isoformat()
        case date() | time():
            return value.isoformat()
        case timedelta():
            return str(value)
        case UUID():
            return str(value)
        case bytes() | bytearray() | memoryview():
            return hashlib.sha256(value).hexdigest()
        case dict():
            return {str(key): plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
    raise TypeError(f"no writing for {type(value)}")


def _number(value: float | Decimal) -> object:
    """PostgreSQL writes 1e+16 of a JSON text as an integer, and zero without its sign."""
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    if not exact.is_finite():
        return str(exact)
    return int(exact) if exact == exact.to_integral_value() else str(exact.normalize())
