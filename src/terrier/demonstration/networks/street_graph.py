"""The generator's roads as a graph: crossings, stretches between them, and ways along them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra
from shapely import LineString, Point

from terrier.demonstration import territory as drawing
from terrier.demonstration.ground import Points
from terrier.demonstration.territory import Territory

GRID_M = 0.05
"""Lines that cross are cut where they meet on this grid, as CAD software does."""
NOWHERE = -9999
"""What scipy writes where no node comes before."""


@dataclass(frozen=True)
class StreetGraph:
    """Crossings and the stretches of road between them (plan coordinates), in one piece."""

    nodes: Points
    edges: NDArray[np.int64]
    """Both nodes of every stretch (n, 2); its line runs from the first to the second."""
    lines: tuple[LineString, ...]

    @cached_property
    def lengths(self) -> Points:
        """Give the length of every stretch, in metres."""
        found: Points = shapely.length(self.lines)
        return found

    @cached_property
    def tree(self) -> shapely.STRtree:
        """Give an index of the stretches."""
        return shapely.STRtree(self.lines)

    def nearest_node(self, point: Point) -> int:
        """Find the crossing nearest to a point."""
        return int(np.argmin(np.hypot(*(self.nodes - (point.x, point.y)).T)))

    def reach(
        self, starts: list[int], among: NDArray[np.bool_] | None = None
    ) -> tuple[Points, NDArray[np.int64]]:
        """Walk from the nearest of some crossings to every other.

        Parameters
        ----------
        starts
            Crossings to walk from.
        among
            Stretches that may be walked; all of them without.

        Returns
        -------
        distances, before
            Metres, infinite where no way leads; the crossing before on the way, or `NOWHERE`.
        """
        kept = np.arange(len(self.edges)) if among is None else np.flatnonzero(among)
        a, b = self.edges[kept].T
        order = np.argsort(-self.lengths[kept], kind="stable")
        weights = {}
        # The shortest of two stretches between the same crossings is written last.
        for u, v, metres in zip(a[order], b[order], self.lengths[kept][order], strict=True):
            weights[(int(u), int(v))] = weights[(int(v), int(u))] = float(metres)
        rows, columns = np.array(list(weights)).T
        size = len(self.nodes)
        matrix = csr_array((list(weights.values()), (rows, columns)), shape=(size, size))
        far, before, _root = dijkstra(
            matrix, indices=starts, min_only=True, return_predecessors=True
        )
        return far, before


@lru_cache(maxsize=2)
def of_seed(seed: int) -> StreetGraph:
    """Give the graph of a territory, made once."""
    return make(drawing.draw(seed))


def make(territory: Territory) -> StreetGraph:
    """Cut the roads where they meet."""
    roads = [road.line for road in territory.roads]
    merged = shapely.union_all(roads, grid_size=GRID_M)
    lines = [line for line in shapely.get_parts(merged) if line.length > GRID_M]
    lines.sort(key=lambda line: (*line.coords[0], *line.coords[-1]))
    return _graph(lines)


def _graph(lines: list[LineString]) -> StreetGraph:
    ends = np.array([[line.coords[0], line.coords[-1]] for line in lines])
    rounded = np.round(ends.reshape(-1, 2), 2)
    nodes, index = np.unique(rounded, axis=0, return_inverse=True)
    return StreetGraph(nodes, index.reshape(-1, 2), tuple(lines))
