"""A small map of a result, drawn on the server: what met something, and what met nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

WIDTH, HEIGHT, MARGIN = 480.0, 300.0, 12.0


@dataclass(frozen=True)
class Shape:
    """One object: a path, or a point."""

    path: str
    x: float = 0.0
    y: float = 0.0
    line: bool = False
    met: bool = True


@dataclass(frozen=True)
class Drawing:
    """Shapes of an SVG of `WIDTH` by `HEIGHT`."""

    shapes: tuple[Shape, ...]
    met: int
    alone: int
    located: int
    """Objects that there are to draw: more than are drawn, where they are many."""

    @property
    def partial(self) -> bool:
        """Say whether some objects are left out."""
        return self.located > len(self.shapes)


def draw(features: Sequence[dict[str, Any]], told_by: str, located: int) -> Drawing | None:
    """Draw GeoJSON features; None where there is none.

    Parameters
    ----------
    features
        In WGS84 longitude and latitude.
    told_by
        Property that is empty, or zero, where the object met nothing.
    located
        Objects that there are, of which the features may be a part.
    """
    known = [(f, g) for f in features if (g := _shape(f)) is not None]
    if not known:
        return None
    west, south, east, north = shapely.total_bounds([g for _feature, g in known])
    squeeze = cos(radians((south + north) / 2))
    wide, high = max((east - west) * squeeze, 1e-6), max(north - south, 1e-6)
    scale = min((WIDTH - 2 * MARGIN) / wide, (HEIGHT - 2 * MARGIN) / high)
    left, top = (WIDTH - wide * scale) / 2, (HEIGHT - high * scale) / 2

    def place(lon: float, lat: float) -> tuple[float, float]:
        return (
            round(left + (lon - west) * squeeze * scale, 1),
            round(top + (north - lat) * scale, 1),
        )

    shapes = []
    for feature, geometry in known:
        met = bool(feature["properties"].get(told_by)) if told_by else True
        shapes.append(_drawn(geometry, place, met))
    met = sum(s.met for s in shapes)
    return Drawing(tuple(shapes), met, len(shapes) - met, located)


def _shape(feature: dict[str, Any]) -> BaseGeometry | None:
    if not feature.get("geometry"):
        return None
    geometry = shapely.geometry.shape(feature["geometry"])
    return None if geometry.is_empty else geometry


def _drawn(geometry: BaseGeometry, place: Any, met: bool) -> Shape:
    if geometry.geom_type in {"Point", "MultiPoint"}:
        x, y = place(geometry.centroid.x, geometry.centroid.y)
        return Shape("", x, y, met=met)
    line = "Line" in geometry.geom_type
    parts = [_path(ring, place) for ring in _rings(geometry)]
    return Shape("".join(parts), line=line, met=met)


def _rings(geometry: BaseGeometry) -> Iterable[Any]:
    for part in getattr(geometry, "geoms", [geometry]):
        if part.geom_type == "Polygon":
            yield part.exterior.coords
            yield from (ring.coords for ring in part.interiors)
        elif part.geom_type == "LineString":
            yield part.coords


def _path(coordinates: Any, place: Any) -> str:
    points = [place(c[0], c[1]) for c in coordinates]
    # Neighbours that fall on the same spot of a small drawing are one.
    kept = [p for n, p in enumerate(points) if n == 0 or p != points[n - 1]]
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in kept)
