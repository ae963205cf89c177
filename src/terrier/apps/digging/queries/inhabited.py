"""Where people live or work, which tells where a pipe should be known and is not."""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
import shapely
from django.utils.translation import gettext as _

from terrier.apps.catalog import addresses
from terrier.apps.catalog.queries import open_table
from terrier.domain.access.policy import Reader
from terrier.domain.kernel.errors import Invalid, NotFound
from terrier.lake import windows
from terrier.lake.filters import Box

from ..areas import WGS84, moved

BUILDINGS = "batiments"
"""Slug of the background layer."""
MOST = windows.MAX_LIMIT


def inhabited(reader: Reader, zone: shapely.Geometry, crs: str) -> np.ndarray | None:
    """Give the addresses of a zone, or its buildings where nobody brought addresses.

    None where there is neither: then nobody can say which houses are without a known pipe.
    """
    for slug in (addresses.SLUG, BUILDINGS):
        found = shapes(reader, slug, zone, crs)
        if found is None:
            continue
        if not found.complete:
            raise Invalid(_("Trop de maisons se trouvent ici : réduisez l’emprise ou la marge."))
        return found.shapes[shapely.intersects(found.shapes, zone)]
    return None


@dataclass(frozen=True)
class Seen:
    """What a dataset has in a window."""

    shapes: np.ndarray
    complete: bool


def shapes(reader: Reader, slug: str, zone: shapely.Geometry, crs: str) -> Seen | None:
    """Give what a dataset has in the window of a zone, in a projection; None: it is not there."""
    try:
        opened = open_table(reader, slug)
    except NotFound:
        return None
    if not opened.relation.has_geometry:
        return None
    west, south, east, north = map(float, shapely.bounds(moved(zone, crs, WGS84)))
    window = windows.features(opened.relation, Box(west, south, east, north), limit=MOST)
    features = json.loads(window.geojson)["features"]
    found = shapely.from_geojson([json.dumps(f["geometry"]) for f in features])
    moved_there = np.array([moved(shape, WGS84, crs) for shape in found], dtype=object)
    return Seen(moved_there, window.complete)
