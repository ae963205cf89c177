"""Typed Arrow columns brought to the few types that a staged table has."""

from __future__ import annotations

import json
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc


def staged_type(kind: pa.DataType) -> tuple[pa.DataType, str]:
    """Give the staged Arrow type and the lake type of an Arrow type.

    Integers become BIGINT (DECIMAL(20,0) where unsigned on 64 bits), floats DOUBLE; what has no
    column type of its own (lists, structures, bytes) becomes text.

    Examples
    --------
    >>> staged_type(pa.int16())
    (DataType(int64), 'BIGINT')
    """
    if pa.types.is_dictionary(kind):
        return staged_type(kind.value_type)
    if pa.types.is_boolean(kind):
        return pa.bool_(), "BOOLEAN"
    if kind == pa.uint64():
        return pa.decimal128(20, 0), "DECIMAL(20,0)"
    if pa.types.is_integer(kind):
        return pa.int64(), "BIGINT"
    if pa.types.is_floating(kind):
        return pa.float64(), "DOUBLE"
    if pa.types.is_decimal(kind) and kind.precision <= 38:
        return pa.decimal128(kind.precision, kind.scale), f"DECIMAL({kind.precision},{kind.scale})"
    if pa.types.is_date(kind):
        return pa.date32(), "DATE"
    if pa.types.is_time(kind):
        return pa.time64("us"), "TIME"
    if pa.types.is_timestamp(kind):
        zone = kind.tz and "UTC"
        return pa.timestamp("us", tz=zone), "TIMESTAMPTZ" if zone else "TIMESTAMP"
    return pa.string(), "TEXT"


def staged_array(array: pa.Array, kind: pa.DataType) -> pa.Array:
    """Cast a column to its staged type; lists and structures become JSON text, bytes hex."""
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    if _is_plain(array.type) or not pa.types.is_string(kind):
        return pc.cast(array, kind, safe=not pa.types.is_timestamp(kind))
    return pa.array([_json(value) for value in array.to_pylist()], pa.string())


def broken_characters(array: pa.Array) -> int:
    """Count U+FFFD in a text column."""
    if not pa.types.is_string(array.type):
        return 0
    return pc.sum(pc.count_substring(array, "\ufffd")).as_py() or 0


def text_rows(columns: list[pa.Array], count: int) -> tuple[tuple[str | None, ...], ...]:
    """Show the first rows of staged columns as text."""
    shown = [[_shown(v) for v in column.slice(0, count).to_pylist()] for column in columns]
    return tuple(zip(*shown, strict=True))


def _is_plain(kind: pa.DataType) -> bool:
    return not (pa.types.is_nested(kind) or pa.types.is_binary(kind) or _is_large_binary(kind))


def _is_large_binary(kind: pa.DataType) -> bool:
    return bool(pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind))


def _json(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bytes):
        return value.hex()
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> str:
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    return str(value)


def _shown(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f") if value == value else "NaN"
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    return str(value)
