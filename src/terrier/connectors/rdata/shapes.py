"""Geometries of the package sf as WKB, with the CRS that they declare.

Source: sf, « Simple Features for R », vignette 1: how geometries are held in lists and matrices.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Sequence
from typing import Any

import numpy as np

from terrier.connectors.rdata.kinds import Kind, Value

_DIMENSIONS = {"XY": (2, 0), "XYZ": (3, 1000), "XYM": (3, 2000), "XYZM": (4, 3000)}
"""Coordinates of a position, and what ISO WKB adds to the code of a type."""
_CODES = {
    "POINT": 1, "LINESTRING": 2, "POLYGON": 3, "MULTIPOINT": 4, "MULTILINESTRING": 5,
    "MULTIPOLYGON": 6, "GEOMETRYCOLLECTION": 7,
}  # fmt: skip
_KINDS = {
    "POINT": "Point", "LINESTRING": "LineString", "POLYGON": "Polygon",
    "MULTIPOINT": "MultiPoint", "MULTILINESTRING": "MultiLineString",
    "MULTIPOLYGON": "MultiPolygon", "GEOMETRYCOLLECTION": "GeometryCollection",
}  # fmt: skip


class UnknownShape(ValueError):
    """A geometry that has no WKB: a curve, or a damaged one."""


def is_shapes(value: Value) -> bool:
    """Tell a column of geometries."""
    return value.kind == Kind.LIST and "sfc" in value.texts("class")


def shape_kind(column: Value) -> str:
    """Give the type of the geometries of a column, `Unknown` where they are of several."""
    own = next((c for c in column.texts("class") if c.startswith("sfc_")), "")
    return _KINDS.get(own.removeprefix("sfc_"), "Unknown")


def declared_crs(column: Value) -> Any:
    """Give what a column says of its CRS, in a form that pyproj reads, or None.

    The code comes first; then WKT; before sf 0.9 a number, or PROJ's own notation.
    """
    crs = column.attributes.get("crs")
    if crs is None or crs.kind != Kind.LIST:
        return None
    told = {
        name: value.content[0]
        for name, value in zip(crs.texts("names"), crs.content, strict=False)
        if value.kind in (Kind.TEXT, Kind.INTEGER, Kind.DOUBLE) and len(value.content)
    }
    if isinstance(told.get("input"), str) and re.fullmatch(r"EPSG:\d+", told["input"], re.I):
        return told["input"].upper()
    if "epsg" in told and told["epsg"] > 0:
        return f"EPSG:{int(told['epsg'])}"
    return told.get("wkt") or told.get("proj4string")


def wkb(column: Value, row: int) -> bytes | None:
    """Write the geometry of a row as ISO WKB, None where it has none.

    Raises
    ------
    UnknownShape
        Where WKB has no such geometry.
    """
    shape = column.content[row]
    if shape.kind == Kind.NULL:
        return _of_points(column, row)
    try:
        return _written(shape)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as wrong:
        raise UnknownShape(" ".join(shape.texts("class")[1:2]) or shape.kind.name) from wrong


def _of_points(column: Value, row: int) -> bytes | None:
    """Read a point kept in a matrix beside the list, as sf 1.0 does for many points."""
    points = column.attributes.get("points")
    if points is None or points.kind != Kind.DOUBLE:
        return None
    names = column.texts("points_dim")
    size, offset = _DIMENSIONS.get(names[0] if names else "XY", (2, 0))
    matrix = points.content.reshape(size, -1).T
    if row >= len(matrix):
        raise UnknownShape("POINT")
    return _header(_CODES["POINT"] + offset) + _packed(matrix[row])


def _written(shape: Value) -> bytes:
    dimension, kind = shape.texts("class")[:2]
    size, offset = _DIMENSIONS[dimension]
    header = _header(_CODES[kind] + offset)
    match kind:
        case "POINT":
            return header + _packed(_numbers(shape).reshape(size))
        case "LINESTRING":
            return header + _line(shape, size)
        case "POLYGON":
            return header + _rings(shape, size)
        case "MULTIPOINT":
            own = _header(_CODES["POINT"] + offset)
            return header + _counted([own + _packed(p) for p in _matrix(shape, size)])
        case "MULTILINESTRING":
            own = _header(_CODES["LINESTRING"] + offset)
            return header + _counted([own + _line(part, size) for part in _parts(shape)])
        case "MULTIPOLYGON":
            own = _header(_CODES["POLYGON"] + offset)
            return header + _counted([own + _rings(part, size) for part in _parts(shape)])
        case _:
            return header + _counted([_written(part) for part in _parts(shape)])


def _header(code: int) -> bytes:
    return struct.pack("<BI", 1, code)


def _counted(pieces: Sequence[bytes]) -> bytes:
    return struct.pack("<I", len(pieces)) + b"".join(pieces)


def _parts(shape: Value) -> list[Value]:
    if shape.kind != Kind.LIST:
        raise UnknownShape(shape.kind.name)
    parts: list[Value] = shape.content
    return parts


def _rings(shape: Value, size: int) -> bytes:
    return _counted([_line(ring, size) for ring in _parts(shape)])


def _line(shape: Value, size: int) -> bytes:
    matrix = _matrix(shape, size)
    return struct.pack("<I", len(matrix)) + _packed(matrix)


def _matrix(shape: Value, size: int) -> np.ndarray:
    # R keeps matrices by columns: all x, then all y.
    return _numbers(shape).reshape(size, -1).T


def _numbers(shape: Value) -> np.ndarray:
    if shape.kind not in (Kind.DOUBLE, Kind.INTEGER):
        raise UnknownShape(shape.kind.name)
    numbers = np.asarray(shape.content, np.float64)
    # The missing double of R is a signalling NaN; an empty point of WKB is made of quiet ones.
    return np.where(np.isnan(numbers), np.nan, numbers)


def _packed(numbers: np.ndarray) -> bytes:
    return np.ascontiguousarray(numbers, "<f8").tobytes()
