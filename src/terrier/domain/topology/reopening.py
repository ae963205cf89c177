"""Which closed valve would give water back to what a closure cuts beyond its zone.

A hint, never an order: the valve is closed for a reason that the network does not tell.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .elements import ValveState
from .graph import Graph
from .isolation import Isolation, isolate

MOST = 8
"""Valves tried: each takes a closure."""


@dataclass(frozen=True)
class Reopening:
    """A valve that is closed, and what opening it would feed again."""

    ref: str
    length_m: float
    connections: float


def reopenings(graph: Graph, found: Isolation) -> tuple[Reopening, ...]:
    """Find the closed valves that feed again a part of the secondary outage, the best first.

    Parameters
    ----------
    graph
        The network.
    found
        A closure in it.

    Returns
    -------
    tuple of Reopening
        Only valves whose opening leaves the zone and the valves to close as they are.
    """
    if not found.secondary.any():
        return ()
    wanted = {closing.ref for closing in found.to_close}
    made = []
    for gate in _between(graph, found):
        ref = str(graph.gate_ref[gate])
        opened = graph.with_states({ref: ValveState.OPEN})
        again = isolate(opened, found.leak.tolist(), found.without)
        if not np.array_equal(again.zone, found.zone) or {c.ref for c in again.to_close} != wanted:
            continue
        length = found.cut_besides.length_m - again.cut_besides.length_m
        connections = found.cut_besides.connections - again.cut_besides.connections
        if length > 0 or connections > 0:
            made.append(Reopening(ref, length, connections))
    return tuple(sorted(made, key=lambda one: (-one.connections, -one.length_m, one.ref)))


def _between(graph: Graph, found: Isolation) -> list[int]:
    """List the closed gates beside what is cut beyond the zone."""
    dry = np.zeros(graph.vertices, dtype=bool)
    for ends in (graph.start, graph.end):
        dry[ends[found.secondary]] = True
    closed = graph.closed & (dry[graph.start] | dry[graph.end])
    gates = np.unique(graph.gate[closed])
    return [int(gate) for gate in gates if gate >= 0][:MOST]
