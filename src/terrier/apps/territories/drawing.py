"""The territory as a drawing: outlines in the legal projection, ready for SVG."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from .models import Commune

WIDTH = 520
MARGIN = 8
LETTER_WIDTH = 6.4
"""Mean width of a letter of a label, in drawing units; labels are `LINE` high."""
LINE = 13

Spot = tuple[float, float]
Coordinates = NDArray[np.float64]


@dataclass(frozen=True)
class Shape:
    """One commune."""

    code: str
    name: str
    path: str
    label: Spot | None
    """Where its name is written; None: there is no room for it."""


@dataclass(frozen=True)
class Drawing:
    """Communes on a sheet `width` × `height`."""

    width: int
    height: int
    shapes: tuple[Shape, ...]
    crs: str
    origin: tuple[float, float]
    """Projected coordinates of the top left corner."""
    metres: float
    """Metres per unit of drawing."""

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        """Give the place of a point on the sheet."""
        x, y = _transformer("EPSG:4326", self.crs).transform(lon, lat)
        return (x - self.origin[0]) / self.metres, (self.origin[1] - y) / self.metres

    def on_sheet(self, shapes: NDArray[np.object_]) -> NDArray[np.object_]:
        """Move shapes (WGS84 degrees) to the sheet."""
        to_crs = _transformer("EPSG:4326", self.crs)

        def move(xy: Coordinates) -> Coordinates:
            return (np.column_stack(to_crs.transform(*xy.T)) - self.origin) / (
                self.metres,
                -self.metres,
            )

        return shapely.transform(shapes, move)

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Give longitude and latitude of a point of the sheet."""
        east, north = self.origin[0] + x * self.metres, self.origin[1] - y * self.metres
        return _transformer(self.crs, "EPSG:4326").transform(east, north)


def draw(communes: Iterable[Commune], crs: str, *, width: int = WIDTH) -> Drawing | None:
    """Draw communes in a projection; None where none has an outline."""
    outlined = [c for c in communes if c.outline]
    if not outlined:
        return None
    # The biggest places are named first, where room is short.
    outlined.sort(key=lambda c: -(c.population or 0))
    return _draw(tuple((c.code, c.name, bytes(c.outline)) for c in outlined), crs, width)


def around(lon: float, lat: float, radius_m: float, crs: str, *, width: int = WIDTH) -> Drawing:
    """Prepare an empty square sheet around a point, a little wider than the circle."""
    x, y = _transformer("EPSG:4326", crs).transform(lon, lat)
    half = radius_m * 1.25
    return Drawing(width, width, (), crs, (x - half, y + half), 2 * half / width)


@lru_cache(maxsize=32)
def _draw(outlines: tuple[tuple[str, str, bytes], ...], crs: str, width: int) -> Drawing:
    to_crs = _transformer("EPSG:4326", crs)
    lands = [
        shapely.transform(
            shapely.from_wkb(wkb), lambda xy: np.column_stack(to_crs.transform(*xy.T))
        )
        for _code, _name, wkb in outlines
    ]
    west, south, east, north = shapely.total_bounds(lands)
    metres = max(east - west, 1.0) / (width - 2 * MARGIN)
    origin = (west - MARGIN * metres, north + MARGIN * metres)
    height = round((north - south) / metres) + 2 * MARGIN
    on_sheet = shapely.transform(lands, lambda xy: (xy - origin) / (metres, -metres))
    # Simplified as one coverage, so that neighbours keep touching.
    simple = shapely.coverage_simplify(on_sheet, 0.6)
    names = [name for _code, name, _wkb in outlines]
    shapes = tuple(
        Shape(code, name, _path(land), label)
        for (code, name, _wkb), land, label in zip(
            outlines, simple, _labels(names, simple), strict=True
        )
    )
    return Drawing(width, height, shapes, crs, origin, metres)


def _labels(
    names: list[str], lands: list[shapely.Geometry]
) -> Iterator[tuple[float, float] | None]:
    taken: list[shapely.Geometry] = []
    for name, land in zip(names, lands, strict=True):
        spot = shapely.maximum_inscribed_circle(land).coords[0]
        half = len(name) * LETTER_WIDTH / 2
        box = shapely.box(spot[0] - half, spot[1] - LINE, spot[0] + half, spot[1] + 4)
        fits = shapely.area(shapely.intersection(box, land)) > 0.8 * shapely.area(box)
        if not fits or any(shapely.intersects(box, other) for other in taken):
            yield None
            continue
        taken.append(box)
        yield round(spot[0], 1), round(spot[1], 1)


def _path(land: shapely.Geometry) -> str:
    polygons = [p for p in shapely.get_parts(land) if isinstance(p, shapely.Polygon)]
    return "".join(
        "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring.coords[:-1]) + "Z"
        for polygon in polygons
        for ring in (polygon.exterior, *polygon.interiors)
    )


@lru_cache(maxsize=16)
def _transformer(source: str, target: str) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(source, target, always_xy=True)
