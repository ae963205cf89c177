"""Where people live or work, which tells where a pipe should be known and is not."""

from __future__ import annotations

import json

import numpy as np
import shapely

from terrier.apps.catalog import addresses
from terrier.apps.catalog.queries import open_table
from terrier.domain.access.policy import Reader
from terrier.domain.kernel.errors import NotFound
from terrier.lake import windows
from terrier.lake.filters import Box

from ..areas import WGS84, moved

BUILDINGS = "batiments"
"""Slug of the background layer."""
MOST = 5000


def inhabited(reader: Reader, zone: shapely.Geometry, crs: str) -> np.ndarray | None:
    """Give the addresses of a zone, or its buildings where nobody brought addresses.

    None where there is neither: then nobody can say which houses are without a known pipe.
    """
    for slug in (addresses.SLUG, BUILDINGS):
        found = shapes(reader, slug, zone, crs)
        if found is not None:
            return found[shapely.intersects(found, zone)]
    return None


def shapes(reader: Reader, slug: str, zone: shapely.Geometry, crs: str) -> np.ndarray | None:
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
    return np.array([moved(shape, WGS84, crs) for shape in found], dtype=object)
