"""What is connected, what lies upstream and downstream, and the shortest way between two places."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from .figures import Figures, customers_of, figures
from .graph import Graph
from .lines import Bools, Ints


@dataclass(frozen=True)
class Trace:
    """What a trace found."""

    edges: Ints
    """In the order of the network; of a path, in the order of the way."""
    refs: tuple[str, ...]
    """Pipes and devices, each once."""
    figures: Figures
    customers: tuple[str, ...]
    length_m: float
    """Of a path, between the two places; else of the edges."""


def connected(graph: Graph, edges: Iterable[int], *, through_closed: bool = False) -> Trace:
    """Find all that hangs together with some edges.

    Parameters
    ----------
    graph
        The network.
    edges
        Where to begin.
    through_closed
        Whether to go on through closed valves.
    """
    open_ = np.ones(len(graph.start), dtype=bool) if through_closed else ~graph.closed
    tail, head = graph.start[open_], graph.end[open_]
    matrix = coo_array((np.ones(len(tail), np.int8), (tail, head)), (graph.vertices,) * 2)
    label = connected_components(matrix, directed=False)[1]
    begin = np.fromiter(edges, dtype=np.int64)
    wanted = np.unique(label[np.concatenate([graph.start[begin], graph.end[begin]])])
    return _told(graph, np.isin(label[graph.start], wanted) & open_, begin)


def _told(graph: Graph, found: Bools, begin: Ints) -> Trace:
    found[begin] = True
    sums = figures(graph, found)
    edges = np.flatnonzero(found)
    return Trace(edges, graph.refs_of(edges), sums, customers_of(graph, found), sums.length_m)
