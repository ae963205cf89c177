"""Addresses along what is cut: for a town whose network file names no customer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from terrier.apps.catalog import addresses
from terrier.apps.catalog.addresses import Address
from terrier.domain.access.policy import Reader
from terrier.domain.topology.isolation import Isolation
from terrier.lake.filters import Box

from . import overlay
from .reading import Loaded

REACH_M = 50.0
"""A house farther from every known pipe is said to be served by none."""


@dataclass(frozen=True)
class Along:
    """Addresses whose nearest known pipe is cut."""

    found: tuple[Address, ...]
    complete: bool
    """False where there are more addresses around than could be looked at."""

    @property
    def streets(self) -> list[str]:
        """Name their streets."""
        return sorted({one.street for one in self.found if one.street})


def along(reader: Reader, loaded: Loaded, isolation: Isolation) -> Along | None:
    """Give the addresses that are likely without water; None where no addresses are known."""
    box = window_around(loaded, isolation)
    window = addresses.within(reader, box) if box else None
    if window is None:
        return None
    around = window.addresses
    rows = nearest_cut(loaded, isolation, [a.lon for a in around], [a.lat for a in around])
    return Along(tuple(around[row] for row in rows), len(around) == window.matched)


def window_around(loaded: Loaded, isolation: Isolation) -> Box | None:
    """Give where to look for what is served by what is cut; None where nothing cut is drawn."""
    cut = overlay.shapes(loaded, np.flatnonzero(isolation.cut))
    if not cut:
        return None
    west, south, east, north = shapely.total_bounds(cut)
    corners = west - REACH_M, south - REACH_M, east + REACH_M, north + REACH_M
    return Box(*loaded.to_degrees.transform_bounds(*corners))


def nearest_cut(
    loaded: Loaded, isolation: Isolation, lons: Sequence[float], lats: Sequence[float]
) -> list[int]:
    """Give the ranks of the places whose nearest known pipe, within reach, is cut."""
    graph = loaded.graph
    xs, ys = loaded.to_metres.transform(lons, lats)
    points = shapely.points(xs, ys)
    drawn = np.flatnonzero(graph.pieces.line >= 0)
    shapes = np.array(overlay.shapes(loaded, drawn), dtype=object)
    who, nearest = shapely.STRtree(shapes).query_nearest(
        points, max_distance=REACH_M, all_matches=False
    )
    cut = isolation.cut[drawn[nearest]]
    return sorted(who[cut].tolist())
