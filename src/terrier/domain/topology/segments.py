"""Segments: what must be shut down together; and how much hangs on every segment and valve."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from .blocks import Blocks
from .dominators import Dominators, dominators
from .graph import Graph
from .lines import Bools, Floats, Ints
from .scenarios import dry_after

COLUMNS = ("length_m", "connections", "customers", "people")


@dataclass(frozen=True)
class Segments:
    """The segments of a network: every one is isolated as a whole, by closing its valves.

    A leak anywhere in a segment asks for the same closure. Figures have a row for each segment and
    the columns of `COLUMNS`.
    """

    of_block: Ints
    of_edge: Ints
    """Segment to isolate for a leak on every edge; -1: a usable valve, between two."""
    own: Floats
    """What the zone to close amounts to: the segment, and what a check valve lets flow into it."""
    secondary: Floats
    """What no source feeds any longer, besides."""
    gates: tuple[Ints, ...]
    """Gates that bound each, open, unknown or closed."""
    has_source: Bools
    """Segments whose zone holds a source: no valve isolates them."""

    def __len__(self) -> int:
        return len(self.own)

    @property
    def criticality(self) -> Floats:
        """Give all that is cut when each segment is isolated."""
        return self.own + self.secondary


@dataclass(frozen=True)
class ValveCriticality:
    """What is cut besides if a valve does not close, the worse of the leaks that need it."""

    gate: Ints
    more: Floats
    """Shape (gates, columns): over the leak on either side, the one that cuts the most length."""


def segment(graph: Graph) -> Segments:
    """Divide a network into segments, each with what its isolation cuts.

    Parameters
    ----------
    graph
        The network.
    """
    blocks = graph.blocks
    of_block, zones = _zones(blocks)
    weights = _weights(graph)
    own = np.array([weights[zone].sum(axis=0) for zone in zones]).reshape(-1, len(COLUMNS))
    cut = _cut(blocks, zones, weights)
    held = np.zeros(blocks.count, dtype=bool)
    held[blocks.sources] = True
    # Where a check valve lies on its pipe is not known: a leak there asks for what is behind it.
    head = np.where(graph.leak[0], graph.end, graph.start)
    return Segments(
        of_block=of_block,
        of_edge=np.where(blocks.of_edge < 0, -1, of_block[blocks.of_vertex[head]]),
        own=own,
        secondary=cut - own,
        gates=_boundaries(blocks, zones),
        has_source=np.array([held[zone].any() for zone in zones], dtype=bool),
    )


def valve_criticality(graph: Graph, gates: Iterable[int] | None = None) -> ValveCriticality:
    """Tell what is cut besides if valves do not close, for the leaks that need them.

    Parameters
    ----------
    graph
        The network.
    gates
        The valves to look at; all usable ones if not given.
    """
    blocks = graph.blocks
    wanted = np.unique(blocks.gate[blocks.gate >= 0])
    if gates is not None:
        wanted = np.intersect1d(wanted, np.fromiter(gates, dtype=np.int64))
    of_block, zones = _zones(blocks)
    weights = _weights(graph)
    alone = _cut(blocks, zones, weights)
    links = [np.flatnonzero(blocks.gate == gate) for gate in wanted]
    sides = [np.unique(of_block[np.append(blocks.a[e], blocks.b[e])]) for e in links]
    wider = [np.unique(np.concatenate([zones[s] for s in both])) for both in sides]
    together = np.zeros((len(wanted), len(COLUMNS)))
    for some, dry in dry_after(blocks, wider):
        together[some] = dry @ weights
    more = np.zeros_like(together)
    for row, (both, link) in enumerate(zip(sides, links, strict=True)):
        # A valve on a pipe with a check valve lets water come to one side only.
        arriving = np.append(
            blocks.b[link][blocks.leak[0][link]], blocks.a[link][blocks.leak[1][link]]
        )
        if len(both) > 1:
            each = together[row] - alone[np.unique(of_block[arriving])]
            more[row] = each[np.argmax(each[:, 0])]
    return ValveCriticality(wanted, more)


def _zones(blocks: Blocks) -> tuple[Ints, list[Ints]]:
    """Give the segment of every block, and the blocks from where water may come to a segment."""
    one_way = blocks.gate < 0
    along, against = (way & one_way for way in blocks.leak)
    tail = np.concatenate([blocks.a[along], blocks.b[against]])
    head = np.concatenate([blocks.b[along], blocks.a[against]])
    size = (blocks.count, blocks.count)
    matrix = csr_array((np.ones(len(tail)), (tail, head)), size)
    count, label = connected_components(matrix, directed=True, connection="strong")
    of_block = _in_order(label.astype(np.int64))
    zones = _groups(of_block, count)
    before: dict[int, set[int]] = {}
    for a, b in zip(of_block[tail].tolist(), of_block[head].tolist(), strict=True):
        if a != b:
            before.setdefault(b, set()).add(a)
    members = zones.copy()
    for place in before:
        zones[place] = np.sort(np.concatenate([members[s] for s in _above(place, before)]))
    return of_block, zones


def _in_order(label: Ints) -> Ints:
    """Number labels in the order where they are met."""
    _, first, inverse = np.unique(label, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    found: Ints = rank[inverse]
    return found


def _groups(label: Ints, count: int) -> list[Ints]:
    order = np.argsort(label, kind="stable")
    return np.split(order, np.searchsorted(label[order], np.arange(1, count)))


def _above(begin: int, before: dict[int, set[int]]) -> set[int]:
    found, left = {begin}, [begin]
    while left:
        for one in before.get(left.pop(), ()):
            if one not in found:
                found.add(one)
                left.append(one)
    return found


def _weights(graph: Graph) -> Floats:
    """Sum what hangs on the edges of every block, shape (blocks, columns)."""
    home, count, load = graph.blocks.of_edge, graph.blocks.count, graph.load
    counted = home >= 0
    columns = (graph.pieces.length_m, load.connections, load.customers, load.people)
    sums = [np.bincount(home[counted], weights=c[counted], minlength=count) for c in columns]
    return np.column_stack(sums)


def _cut(blocks: Blocks, zones: list[Ints], weights: Floats) -> Floats:
    """Sum what is cut when every zone is closed: the zone, and what it alone lets be fed."""
    along, against = blocks.supply
    root = blocks.count
    tail = np.concatenate([blocks.a[along], blocks.b[against], np.full(len(blocks.sources), root)])
    head = np.concatenate([blocks.b[along], blocks.a[against], blocks.sources])
    tree = dominators(tail, head, blocks.count + 1, root)
    under = tree.sums(np.vstack([weights, np.zeros(weights.shape[1])]))
    found = np.zeros((len(zones), weights.shape[1]))
    odd = []
    for place, zone in enumerate(zones):
        fed = zone[blocks.served[zone]]
        top = _top(tree, fed)
        if top is None and len(fed):
            odd.append(place)
            continue
        dead = zone[~blocks.served[zone]]
        found[place] = weights[dead].sum(axis=0) + (under[top] if top is not None else 0)
    for some, dry in dry_after(blocks, [zones[place] for place in odd]):
        found[odd[some]] = dry @ weights
    return found


def _top(tree: Dominators, zone: Ints) -> int | None:
    """Give the block of a zone that dominates all of it, if there is one."""
    if not len(zone):
        return None
    enter = tree.enter[zone]
    top = int(zone[np.argmin(enter)])
    return top if (enter < tree.leave[top]).all() else None


def _boundaries(blocks: Blocks, zones: list[Ints]) -> tuple[Ints, ...]:
    """Give the gates through which water may come into each zone."""
    is_gate = blocks.gate >= 0
    along, against = (np.flatnonzero(way & is_gate) for way in blocks.leak)
    head = np.concatenate([blocks.b[along], blocks.a[against]])
    tail = np.concatenate([blocks.a[along], blocks.b[against]])
    gate = np.concatenate([blocks.gate[along], blocks.gate[against]])
    order = np.argsort(head, kind="stable")
    first = np.searchsorted(head[order], np.arange(blocks.count + 1))
    found = []
    for zone in zones:
        into = np.concatenate([order[first[b] : first[b + 1]] for b in zone])
        found.append(np.unique(gate[into[~np.isin(tail[into], zone)]]))
    return tuple(found)
