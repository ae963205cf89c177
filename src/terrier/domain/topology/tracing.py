"""What is connected, what lies upstream and downstream, and the shortest way between two places."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components, dijkstra

from .figures import Figures, customers_of, figures
from .graph import Graph, Place
from .lines import Bools, Floats, Ints


@dataclass(frozen=True)
class Trace:
    """What a trace found."""

    edges: Ints
    """In the order of the network; of a path, in the order of the way."""
    refs: tuple[str, ...]
    """Pipes and devices, each once."""
    figures: Figures
    """Of whole edges."""
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
    open_ = _open(graph, through_closed)
    tail, head = graph.start[open_], graph.end[open_]
    matrix = coo_array((np.ones(len(tail)), (tail, head)), (graph.vertices,) * 2)
    label = connected_components(matrix, directed=False)[1]
    begin = np.fromiter(edges, dtype=np.int64)
    wanted = np.unique(label[np.concatenate([graph.start[begin], graph.end[begin]])])
    return _told(graph, np.isin(label[graph.start], wanted) & open_, begin)


def downstream(graph: Graph, edges: Iterable[int], *, through_closed: bool = False) -> Trace:
    """Find where the water of some edges goes, by the direction of flow of every pipe.

    Parameters
    ----------
    graph
        The network.
    edges
        Where to begin.
    through_closed
        Whether to go on through closed valves.
    """
    begin = np.fromiter(edges, dtype=np.int64)
    return _told(graph, _walk(graph, _heads(graph, begin, 1), 1, through_closed), begin)


def upstream(graph: Graph, edges: Iterable[int], *, through_closed: bool = False) -> Trace:
    """Find from where water comes to some edges, by the direction of flow of every pipe.

    Parameters
    ----------
    graph
        The network.
    edges
        Where to begin.
    through_closed
        Whether to go on through closed valves.
    """
    begin = np.fromiter(edges, dtype=np.int64)
    return _told(graph, _walk(graph, _heads(graph, begin, -1), -1, through_closed), begin)


def upstream_of_node(graph: Graph, ref: str, *, through_closed: bool = False) -> Trace:
    """Find everything that flows to a node, such as an overflow or a pumping station.

    Parameters
    ----------
    graph
        The network.
    ref
        Reference of the node; one that stands nowhere has nothing upstream.
    through_closed
        Whether to go on through closed valves.
    """
    vertex = graph.vertex_of(ref)
    begin = np.array([vertex] if vertex >= 0 else [], dtype=np.int64)
    return _told(graph, _walk(graph, begin, -1, through_closed), np.empty(0, dtype=np.int64))


def path(graph: Graph, a: Place, b: Place, *, through_closed: bool = False) -> Trace | None:
    """Find the shortest way along pipes between two places; None if there is none.

    Parameters
    ----------
    graph
        The network.
    a, b
        The places.
    through_closed
        Whether to go through closed valves.
    """
    here, there = graph.vertices, graph.vertices + 1
    on_way = np.flatnonzero(_open(graph, through_closed))
    tail, head, length, edge = (
        np.concatenate(column)
        for column in zip(
            (graph.start[on_way], graph.end[on_way], graph.pieces.length_m[on_way], on_way),
            _to_ends(graph, a, here),
            _to_ends(graph, b, there),
            _between(graph, a, b),
            strict=True,
        )
    )
    kept = _shortest_of_parallel(tail, head, length)
    low, high = np.minimum(tail, head)[kept], np.maximum(tail, head)[kept]
    size = graph.vertices + 2
    matrix = csr_array((length[kept], (low, high)), (size, size))
    far, before = dijkstra(matrix, directed=False, indices=here, return_predecessors=True)
    if not np.isfinite(far[there]):
        return None
    edge_of = dict(zip(zip(low.tolist(), high.tolist(), strict=True), edge[kept], strict=True))
    way, at = [], there
    while at != here:
        previous = int(before[at])
        way.append(edge_of[min(at, previous), max(at, previous)])
        at = previous
    edges = np.array(list(dict.fromkeys(reversed(way))), dtype=np.int64)
    mask = np.zeros(len(graph.start), dtype=bool)
    mask[edges] = True
    sums, clients = figures(graph, mask), customers_of(graph, mask)
    return Trace(edges, graph.refs_of(edges), sums, clients, float(far[there]))


def _open(graph: Graph, through_closed: bool) -> Bools:
    return np.ones(len(graph.start), dtype=bool) if through_closed else ~graph.closed


def _heads(graph: Graph, edges: Ints, way: int) -> Ints:
    """Give the vertices to which edges flow (way 1), or from which they do (way -1)."""
    flow = graph.flow[edges] * way
    return np.concatenate([graph.end[edges[flow >= 0]], graph.start[edges[flow <= 0]]])


def _walk(graph: Graph, begin: Ints, way: int, through_closed: bool) -> Bools:
    """Say which edges are met when one walks with the flow (way 1), or against it (way -1)."""
    flow, open_ = graph.flow * way, _open(graph, through_closed)
    along, against = (flow >= 0) & open_, (flow <= 0) & open_
    root = graph.vertices
    tail = np.concatenate([graph.start[along], graph.end[against], np.full(len(begin), root)])
    head = np.concatenate([graph.end[along], graph.start[against], begin])
    matrix = csr_array((np.ones(len(tail)), (tail, head)), (root + 1, root + 1))
    reached = np.zeros(root + 1, dtype=bool)
    reached[breadth_first_order(matrix, root, return_predecessors=False)] = True
    met: Bools = (along & reached[graph.start]) | (against & reached[graph.end])
    return met


def _told(graph: Graph, found: Bools, begin: Ints) -> Trace:
    found[begin] = True
    sums = figures(graph, found)
    edges = np.flatnonzero(found)
    return Trace(edges, graph.refs_of(edges), sums, customers_of(graph, found), sums.length_m)


Ways = tuple[Ints, Ints, Floats, Ints]
"""Vertices at both ends, lengths, and the edges they belong to."""


def _to_ends(graph: Graph, place: Place, vertex: int) -> Ways:
    """Tie a place to both ends of its edge."""
    edge, done = place.edge, _along(graph, place)
    ends = np.array([graph.start[edge], graph.end[edge]])
    lengths = np.array([done, graph.pieces.length_m[edge] - done])
    return np.full(2, vertex), ends, lengths, np.full(2, edge)


def _between(graph: Graph, a: Place, b: Place) -> Ways:
    """Tie two places on one edge."""
    if a.edge != b.edge:
        none = np.empty(0, dtype=np.int64)
        return none, none, np.empty(0), none
    apart = abs(_along(graph, a) - _along(graph, b))
    vertices = graph.vertices + np.arange(2)
    return vertices[:1], vertices[1:], np.array([apart]), np.array([a.edge])


def _along(graph: Graph, place: Place) -> float:
    """Give the length of an edge from its start to a place, in declared metres."""
    pieces, edge = graph.pieces, place.edge
    begin, finish = pieces.from_m[edge], pieces.to_m[edge]
    if finish <= begin:
        return 0.0
    share = (place.along_m - begin) / (finish - begin)
    return float(min(max(share, 0.0), 1.0) * pieces.length_m[edge])


def _shortest_of_parallel(tail: Ints, head: Ints, length: Floats) -> Ints:
    """Give the shortest edge between every two vertices that are tied."""
    low, high = np.minimum(tail, head), np.maximum(tail, head)
    order = np.lexsort((length, high, low))
    order = order[low[order] != high[order]]
    first = np.ones(len(order), dtype=bool)
    first[1:] = (low[order][1:] != low[order][:-1]) | (high[order][1:] != high[order][:-1])
    shortest: Ints = order[first]
    return shortest
