"""Where an intervention took place: on the line of its row, measured in the legal projection."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import shapely
from django.utils.translation import gettext as _
from pyproj import Transformer

from terrier.domain.kernel.errors import Invalid
from terrier.domain.upkeep.snapping import snap

if TYPE_CHECKING:
    from terrier.apps.catalog.models import Dataset

WGS84 = "EPSG:4326"
LINES = frozenset({"LineString", "MultiLineString"})


@dataclass(frozen=True)
class Place:
    """A place, and how far it was moved to lie on its line."""

    longitude: float
    latitude: float
    snapped_m: float | None = None


@lru_cache(maxsize=16)
def projecting(source: str, target: str) -> Transformer:
    """Give what carries coordinates, longitude or easting first."""
    return Transformer.from_crs(source, target, always_xy=True)


def on_row(shape: bytes | None, longitude: float, latitude: float, dataset: Dataset) -> Place:
    """Bring a place onto the line of a row; on anything else it stays where it is.

    Parameters
    ----------
    shape
        WKB in WGS84 longitude/latitude; None: the row has no geometry.
    longitude, latitude
        As they were given, WGS84 degrees.
    """
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise Invalid(_("Cette position n’est pas sur la Terre : vérifiez latitude et longitude."))
    line = shapely.from_wkb(shape) if shape is not None else None
    if line is None or line.geom_type not in LINES or line.is_empty:
        return Place(longitude, latitude)
    there = projecting(WGS84, dataset.owner.root().projected_crs)
    flat = shapely.transform(
        shapely.force_2d(line), lambda xy: _columns(there.transform(xy[:, 0], xy[:, 1]))
    )
    x, y = there.transform(longitude, latitude)
    snapped = snap(flat, x, y)
    longitude, latitude = there.transform(snapped.x, snapped.y, direction="INVERSE")
    return Place(longitude, latitude, snapped.distance_m)


def _columns(xy: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    return np.column_stack(xy)
