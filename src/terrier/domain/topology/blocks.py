"""Blocks: what no usable valve and no one-way device divides; and the links between them.

Closing is decided between blocks: there are hundreds of times fewer of them than of pipes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components

from .elements import ValveState
from .lines import Bools, Ints, Objects


@dataclass(frozen=True)
class Blocks:
    """The blocks of a network, and the links between them."""

    count: int
    of_vertex: Ints
    of_edge: Ints
    """Block of every edge, the one it leaves for a one-way edge; -1: a gate between two."""
    edge: Ints
    """Edge that every link is."""
    a: Ints
    b: Ints
    """Blocks where the edge starts and ends."""
    gate: Ints
    """Gate of every link; -1: a one-way device."""
    closed: Bools
    """Whether the gate of the link is closed."""
    supply: tuple[Bools, Bools]
    """Whether water is fed from a to b, and from b to a, with the valves as they are."""
    leak: tuple[Bools, Bools]
    """Whether water may come to a leak from a to b, and from b to a, gates being open."""
    sources: Ints
    """Blocks that hold a source."""
    served: Bools
    """Blocks that a source reaches, with the valves as they are."""

    @classmethod
    def empty(cls) -> Blocks:
        """Give blocks of nothing."""
        none, no = np.empty(0, dtype=np.int64), np.empty(0, dtype=bool)
        return cls(0, none, none, none, none, none, none, no, (no, no), (no, no), none, no)

    def fed(self, passing: Bools, sources: Ints) -> Bools:
        """Say which blocks sources reach, through the links that let pass."""
        along, against = (way & passing for way in self.supply)
        return self._reach(along, against, sources)

    def comes_to(self, blocks: Ints, passing: Bools) -> Bools:
        """Say from which blocks water may come to those given, through the links that let pass."""
        along, against = (way & passing for way in self.leak)
        return self._reach(against, along, blocks)

    def entering(self, zone: Bools) -> Bools:
        """Say through which links water may come into a zone."""
        inside_a, inside_b = zone[self.a], zone[self.b]
        along, against = self.leak
        return (along & ~inside_a & inside_b) | (against & inside_a & ~inside_b)

    def _reach(self, along: Bools, against: Bools, begin: Ints) -> Bools:
        """Walk from a to b where `along`, from b to a where `against`; say what is reached."""
        reached = np.zeros(self.count, dtype=bool)
        tail = np.concatenate([self.a[along], self.b[against], np.full(len(begin), self.count)])
        head = np.concatenate([self.b[along], self.a[against], begin])
        size = self.count + 1
        matrix = csr_array((np.ones(len(tail)), (tail, head)), (size, size))
        order = breadth_first_order(matrix, self.count, return_predecessors=False)
        reached[order[1:]] = True
        return reached


def divide(
    start: Ints, end: Ints, flow: Ints, vertices: int, gate: Ints, states: Objects,
    supply: tuple[Bools, Bools], leak: tuple[Bools, Bools], sources: Ints,
) -> Blocks:  # fmt: skip
    """Divide a network into blocks.

    Parameters
    ----------
    start, end
        Vertices of every edge.
    flow
        -1 for the edges that flow from their end to their start.
    vertices
        How many there are.
    gate
        Gate of every edge; -1: none.
    states
        `ValveState` of every gate.
    supply, leak
        Whether an edge is passed along, and against, as `Graph` says.
    sources
        Vertices that feed.
    """
    usable = np.append(states != ValveState.INOPERABLE, False)[gate]
    closed = np.append(states == ValveState.CLOSED, False)[gate]
    both = supply[0] & supply[1] & leak[0] & leak[1]
    joins = both & ~usable
    matrix = coo_array(
        (np.ones(int(joins.sum())), (start[joins], end[joins])), (vertices, vertices)
    )
    count, of_vertex = connected_components(matrix, directed=False)
    of_vertex = of_vertex.astype(np.int64)
    edge = np.flatnonzero(~joins)
    found = Blocks(
        count=count,
        of_vertex=of_vertex,
        of_edge=np.where(
            usable & (of_vertex[start] != of_vertex[end]),
            -1,
            of_vertex[np.where(flow < 0, end, start)],
        ),
        edge=edge,
        a=of_vertex[start[edge]],
        b=of_vertex[end[edge]],
        gate=np.where(usable[edge], gate[edge], -1),
        closed=closed[edge],
        supply=(supply[0][edge] & ~closed[edge], supply[1][edge] & ~closed[edge]),
        leak=(leak[0][edge], leak[1][edge]),
        sources=np.unique(of_vertex[sources]),
        served=np.empty(0, dtype=bool),
    )
    passing = np.ones(len(edge), dtype=bool)
    return Blocks(**{**vars(found), "served": found.fed(passing, found.sources)})
