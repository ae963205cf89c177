"""The ground under worksites: communes, and metres in the territory's own projection."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pyproj
import shapely

from terrier.apps.territories.models import Commune, Organisation

if TYPE_CHECKING:
    from .models import Worksite

WGS84 = "EPSG:4326"
MAINLAND = "EPSG:2154"


def projection() -> str:
    """Give the legal projection of the territory."""
    root = Organisation.objects.filter(parent=None).order_by("pk").first()
    return root.projected_crs if root else MAINLAND


def in_metres(shapes: Sequence[shapely.Geometry], crs: str) -> np.ndarray:
    """Project shapes from degrees."""
    to_crs = _transformer(WGS84, crs)
    return shapely.transform(
        np.asarray(shapes, dtype=object), lambda xy: np.column_stack(to_crs.transform(*xy.T))
    )


def window_around(area: shapely.Geometry, margin_m: float) -> tuple[float, float, float, float]:
    """Give the window of degrees that holds everything within some metres of an area."""
    crs = projection()
    west, south, east, north = in_metres([area], crs)[0].bounds
    box = (west - margin_m, south - margin_m, east + margin_m, north + margin_m)
    window: tuple[float, float, float, float] = _transformer(crs, WGS84).transform_bounds(*box)
    return window


def circle(lon: float, lat: float, radius_m: float) -> shapely.Geometry:
    """Draw a circle around a point of degrees."""
    crs = projection()
    around = in_metres([shapely.Point(lon, lat)], crs)[0].buffer(radius_m, quad_segs=8)
    back = _transformer(crs, WGS84)
    return shapely.transform(around, lambda xy: np.column_stack(back.transform(*xy.T)))


def point(lon: float, lat: float) -> shapely.Geometry:
    """Put a point."""
    return shapely.Point(lon, lat)


def communes_under(shape: shapely.Geometry) -> list[Commune]:
    """Give the communes that a place touches."""
    (found,) = communes_under_each([shape])
    return found


def communes_under_each(shapes: Sequence[shapely.Geometry]) -> list[list[Commune]]:
    """Give the communes that each place touches; the outlines are read once."""
    outlined = list(Commune.objects.filter(outline__isnull=False))
    tree = shapely.STRtree([shapely.from_wkb(bytes(c.outline)) for c in outlined])
    found: list[list[Commune]] = [[] for _shape in shapes]
    for shape, commune in tree.query(shapes, predicate="intersects").T:
        found[shape].append(outlined[commune])
    return found


def outside(worksite: Worksite) -> bool:
    """Say whether a place touches no commune of a territory that has outlines."""
    known = Commune.objects.filter(outline__isnull=False).exists()
    return known and not worksite.communes.exists()


@lru_cache(maxsize=8)
def _transformer(source: str, target: str) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(source, target, always_xy=True)
