"""Addresses along what is cut: for a town whose network file names no customer."""

from __future__ import annotations

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
    cut = overlay.shapes(loaded, np.flatnonzero(isolation.cut))
    if not cut:
        return None
    window = addresses.within(reader, _window(loaded, cut))
    if window is None:
        return None
    complete = len(window.addresses) == window.matched
    return Along(_nearest_cut(loaded, isolation, window.addresses), complete)


def _window(loaded: Loaded, cut: list[shapely.Geometry]) -> Box:
    west, south, east, north = shapely.total_bounds(cut)
    corners = west - REACH_M, south - REACH_M, east + REACH_M, north + REACH_M
    return Box(*loaded.to_degrees.transform_bounds(*corners))


def _nearest_cut(
    loaded: Loaded, isolation: Isolation, candidates: tuple[Address, ...]
) -> tuple[Address, ...]:
    graph = loaded.graph
    xs, ys = loaded.to_metres.transform([a.lon for a in candidates], [a.lat for a in candidates])
    points = shapely.points(xs, ys)
    drawn = np.flatnonzero(graph.pieces.line >= 0)
    shapes = np.array(overlay.shapes(loaded, drawn), dtype=object)
    who, nearest = shapely.STRtree(shapes).query_nearest(
        points, max_distance=REACH_M, all_matches=False
    )
    cut = isolation.cut[drawn[nearest]]
    return tuple(candidates[row] for row in who[cut])
