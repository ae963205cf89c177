"""Places: geometries given by a client, distances, windows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely
from shapely import Point
from shapely.errors import ShapelyError

from terrier.domain.odsql.errors import Malformed
from terrier.domain.odsql.model import Number, Quantity, Shape
from terrier.domain.tabular.plan import GEOMETRY_COLUMN
from terrier.lake.filters.condition import surrounding_box
from terrier.lake.filters.model import Circle
from terrier.lake.odsql.pieces import SPATIAL, Kind, Piece
from terrier.lake.relation import quote

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from terrier.domain.odsql.model import Expression

    Arguments = tuple[Expression, ...]

MAX_BRACKETS = 10
"""Brackets within one another in a geometry."""
METRES = {
    "mm": 0.001, "cm": 0.01, "m": 1.0, "km": 1000.0, "mi": 1609.344, "yd": 0.9144, "ft": 0.3048,
}  # fmt: skip
"""International units (agreement of 1959)."""
_BOXED_M = 100_000.0
"""Radius up to which a window helps to find what is near."""
_FARTHEST_NORTH = 89.0
_GEOMETRY = quote(GEOMETRY_COLUMN)
_FUNCTIONS = {"intersects": "ST_Intersects", "disjoint": "ST_Disjoint", "within": "ST_Within"}


def read_shape(node: Expression) -> BaseGeometry:
    """Read a geometry literal, WKT or GeoJSON, in WGS84 longitude and latitude.

    Raises
    ------
    Malformed
        It is none, or lies outside the world.
    """
    if not isinstance(node, Shape):
        raise Malformed("écrivez la géométrie comme geom'POINT(4.91 46.56)'.")
    deepest = depth = 0
    for mark in node.text:
        depth += (mark in "([{") - (mark in ")]}")
        deepest = max(deepest, depth)
    wrong = Malformed(f"« {node.text[:40]} » n’est ni du WKT ni du GeoJSON.")
    if deepest > MAX_BRACKETS:
        raise wrong
    try:
        as_json = node.text.lstrip().startswith("{")
        found = shapely.from_geojson(node.text) if as_json else shapely.from_wkt(node.text)
    except (ShapelyError, ValueError) as failed:
        raise wrong from failed
    if found is None or found.is_empty:
        raise wrong
    west, south, east, north = found.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise Malformed("la géométrie sort du monde : longitude puis latitude, en degrés.")
    return found


def relates(name: str, place: Piece, given: Arguments) -> Piece:
    """Compile `intersects`, `disjoint` and `within`."""
    _check(name, place, given, 1)
    return _related(name, place, read_shape(given[0]))


def in_bbox(name: str, place: Piece, given: Arguments) -> Piece:
    """Compile `in_bbox(field, lat1, lon1, lat2, lon2)`."""
    _check(name, place, given, 4)
    numbers = [float(a.value) for a in given if isinstance(a, Number)]
    if len(numbers) != 4:
        raise Malformed("in_bbox attend quatre nombres : lat1, lon1, lat2, lon2.")
    lat1, lon1, lat2, lon2 = numbers
    west, east, south, north = min(lon1, lon2), max(lon1, lon2), min(lat1, lat2), max(lat1, lat2)
    # Its edges belong to a window, unlike what « within » says of a surface.
    envelope, corners = "ST_MakeEnvelope(?, ?, ?, ?)", (west, south, east, north)
    sql = f"({_GEOMETRY} && {envelope} AND ST_CoveredBy({place.sql}, {envelope}))"
    return Piece(sql, Kind.BOOLEAN, (*corners, *place.params, *corners))


def within_distance(name: str, place: Piece, given: Arguments) -> Piece:
    """Compile `within_distance(field, geom'POINT(…)', 10km)`; metres without a unit."""
    _check(name, place, given, 2)
    centre, length = _read_point(given[0]), given[1]
    if isinstance(length, Quantity) and length.unit in METRES:
        radius = float(length.amount) * METRES[length.unit]
    elif isinstance(length, Number):
        radius = float(length.value)
    else:
        raise Malformed(f"la distance s’écrit avec une unité : {', '.join(METRES)}.")
    away = _distance(place, centre)
    near = Piece(f"({away.sql} <= ?)", Kind.BOOLEAN, (*away.params, radius))
    if not 0 < radius <= _BOXED_M or abs(centre.y) > _FARTHEST_NORTH:
        return near
    box = surrounding_box(Circle(centre.x, centre.y, radius))
    return Piece(
        f"({_GEOMETRY} && ST_MakeEnvelope(?, ?, ?, ?) AND {near.sql})",
        Kind.BOOLEAN,
        (box.west, box.south, box.east, box.north, *near.params),
    )


def distance(name: str, place: Piece, given: Arguments) -> Piece:
    """Compile `distance(field, geom'POINT(…)')`, in metres."""
    _check(name, place, given, 1)
    return _distance(place, _read_point(given[0]))


def _check(name: str, place: Piece, given: Arguments, wanted: int) -> None:
    place.require(SPATIAL, f"{name}()")
    if len(given) != wanted:
        raise Malformed(f"{name}() attend un champ de lieu et {wanted} autres valeurs.")


def _related(name: str, place: Piece, shape: BaseGeometry) -> Piece:
    wkb = shapely.to_wkb(shape)
    sql = f"{_FUNCTIONS[name]}({place.sql}, ST_GeomFromWKB(?))"
    if name == "disjoint":
        return Piece(sql, Kind.BOOLEAN, (*place.params, wkb))
    # Said of the bare column, whose statistics let row groups be skipped.
    return Piece(
        f"({_GEOMETRY} && ST_GeomFromWKB(?) AND {sql})", Kind.BOOLEAN, (wkb, *place.params, wkb)
    )


def _read_point(node: Expression) -> Point:
    found = read_shape(node)
    if not isinstance(found, Point) or abs(found.y) >= 90:
        raise Malformed("une distance se mesure à un point : geom'POINT(4.91 46.56)'.")
    return found


def _distance(place: Piece, centre: Point) -> Piece:
    """Measure in a plane around the centre, where distances to it are those of the ellipsoid."""
    around = f"+proj=aeqd +lat_0={centre.y!r} +lon_0={centre.x!r} +datum=WGS84 +units=m"
    sql = f"ST_Distance(ST_Transform({place.sql}, 'EPSG:4326', ?), ST_Point(0, 0))"
    return Piece(sql, Kind.NUMBER, (*place.params, around))
