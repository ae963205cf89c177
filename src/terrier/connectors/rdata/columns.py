"""Columns of R as Arrow columns of the types that a staged table has."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa

from terrier.connectors.rdata.kinds import Kind, Value
from terrier.connectors.rdata.stream import NA_INTEGER, damaged, is_na

_DAY_S = 86_400
_NA_INTEGER64 = -(1 << 63)
_FIRST_DAY, _LAST_DAY = -719_162, 2_932_896
"""The years 1 to 9999: a column with dates beyond these stays numbers."""
_MOST_MONTHS = 120_000
_NUMBERS = (Kind.INTEGER, Kind.DOUBLE)


def column(value: Value) -> pa.Array:
    """Convert a column, of one value a row.

    Factors become their labels, dates and moments what they are (moments in UTC), `integer64`
    integers; lists become JSON. `NA` becomes null, and NaN stays what it is.

    Raises
    ------
    Unreadable
        Where the column is damaged, or no column: a function, an environment.
    """
    classes = value.texts("class")
    for name, convert in _BY_CLASS.items():
        if name in classes:
            return convert(value)
    match value.kind:
        case Kind.LOGICAL:
            return pa.array(value.content != 0, pa.bool_(), mask=value.content == NA_INTEGER)
        case Kind.INTEGER:
            return pa.array(value.content, pa.int64(), mask=value.content == NA_INTEGER)
        case Kind.DOUBLE:
            return pa.array(value.content, pa.float64(), mask=is_na(value.content))
        case Kind.TEXT:
            return pa.array(value.content, pa.string())
        case Kind.RAW:
            return pa.array(list(value.content), pa.int64())
        case Kind.COMPLEX:
            return pa.array([_complex(number) for number in value.content], pa.string())
        case Kind.LIST:
            return pa.array([_json(cell) for cell in value.content], pa.string())
        case _:
            raise damaged(f"a column of kind {value.kind.name}")


def length(value: Value) -> int:
    """Give the number of rows of a column."""
    if value.kind == Kind.LIST and "POSIXlt" in value.texts("class"):
        return max((len(part) for part in value.content), default=0)
    dim = value.attributes.get("dim")
    if dim is not None and dim.kind in _NUMBERS and len(dim):
        return int(dim.content[0])
    return len(value)


def _factor(value: Value) -> pa.Array:
    levels = value.attributes.get("levels")
    if value.kind != Kind.INTEGER or levels is None or levels.kind != Kind.TEXT:
        raise damaged("a factor without levels")
    missing = value.content == NA_INTEGER
    codes = np.where(missing, 1, value.content) - 1
    if (
        len(codes)
        and not missing.all()
        and not 0 <= codes.min() <= codes.max() < len(levels.content)
    ):
        raise damaged("a factor beyond its levels")
    indices = pa.array(codes, pa.int32(), mask=missing)
    return pa.array(levels.content, pa.string()).take(indices)


def _numbers(value: Value) -> np.ndarray:
    """Give the numbers of a dated column, NaN where there is none."""
    if value.kind == Kind.INTEGER:
        return np.where(value.content == NA_INTEGER, np.nan, value.content)
    if value.kind != Kind.DOUBLE:
        raise damaged(f"a date made of {value.kind.name}")
    # The missing double of R is a signalling NaN, which arithmetic complains of.
    return np.where(np.isnan(value.content), np.nan, value.content)


def _date(value: Value) -> pa.Array:
    days = np.floor(_numbers(value))
    absent = np.isnan(days)
    if _beyond(days[~absent]):
        return _plain(value)
    return pa.array(np.where(absent, 0, days).astype(np.int32), pa.int32(), mask=absent).cast(
        pa.date32()
    )


def _beyond(days: np.ndarray) -> bool:
    return bool(((days < _FIRST_DAY) | (days >= _LAST_DAY)).any())


def _moment(value: Value) -> pa.Array:
    seconds = _numbers(value)
    if _beyond(seconds[~np.isnan(seconds)] / _DAY_S):
        return _plain(value)
    return _at(seconds, "UTC")


def _at(seconds: np.ndarray, zone: str | None) -> pa.Array:
    """Give moments by their seconds since 1970, none where they are NaN."""
    absent = np.isnan(seconds)
    whole = np.floor(np.where(absent, 0, seconds))
    rest = np.where(absent, 0, seconds) - whole
    micros = whole.astype(np.int64) * 1_000_000 + np.round(rest * 1e6).astype(np.int64)
    return pa.array(micros, pa.int64(), mask=absent).cast(pa.timestamp("us", zone))


def _time(value: Value) -> pa.Array:
    """Convert the package hms's seconds since midnight; durations stay numbers."""
    seconds = _numbers(value)
    given = seconds[~np.isnan(seconds)]
    if not ((given >= 0) & (given < _DAY_S)).all():
        return _plain(value)
    micros = np.round(np.nan_to_num(seconds) * 1e6).astype(np.int64)
    return pa.array(micros, pa.int64(), mask=np.isnan(seconds)).cast(pa.time64("us"))


def _plain(value: Value) -> pa.Array:
    return column(Value(value.kind, value.content))


def _integer64(value: Value) -> pa.Array:
    if value.kind != Kind.DOUBLE:
        return _plain(value)
    integers = value.content.view(np.int64)
    return pa.array(integers, pa.int64(), mask=integers == _NA_INTEGER64)


def _broken_down(value: Value) -> pa.Array:
    """Convert a `POSIXlt`: lists of seconds, minutes, hours, days, months and years."""
    if value.kind != Kind.LIST:
        raise damaged("a POSIXlt that is no list")
    parts = dict(zip(value.texts("names"), value.content, strict=False))
    try:
        second, minute, hour, day, month, year = (
            np.resize(_numbers(parts[n]), length(value))
            for n in ("sec", "min", "hour", "mday", "mon", "year")
        )
    except KeyError as wrong:
        raise damaged(f"a POSIXlt without {wrong}") from wrong
    given = np.isfinite(second + minute + hour + day + month + year)
    if _beyond(365.25 * (year[given] - 70)) or (np.abs(month[given]) > _MOST_MONTHS).any():
        raise damaged("a POSIXlt beyond the calendar")
    months = np.where(given, (year - 70) * 12 + month, 0).astype("datetime64[M]")
    days = months.astype("datetime64[D]").astype(np.float64) + day - 1
    seconds = days * _DAY_S + hour * 3600 + minute * 60 + second
    if _beyond(seconds[given] / _DAY_S):
        raise damaged("a POSIXlt beyond the calendar")
    zone = "UTC" if value.texts("tzone")[:1] in (["UTC"], ["GMT"]) else None
    return _at(np.where(given, seconds, np.nan), zone)


_BY_CLASS: dict[str, Callable[[Value], pa.Array]] = {
    "factor": _factor,
    "Date": _date,
    "POSIXct": _moment,
    "POSIXlt": _broken_down,
    "hms": _time,
    "integer64": _integer64,
}


def _complex(number: complex) -> str | None:
    return None if math.isnan(number.real) else f"{number.real:g}{number.imag:+g}i"


def _json(cell: Value) -> str | None:
    plain = _told(cell)
    return (
        plain
        if plain is None or isinstance(plain, str)
        else json.dumps(plain, ensure_ascii=False, default=str)
    )


def _told(cell: Value) -> Any:
    """Give what a cell of a list holds as JSON does: a single value stands for itself."""
    if cell.kind in (Kind.LIST, Kind.PAIRS):
        given = [v for _, v in cell.content] if cell.kind == Kind.PAIRS else cell.content
        values = [_told(v) for v in given]
        names = cell.texts("names")
        return dict(zip(names, values, strict=False)) if any(names) else values
    if cell.content is None:
        return None
    if isinstance(cell.content, str):
        return cell.content
    values = column(cell).to_pylist()
    values = [None if isinstance(v, float) and not math.isfinite(v) else v for v in values]
    return values[0] if len(values) == 1 else values
