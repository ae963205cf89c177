"""« Fermer » : which valves to close for a leak, what is cut with it, and what if a valve fails.

Water may come to the leak through everything that is not a usable valve: pipes, valves that do not
turn, pumps and regulators; not backwards through a check valve. What it may come from is the
isolated zone; the usable valves at its edge are to close. What a source fed before, outside the
zone, and feeds no longer, is the secondary outage.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from .elements import ValveState
from .figures import Figures, customers_of, figures
from .graph import Graph
from .lines import Bools, Ints
from .scenarios import dry_after


@dataclass(frozen=True)
class Fallback:
    """What to do if a valve cannot be closed."""

    also_close: tuple[str, ...]
    verify_closed: tuple[str, ...]
    """Valves said to be closed that the wider zone relies on."""
    sources: tuple[str, ...]
    """Sources to shut, that the wider zone contains and the first did not."""
    more: Figures
    """What is cut besides."""
    more_edges: Ints


@dataclass(frozen=True)
class Closing:
    """A valve to close."""

    gate: int
    ref: str
    state: ValveState
    fed: bool
    """Whether a source feeds it from the other side; if not, closing it only keeps water in."""
    fallback: Fallback | None = None
    """Given for the valves of unknown state."""


@dataclass(frozen=True)
class Isolation:
    """A closure, with what it cuts."""

    leak: Ints
    """The edges to isolate."""
    without: frozenset[int]
    """Gates that were taken not to close."""
    to_close: tuple[Closing, ...]
    """Those of unknown state first: they are to verify before one relies on them."""
    verify_closed: tuple[str, ...]
    """Valves said to be closed that bound the zone: « à vérifier fermées »."""
    sources: tuple[str, ...]
    """Sources within the zone: no valve holds them back, they are to shut."""
    source_known: bool
    """Whether the network has any source: without one, no secondary outage can be told."""
    zone: Bools
    """Edges of the isolated zone."""
    secondary: Bools
    """Edges outside the zone that no source feeds any longer."""
    isolated: Figures
    cut_besides: Figures
    """Of the secondary outage."""
    customers: tuple[str, ...]
    """References of all the customers that are cut."""
    hydrants: tuple[str, ...]
    """References of all the hydrants that are lost."""
    nodes: Bools
    """Nodes without water: in the zone or in the secondary outage."""

    @property
    def possible(self) -> bool:
        """Say whether valves alone isolate the leak."""
        return not self.sources

    @property
    def cut(self) -> Bools:
        """Give all the edges that are cut."""
        return self.zone | self.secondary


@dataclass(frozen=True)
class _Cut:
    """A closure in terms of blocks and gates."""

    zone: Bools
    lost: Bools
    boundary: Ints
    closed: Ints
    fed: Bools
    """Blocks that a source feeds from outside the zone."""


def isolate(graph: Graph, leak: Iterable[int], without: Iterable[int] = ()) -> Isolation:
    """Find what to close for a leak.

    Parameters
    ----------
    graph
        The network.
    leak
        Edges to isolate: that of a leak, those of a pipe or of a stretch.
    without
        Gates that cannot be relied on, whatever their state says.

    Returns
    -------
    The smallest set of usable valves that bounds the zone from where water may come to the leak.
    """
    edges = np.unique(np.fromiter(leak, dtype=np.int64))
    # A valve that leaks, or a closed pipe that is one, cannot hold its own water back.
    failing = frozenset(without) | {int(g) for g in graph.gate[edges] if g >= 0}
    cut = _cut(graph, edges, failing)
    unknown = [g for g in cut.boundary.tolist() if graph.gate_state[g] is ValveState.UNKNOWN]
    fallbacks = dict(zip(unknown, _fallbacks(graph, edges, failing, cut, unknown), strict=True))
    zone, secondary = _edges(graph, cut.zone), _edges(graph, cut.lost)
    zone[edges] = True
    dry = np.append(cut.zone | cut.lost, False)
    nodes = dry[_node_blocks(graph)]
    return Isolation(
        leak=edges,
        without=failing,
        to_close=_closings(graph, cut, fallbacks),
        verify_closed=tuple(graph.gate_ref[cut.closed]),
        sources=_sources_in(graph, cut.zone),
        source_known=bool(len(graph.sources)),
        zone=zone,
        secondary=secondary,
        isolated=figures(graph, zone),
        cut_besides=figures(graph, secondary),
        customers=customers_of(graph, zone | secondary),
        hydrants=tuple(graph.node_refs[graph.hydrants[nodes[graph.hydrants]]]),
        nodes=nodes,
    )


def fallback(graph: Graph, isolation: Isolation, gate: int) -> Fallback:
    """Tell what else to close, and what is cut besides, if one of the valves does not close.

    Parameters
    ----------
    graph
        The network.
    isolation
        The closure.
    gate
        Any gate: one to close, or one said to be closed.
    """
    cut = _cut(graph, isolation.leak, isolation.without)
    return _fallbacks(graph, isolation.leak, isolation.without, cut, [gate])[0]


def _zone(graph: Graph, edges: Ints, without: frozenset[int]) -> Bools:
    """Say from which blocks water may come to edges."""
    blocks = graph.blocks
    at_leak = np.unique(blocks.of_vertex[np.concatenate([graph.start[edges], graph.end[edges]])])
    return blocks.comes_to(at_leak, (blocks.gate < 0) | np.isin(blocks.gate, list(without)))


def _boundary(graph: Graph, zone: Bools) -> tuple[Ints, Ints]:
    """Give the gates through which water may come into a zone: those to close, those closed.

    A gate that fails has both its sides in the zone, or lets water out of it only.
    """
    blocks = graph.blocks
    shut = np.unique(blocks.gate[(blocks.gate >= 0) & blocks.entering(zone)])
    is_closed = graph.gate_state[shut] == ValveState.CLOSED
    return shut[~is_closed], shut[is_closed]


def _cut(graph: Graph, edges: Ints, without: frozenset[int]) -> _Cut:
    """Bound the zone of a leak, and find what is lost besides."""
    blocks = graph.blocks
    zone = _zone(graph, edges, without)
    boundary, closed = _boundary(graph, zone)
    passing = ~np.isin(blocks.gate, boundary)
    fed = blocks.fed(passing, blocks.sources[~zone[blocks.sources]])
    return _Cut(zone, blocks.served & ~fed & ~zone, boundary, closed, fed)


def _closings(graph: Graph, cut: _Cut, fallbacks: dict[int, Fallback]) -> tuple[Closing, ...]:
    blocks = graph.blocks
    outside = np.where(cut.zone[blocks.a], cut.fed[blocks.b], cut.fed[blocks.a])
    fed = set(blocks.gate[blocks.entering(cut.zone) & outside].tolist())
    found = [
        Closing(
            gate, graph.gate_ref[gate], graph.gate_state[gate], gate in fed, fallbacks.get(gate)
        )
        for gate in cut.boundary.tolist()
    ]
    return tuple(sorted(found, key=lambda c: (c.state is not ValveState.UNKNOWN, c.gate)))


def _fallbacks(
    graph: Graph, edges: Ints, without: frozenset[int], before: _Cut, gates: list[int]
) -> list[Fallback]:
    """Widen the zone by each of some gates in turn."""
    zones = [_zone(graph, edges, without | {gate}) for gate in gates]
    widened = dry_after(graph.blocks, [np.flatnonzero(zone) for zone in zones])
    dry = (row for _, rows in widened for row in rows)
    held, cut = _sources_in(graph, before.zone), before.zone | before.lost
    found = []
    for zone, without_water in zip(zones, dry, strict=True):
        boundary, closed = _boundary(graph, zone)
        more = np.flatnonzero(_edges(graph, without_water & ~cut))
        found.append(
            Fallback(
                also_close=tuple(graph.gate_ref[np.setdiff1d(boundary, before.boundary)]),
                verify_closed=tuple(graph.gate_ref[np.setdiff1d(closed, before.closed)]),
                sources=tuple(ref for ref in _sources_in(graph, zone) if ref not in held),
                more=figures(graph, more),
                more_edges=more,
            )
        )
    return found


def _edges(graph: Graph, blocks: Bools) -> Bools:
    found: Bools = np.append(blocks, False)[graph.blocks.of_edge]
    return found


def _node_blocks(graph: Graph) -> Ints:
    """Give the block of every node; -1: nowhere."""
    found: Ints = np.append(graph.blocks.of_vertex, -1)[graph.node_vertex]
    return found


def _sources_in(graph: Graph, zone: Bools) -> tuple[str, ...]:
    within = zone[_node_blocks(graph)[graph.sources]]
    return tuple(graph.node_refs[graph.sources[within]])
