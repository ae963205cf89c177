"""Counts that add up, as a circulation: how far one of them may move while what is told stands.

Every count is an arc that carries its value; where arcs meet, what comes in goes out, which is
what adding up means. Counts that are told are fixed; those that are not may take any value from
one on (a group that is there has a row). A count may rise by an amount where that amount may flow
back from the head of its arc to the tail through counts that are not told.

Source: M. Fischetti, J.-J. Salazar, « Models and algorithms for optimizing cell suppression in
tabular data with linear constraints », JASA 95 (2000), for the circulation; the choice of the
arcs by shortest paths is the classical heuristic of Kelly, Golden and Assad (1992).
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass

ENDLESS = 10**15


@dataclass(frozen=True)
class Arc:
    """One count."""

    tail: Hashable
    head: Hashable
    value: int
    cost: int
    """What is lost by not telling it."""


def protect(
    arcs: Sequence[Arc], needs: Mapping[int, tuple[int, int]], free: Collection[int] = ()
) -> frozenset[int]:
    """Choose the arcs that must not be told so that little is learned of some of them.

    Parameters
    ----------
    arcs
        All the counts, positive; wherever they meet, they add up, and every arc is on a circle.
    needs
        By the ranks of the arcs that may not be told: by how much each must be free to rise and
        to fall.
    free
        Ranks of those that are not told anyway.

    Returns
    -------
    frozenset of int
        Ranks of all that may not be told, those of `needs` and `free` included.
    """
    hidden = {*needs, *free}
    network = _Network(arcs)
    for rank in sorted(needs, key=lambda r: arcs[r].value):
        arc, (rise, fall) = arcs[rank], needs[rank]
        hidden |= network.route(arc.head, arc.tail, rise, rank, hidden)
        hidden |= network.route(arc.tail, arc.head, fall, rank, hidden)
    return frozenset(hidden)


@dataclass(frozen=True)
class _Way:
    """An arc, taken forwards (it rises) or backwards (it falls)."""

    rank: int
    forwards: bool
    to: Hashable


class _Network:
    def __init__(self, arcs: Sequence[Arc]) -> None:
        self._arcs = arcs
        self._ways: dict[Hashable, list[_Way]] = defaultdict(list)
        for rank, arc in enumerate(arcs):
            self._ways[arc.tail].append(_Way(rank, True, arc.head))
            self._ways[arc.head].append(_Way(rank, False, arc.tail))

    def route(
        self, start: Hashable, end: Hashable, amount: int, without: int, hidden: set[int]
    ) -> set[int]:
        """Let an amount flow, at the least cost, and give the arcs that carry it."""
        moved: dict[int, int] = defaultdict(int)
        used: set[int] = set()
        while amount > 0:
            path = self._cheapest(start, end, without, hidden | used, moved)
            step = min([amount, *(self._room(way, moved) for way in path)])
            for way in path:
                moved[way.rank] += step if way.forwards else -step
            used |= {way.rank for way in path}
            amount -= step
        return used

    def _room(self, way: _Way, moved: dict[int, int]) -> int:
        """Say by how much more an arc may rise or fall."""
        return ENDLESS if way.forwards else self._arcs[way.rank].value - 1 + moved[way.rank]

    def _cheapest(
        self,
        start: Hashable,
        end: Hashable,
        without: int,
        free: set[int],
        moved: dict[int, int],
    ) -> list[_Way]:
        """Find the path that hides the least; there is one, through the totals."""
        best: dict[Hashable, int] = {start: 0}
        came: dict[Hashable, tuple[Hashable, _Way]] = {}
        heap: list[tuple[int, int, Hashable]] = [(0, 0, start)]
        seen = 0
        while heap:
            cost, _order, node = heapq.heappop(heap)
            if node == end:
                break
            if cost > best[node]:
                continue
            for way in self._ways[node]:
                if way.rank == without or self._room(way, moved) <= 0:
                    continue
                further = cost + (0 if way.rank in free else self._arcs[way.rank].cost)
                if further < best.get(way.to, ENDLESS):
                    best[way.to], came[way.to] = further, (node, way)
                    seen += 1
                    heapq.heappush(heap, (further, seen, way.to))
        path = []
        while end != start:
            end, way = came[end]
            path.append(way)
        return path
