"""Addresses along parts of a network: for a town whose network file names no customer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from terrier.apps.catalog import addresses
from terrier.apps.catalog.addresses import Address
from terrier.apps.territories.models import Commune
from terrier.domain.access.policy import Reader
from terrier.domain.topology.lines import Bools
from terrier.lake.filters import Box

from . import overlay
from .reading import Loaded

REACH_M = 50.0
"""A house farther from every known pipe is said to be served by none."""


@dataclass(frozen=True)
class Along:
    """Addresses whose nearest known pipe is among some."""

    found: tuple[Address, ...]
    complete: bool
    """False where there are more addresses around than could be looked at."""

    @property
    def streets(self) -> list[str]:
        """Name their streets."""
        return sorted({one.street for one in self.found if one.street})


@dataclass(frozen=True)
class People:
    """How many people live along some pipes."""

    count: int
    addresses: int
    """From which it is estimated."""
    complete: bool
    """False: there are more addresses around than could be looked at."""


def along(reader: Reader, loaded: Loaded, among: Bools) -> Along | None:
    """Give the addresses that some edges are likely to serve; None where none are known."""
    box = window_around(loaded, among)
    window = addresses.within(reader, box) if box else None
    if window is None:
        return None
    around = window.addresses
    rows = nearest(loaded, among, [a.lon for a in around], [a.lat for a in around])
    return Along(tuple(around[row] for row in rows), len(around) == window.matched)


def people(reader: Reader, loaded: Loaded, among: Bools) -> People | None:
    """Estimate who lives along some edges: as many at each address as in its whole commune.

    None where addresses, their communes or the population of these are not known.
    """
    served = along(reader, loaded, among)
    if served is None:
        return None
    found = Counter(one.commune for one in served.found)
    known = Commune.objects.filter(code__in=found, population__isnull=False)
    inhabitants = dict(known.values_list("code", "population"))
    everywhere = addresses.by_commune(reader)
    if not found.keys() <= inhabitants.keys() & everywhere.keys():
        return None
    count = sum(inhabitants[code] * n / everywhere[code] for code, n in found.items())
    return People(round(count), len(served.found), served.complete)


def window_around(loaded: Loaded, among: Bools) -> Box | None:
    """Give where to look for what some edges serve; None where none of them is drawn."""
    drawn = overlay.shapes(loaded, np.flatnonzero(among))
    if not drawn:
        return None
    west, south, east, north = shapely.total_bounds(drawn)
    corners = west - REACH_M, south - REACH_M, east + REACH_M, north + REACH_M
    return Box(*loaded.to_degrees.transform_bounds(*corners))


def nearest(
    loaded: Loaded, among: Bools, lons: Sequence[float], lats: Sequence[float]
) -> list[int]:
    """Give the ranks of the places whose nearest known pipe, within reach, is among some edges."""
    graph = loaded.graph
    xs, ys = loaded.to_metres.transform(lons, lats)
    points = shapely.points(xs, ys)
    drawn = np.flatnonzero(graph.pieces.line >= 0)
    shapes = np.array(overlay.shapes(loaded, drawn), dtype=object)
    who, which = shapely.STRtree(shapes).query_nearest(
        points, max_distance=REACH_M, all_matches=False
    )
    return sorted(who[among[drawn[which]]].tolist())
