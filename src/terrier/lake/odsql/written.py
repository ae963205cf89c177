"""Columns of an answer as JSON and as plain text, made inside DuckDB."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from terrier.lake.json_text import geometry_json, iso_text, joined, value_json
from terrier.lake.odsql.pieces import Kind, Piece

if TYPE_CHECKING:
    from collections.abc import Iterable

    from terrier.lake.odsql.plan import Column

_LAKE_TYPES = {
    Kind.TEXT: "TEXT", Kind.INTEGER: "HUGEINT", Kind.DECIMAL: "DECIMAL(38,10)",
    Kind.NUMBER: "DOUBLE", Kind.BOOLEAN: "BOOLEAN", Kind.DATE: "DATE",
    Kind.DATETIME: "TIMESTAMPTZ", Kind.NULL: "TEXT",
}  # fmt: skip
"""The family of types that each kind is written as."""


def object_json(columns: Iterable[tuple[int, Column]]) -> Piece:
    """Give SQL for the members of a row's object, braces left out; names are bound.

    Parameters
    ----------
    columns
        With the number of each: `_r3` is number 3.
    """
    members: list[str] = []
    names: list[object] = []
    for number, column in columns:
        members.append(f"CAST(? AS TEXT), {column_json(number, column.kind)}")
        names.append(json.dumps(column.label, ensure_ascii=False) + ":")
    return Piece(joined("''", ", ',', ".join(members)), Kind.TEXT, tuple(names))


def column_json(number: int, kind: Kind) -> str:
    """Give SQL for a value as JSON text, never NULL."""
    name = f"_r{number}"
    match kind:
        case Kind.POINT:
            # One centimetre in degrees, as geometries are written.
            lon, lat = (f"CAST(round({axis}({name}), 7) AS TEXT)" for axis in ("ST_X", "ST_Y"))
            return f"coalesce('{{\"lon\":' || {lon} || ',\"lat\":' || {lat} || '}}', 'null')"
        case Kind.SHAPE:
            feature = f'\'{{"type":"Feature","geometry":\' || {geometry_json(name)}'
            closed = f"{feature} || ',\"properties\":{{}}}}'"
            return f"CASE WHEN {name} IS NULL THEN 'null' ELSE {closed} END"
        case Kind.TEXTS:
            return f"coalesce(CAST(to_json({name}) AS TEXT), 'null')"
        case _:
            return value_json(name, _LAKE_TYPES[kind])


def feature_json(columns: tuple[Column, ...]) -> Piece:
    """Give SQL for a row as a GeoJSON feature, the first place being its geometry."""
    place = place_of(columns)
    properties = object_json((n, c) for n, c in enumerate(columns) if c.kind is not Kind.SHAPE)
    geometry = geometry_json(f"_r{place}")
    return Piece(
        f'\'{{"type":"Feature","geometry":\' || {geometry} || '
        f"',\"properties\":{{' || {properties.sql} || '}}}}'",
        Kind.TEXT,
        properties.params,
    )


def place_of(columns: tuple[Column, ...]) -> int | None:
    """Give the number of the column that is the geometry of a feature: a shape, else a point."""
    for kind in (Kind.SHAPE, Kind.POINT):
        for number, column in enumerate(columns):
            if column.kind is kind:
                return number
    return None


def column_text(number: int, kind: Kind, list_separator: str) -> Piece:
    """Give SQL for a value as text; NULL stays NULL."""
    name = f"_r{number}"
    match kind:
        case Kind.POINT:
            lat, lon = (f"CAST(round({axis}({name}), 7) AS TEXT)" for axis in ("ST_Y", "ST_X"))
            return Piece(f"({lat} || ', ' || {lon})", Kind.TEXT)
        case Kind.SHAPE:
            return Piece(f"nullif({geometry_json(name)}, 'null')", Kind.TEXT)
        case Kind.TEXTS:
            return Piece(f"array_to_string({name}, ?)", Kind.TEXT, (list_separator,))
        case _:
            return Piece(iso_text(name, _LAKE_TYPES[kind]), Kind.TEXT)
