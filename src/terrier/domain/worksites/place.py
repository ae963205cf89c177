"""Where a worksite is, as people paste it: coordinates or GeoJSON, told what is wrong with them."""

from __future__ import annotations

import json
import math
import re
from typing import Any

import shapely
from shapely import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry as Geometry

from terrier.domain.kernel.errors import Invalid

LONGEST = 500_000
"""Characters of a pasted place."""
MOST_POINTS = 10_000
WIDEST_M = 50_000.0
"""No worksite spans more: coordinates that say so are mistaken."""
EARTH_M = 6_371_000.0
_NUMBER = r"-?\d{1,9}(?:[.,]\d+)?"
_PAIR = re.compile(rf"\s*({_NUMBER})\s*[;,\s]\s*({_NUMBER})\s*")
_FAMILIES = {"Point": "MultiPoint", "LineString": "MultiLineString", "Polygon": "MultiPolygon"}


def read(text: str) -> Geometry:
    """Read a pasted place.

    Parameters
    ----------
    text
        GeoJSON (geometry, feature or collection of one family), or coordinates in degrees, latitude
        first, one point a line: one point, a line, or an area where the last point is the first.

    Returns
    -------
    shapely.Geometry
        Points, lines or polygons, WGS84 longitude/latitude, in two dimensions.

    Raises
    ------
    Invalid
        It cannot be read, is empty, does not lie on Earth, crosses itself or is far too large.

    Examples
    --------
    >>> read("46,5631 ; 4,9084").wkt
    'POINT (4.9084 46.5631)'
    """
    if len(text) > LONGEST:
        raise Invalid("Ce lieu est trop long : simplifiez le tracé avant de le coller.")
    stripped = text.strip()
    return checked(_geojson(stripped) if stripped[:1] in "{[" else _coordinates(stripped))


def checked(shape: Geometry) -> Geometry:
    """Give a shape fit to be kept, or say why it is not.

    Raises
    ------
    Invalid
        See `read`.
    """
    flat = shapely.force_2d(shape)
    family = flat.geom_type.removeprefix("Multi")
    if family not in _FAMILIES:
        raise Invalid("Un lieu est fait de points, de lignes ou de surfaces, sans les mélanger.")
    if flat.is_empty:
        raise Invalid("Ce lieu est vide : il ne contient aucun point.")
    if shapely.get_num_coordinates(flat) > MOST_POINTS:
        raise Invalid(f"Ce lieu a plus de {MOST_POINTS} points : simplifiez le tracé.")
    _on_earth(flat)
    if family == "LineString" and flat.length == 0:
        raise Invalid("Cette ligne n’a pas de longueur : ses points sont au même endroit.")
    if not flat.is_valid:
        raise Invalid("Le contour de cette surface se croise lui-même : redessinez-le.")
    if family == "Polygon" and flat.area == 0:
        raise Invalid("Cette surface est plate : ses points sont alignés.")
    _not_too_wide(flat)
    return flat


def _on_earth(shape: Geometry) -> None:
    west, south, east, north = shape.bounds
    if not all(map(math.isfinite, shape.bounds)):
        raise Invalid("Une coordonnée de ce lieu n’est pas un nombre.")
    if west < -180 or east > 180 or south < -90 or north > 90:
        raise Invalid(
            "Ces coordonnées ne sont pas des degrés de longitude et de latitude (WGS84) : "
            "convertissez-les avant de les coller."
        )


def _not_too_wide(shape: Geometry) -> None:
    west, south, east, north = shape.bounds
    wide = math.radians(east - west) * math.cos(math.radians((south + north) / 2)) * EARTH_M
    high = math.radians(north - south) * EARTH_M
    if math.hypot(wide, high) > WIDEST_M:
        raise Invalid(
            f"Ce lieu s’étend sur plus de {WIDEST_M / 1000:.0f} km : vérifiez l’ordre des "
            "coordonnées (latitude puis longitude)."
        )


def _coordinates(text: str) -> Geometry:
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        raise Invalid("Donnez un lieu : une adresse, des coordonnées ou du GeoJSON.")
    points = [_pair(line) for line in lines]
    if len(points) == 1:
        return Point(points[0])
    if len(points) > 3 and points[0] == points[-1]:
        return Polygon(points)
    return LineString(points)


def _pair(line: str) -> tuple[float, float]:
    match = _PAIR.fullmatch(line)
    if match is None:
        raise Invalid(
            f"« {line.strip()[:60]} » n’est pas un point : écrivez la latitude puis la longitude, "
            "en degrés, par exemple « 46,5631 ; 4,9084 », un point par ligne."
        )
    latitude, longitude = (float(part.replace(",", ".")) for part in match.groups())
    return longitude, latitude


def _geojson(text: str) -> Geometry:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as wrong:
        raise Invalid("Ce texte commence comme du GeoJSON, mais ne se lit pas.") from wrong
    shapes = [_shape(one) for one in _geometries(document)]
    if not shapes:
        raise Invalid("Ce GeoJSON ne contient aucune géométrie.")
    if len(shapes) == 1:
        return shapes[0]
    families = {shape.geom_type.removeprefix("Multi") for shape in shapes}
    if len(families) > 1 or not families <= set(_FAMILIES):
        raise Invalid("Ce GeoJSON mélange des points, des lignes ou des surfaces : gardez-en un.")
    parts = [part for shape in shapes for part in shapely.get_parts(shape)]
    gathered: Geometry = getattr(shapely, _FAMILIES[families.pop()])(parts)
    return gathered


def _geometries(document: Any) -> list[Any]:
    if not isinstance(document, dict):
        raise Invalid("Ce GeoJSON n’est pas un objet.")
    match document.get("type"):
        case "FeatureCollection":
            features = document.get("features")
            listed = features if isinstance(features, list) else []
            return [f["geometry"] for f in listed if isinstance(f, dict) and f.get("geometry")]
        case "Feature":
            return [document["geometry"]] if document.get("geometry") else []
        case _:
            return [document]


def _shape(geometry: Any) -> Geometry:
    try:
        return shapely.from_geojson(json.dumps(geometry))
    except shapely.GEOSException as wrong:
        raise Invalid("Une géométrie de ce GeoJSON ne se lit pas.") from wrong


def geojson(shape: Geometry) -> str:
    """Write a place as a GeoJSON geometry, to the centimetre."""
    return str(shapely.to_geojson(shapely.set_precision(shape, 1e-7, mode="pointwise")))


def outline_text(shape: Geometry) -> str:
    """Write a place so that `read` gives it back: one point as coordinates, others as GeoJSON."""
    if isinstance(shape, Point):
        return f"{shape.y:.6f} ; {shape.x:.6f}".replace(".", ",")
    return geojson(shape)
