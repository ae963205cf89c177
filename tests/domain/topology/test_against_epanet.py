"""EPANET finds no flow where isolation was claimed, and pressure where service was."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from terrier.domain.topology.doubts import Doubt
from terrier.domain.topology.graph import Graph, build
from terrier.domain.topology.isolation import Isolation, isolate
from tests.domain.topology import epanet_networks
from tests.domain.topology.epanet_networks import Judged

NETWORKS = {"Net1": 4, "Net3": 4, "ky4": 3, "ky10": 3, "Net6": 2}
"""How many closures of each."""
STATES = ["open", "open", "open", "unknown", "closed", "inoperable"]
UNITS = 1e-6
"""The coordinates of these networks are in no unit: all their points are where they say."""
NOTHING = 1e-5
"""Cubic metres a second that EPANET lets through what is closed: a hundredth of a litre."""


@pytest.mark.parametrize("name", NETWORKS)
def test_nothing_flows_where_it_is_closed(name: str) -> None:
    network = epanet_networks.read(name)
    valves = epanet_networks.valves_on_ends(network, 0.35, 7, STATES)
    graph = build(epanet_networks.elements(network, valves), tolerance_m=UNITS)
    assert not graph.doubts.of(Doubt.DEVICE_APART)
    shut = {ref.split("/")[1] for ref, state in zip(graph.gate_ref, graph.gate_state, strict=True)
            if state == "closed"}  # fmt: skip
    chance, done = Random(name), 0
    for _ in range(20):
        if done == NETWORKS[name]:
            return
        closure, leak = _closure(graph, network, chance)
        if closure is None:
            continue
        before = Judged(network, shut, leak)
        fed = {closing.ref.split("/")[1] for closing in closure.to_close if closing.fed}
        # What EPANET feeds now is fed through one of the valves to close, and nothing else is.
        pipes = {closing.ref.split("/")[1] for closing in closure.to_close}
        after = Judged(network, shut | pipes, leak)
        if not (before.converged and after.converged):
            continue
        done += 1
        assert bool(fed) is (before.demand[leak] > 10 * NOTHING)
        _judge(graph, closure, before, after, network)
        if fed:
            left_open = chance.choice(sorted(fed))
            flowing = Judged(network, shut | pipes - {left_open}, leak)
            assert not flowing.converged or flowing.demand[leak] > 10 * NOTHING, (
                f"{left_open} did not need closing"
            )
    pytest.fail("EPANET converges too seldom to judge")


def _closure(graph: Graph, network, chance: Random) -> tuple[Isolation | None, str]:
    """Draw a leak whose zone holds a junction and no source."""
    pipe = chance.choice(network.pipe_name_list)
    edges = graph.edges_of(f"p/{pipe}")
    closure = isolate(graph, [int(edges[len(edges) // 2])])
    inside = list(_dry(graph, closure.zone, network))
    if not inside or not closure.possible:
        return None, ""
    return closure, chance.choice(inside)


def _dry(graph: Graph, edges: np.ndarray, network) -> list[str]:
    """Give the junctions that only touch some edges."""
    touched = np.zeros(graph.vertices, dtype=bool)
    for ends in (graph.start, graph.end):
        touched[ends[edges]] = True
    for ends in (graph.start, graph.end):
        touched[ends[~edges & (graph.device < 0)]] = False
    refs = graph.node_refs[[v >= 0 and touched[v] for v in graph.node_vertex]]
    return [ref[2:] for ref in refs if ref[2:] in network.junction_name_list]


def _judge(graph: Graph, closure: Isolation, before: Judged, after: Judged, network) -> None:
    junctions, standing = set(network.junction_name_list), graph.node_vertex >= 0
    fed = np.zeros(len(standing), dtype=bool)
    fed[standing] = graph.blocks.served[graph.blocks.of_vertex[graph.node_vertex[standing]]]
    never, cut, left = (
        {ref[2:] for ref in graph.node_refs[standing & which]} & junctions
        for which in (~fed, closure.nodes, fed & ~closure.nodes)
    )
    for name in never:
        # EPANET lets a pump that cannot push hard enough run backwards by a trickle.
        assert before.demand[name] < 10 * NOTHING, f"{name} is said to be fed by nothing"
    for name in cut:
        assert after.demand[name] < NOTHING, f"{name} is said to be cut, and water comes out"
    for name in left:
        kept = after.pressure[name] > 0 or before.pressure[name] < 1
        assert kept, f"{name} is said to be served, and has no pressure"
