"""Every answer equals what walking link after link finds, on thousands of small networks."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from terrier.domain.topology.figures import Figures
from terrier.domain.topology.graph import Graph, Place, build
from terrier.domain.topology.isolation import fallback, isolate
from terrier.domain.topology.reopening import reopenings
from terrier.domain.topology.reserves import emptying
from terrier.domain.topology.segments import segment, valve_criticality
from terrier.domain.topology.tracing import connected, downstream, path, upstream
from tests.domain.topology.by_hand import ByHand, Link, sums
from tests.domain.topology.handing_over import elements
from tests.domain.topology.invented import Network, invent, sound

networks = st.builds(invent, st.integers(0, 2**40), st.integers(1, 9))
many = settings(max_examples=300, deadline=None)


class Both:
    """A network twice: as a graph under test, and by hand."""

    def __init__(self, network: Network) -> None:
        assume(sound(network))
        self.graph: Graph = build(elements(network))
        self.hand = ByHand(network)
        self.pieces = [link for link in self.hand.links if link.piece >= 0]
        assume(self.pieces)
        self.gates = {ref: n for n, ref in enumerate(self.graph.gate_ref)}

    def edge(self, link: Link) -> int:
        if link.piece >= 0:
            return int(self.graph.edges_of(link.ref)[link.piece])
        (node,) = np.flatnonzero(self.graph.node_refs == link.ref)
        (edge,) = np.flatnonzero(self.graph.device == node)
        return int(edge)

    def edges(self, links: Iterable[Link]) -> set[int]:
        return {self.edge(link) for link in links}

    def one(self, number: int) -> Link:
        return self.pieces[number % len(self.pieces)]


def told(figures: Figures) -> tuple[float, float, int, float]:
    return figures.length_m, figures.connections, figures.customers, figures.people


def close(a: Iterable[float], b: Iterable[float]) -> bool:
    return list(a) == pytest.approx(list(b), abs=1e-6)


@many
@given(networks, st.integers(0, 99), st.integers(0, 99))
def test_closing(network: Network, first: int, second: int) -> None:
    both = Both(network)
    assert set(both.graph.gate_ref) == set(both.hand.states)
    for leak in ([both.one(first)], [both.one(first), both.one(second)]):
        found, wanted = isolate(both.graph, both.edges(leak)), both.hand.isolate(leak)
        assert {c.ref for c in found.to_close} == wanted.to_close
        assert set(found.verify_closed) == wanted.verify
        assert set(found.sources) == wanted.sources
        assert found.possible is not bool(wanted.sources)
        assert set(found.hydrants) == wanted.hydrants
        assert set(np.flatnonzero(found.zone)) == both.edges(wanted.zone)
        assert set(np.flatnonzero(found.secondary)) == both.edges(wanted.secondary)
        assert close(told(found.isolated), sums(wanted.zone))
        assert close(told(found.cut_besides), sums(wanted.secondary))
        assert len(found.customers) == sums(wanted.cut)[2]
        states = [c.state for c in found.to_close]
        assert states == sorted(states, key=lambda s: s != "unknown")
        for closing in found.to_close:
            again = both.hand.isolate(leak, {closing.ref})
            fed = set(again.sources) or any(link.gate == closing.ref for link in both.hand.links)
            assert fed
            assert (closing.fallback is None) is (closing.state != "unknown")
        for ref in (*(c.ref for c in found.to_close), *found.verify_closed):
            plan = fallback(both.graph, found, both.gates[ref])
            again = both.hand.isolate(leak, {ref})
            assert set(plan.also_close) == again.to_close - wanted.to_close
            assert set(plan.verify_closed) == again.verify - wanted.verify
            assert set(plan.sources) == again.sources - wanted.sources
            assert set(plan.more_edges) == both.edges(again.cut - wanted.cut)
            assert close(told(plan.more), sums(again.cut - wanted.cut))


@many
@given(networks, st.integers(0, 99))
def test_reopening(network: Network, number: int) -> None:
    """A valve is told exactly when the same network with it open cuts less, for the same zone."""
    both = Both(network)
    leak = [both.one(number)]
    found, wanted = isolate(both.graph, both.edges(leak)), both.hand.isolate(leak)
    expected = {}
    for ref in [ref for ref, state in both.hand.states.items() if state == "closed"]:
        both.hand.states[ref] = "open"
        again = both.hand.isolate(leak)
        both.hand.states[ref] = "closed"
        regained = sums(wanted.secondary)[0] - sums(again.secondary)[0]
        if again.zone == wanted.zone and again.to_close == wanted.to_close and regained > 1e-9:
            expected[ref] = regained
    told = {one.ref: one.length_m for one in reopenings(both.graph, found)}
    assert told.keys() == expected.keys()
    assert close(told.values(), [expected[ref] for ref in told])


@many
@given(networks, st.integers(0, 99))
def test_reservoirs_that_nothing_fills(network: Network, number: int) -> None:
    both = Both(network)
    leak = [both.one(number)]
    found, wanted = isolate(both.graph, both.edges(leak)), both.hand.isolate(leak)
    left = {ref: at for ref, at in both.hand.sources.items() if ref not in wanted.sources}
    tanks = {f"n/{n}" for n, place in enumerate(network.crossroads) if place.kind == "tank"}
    made = [at for ref, at in both.hand.sources.items() if ref not in tanks]
    filled = both.hand.fed(made, set())
    refilled = both.hand.fed([left[ref] for ref in left.keys() - tanks], wanted.to_close)
    emptied = {ref for ref in left.keys() & tanks if left[ref] in filled - refilled}
    wet = both.hand.fed(left.values(), wanted.to_close)
    lasting = both.hand.fed([left[ref] for ref in left.keys() - emptied], wanted.to_close)
    told_of = emptying(both.graph, found)
    assert set(told_of.tanks) == emptied
    assert close(told(told_of.then), sums(both.hand.within(wet - lasting) - wanted.cut))


@many
@given(networks)
def test_segments_and_criticality(network: Network) -> None:
    both = Both(network)
    found = segment(both.graph)
    numbers = [found.of_edge[both.edge(link)] for link in both.pieces]
    alone = [both.hand.isolate([link]) for link in both.pieces]
    for link, number, wanted in zip(both.pieces, numbers, alone, strict=True):
        if number < 0:
            assert link.gate is not None
            continue
        assert close(found.own[number], sums(wanted.zone))
        assert close(found.secondary[number], sums(wanted.secondary))
        bounds = {both.graph.gate_ref[g] for g in found.gates[number]}
        assert bounds == wanted.to_close | wanted.verify
        assert bool(found.has_source[number]) is bool(wanted.sources)
        for elsewhere, other in zip(numbers, alone, strict=True):
            if elsewhere >= 0:
                assert bool(elsewhere == number) is (other.spots == wanted.spots)


@many
@given(networks)
def test_criticality_of_valves(network: Network) -> None:
    both = Both(network)
    found = valve_criticality(both.graph)
    usable = {ref for ref, state in both.hand.states.items() if state != "inoperable"}
    assert {both.graph.gate_ref[g] for g in found.gate} == usable
    for gate, more in zip(found.gate, found.more, strict=True):
        ref = both.graph.gate_ref[gate]
        (link,) = [x for x in both.hand.links if x.gate == ref]
        worst = [
            sums(both.hand.isolate_spots([side], {ref}) - both.hand.isolate_spots([side]))
            for side in (link.a, link.b)
        ]
        most = max(cut[0] for cut in worst)
        assert any(close(more, cut) for cut in worst if cut[0] == pytest.approx(most))


@many
@given(networks, st.integers(0, 99), st.booleans())
def test_traces(network: Network, number: int, through: bool) -> None:
    both, begin = Both(network), None
    begin = both.one(number)
    edge = both.edge(begin)
    wanted = both.hand.connected(begin, through)
    found = connected(both.graph, [edge], through_closed=through)
    assert set(found.edges) == both.edges(wanted)
    assert close(told(found.figures), sums(wanted))
    assert len(found.customers) == found.figures.customers
    assert set(found.refs) == {link.ref for link in wanted}
    for trace, way in ((downstream, 1), (upstream, -1)):
        met = both.hand.along(begin, way, through)
        found = trace(both.graph, [edge], through_closed=through)
        assert set(found.edges) == both.edges(met)
        assert found.length_m == pytest.approx(sums(met)[0])


@many
@given(
    networks, st.integers(0, 99), st.integers(0, 99), st.floats(0, 1), st.floats(0, 1),
    st.booleans(),
)  # fmt: skip
def test_shortest_way(
    network: Network, first: int, second: int, here: float, there: float, through: bool
) -> None:
    both = Both(network)
    a, b = both.one(first), both.one(second)
    places = []
    for link, share in ((a, here), (b, there)):
        edge = both.edge(link)
        begin, finish = both.graph.pieces.from_m[edge], both.graph.pieces.to_m[edge]
        places.append(Place(edge, begin + share * (finish - begin)))
    wanted = both.hand.shortest(
        (a, here * a.length_m), (b, there * b.length_m), through_closed=through
    )
    found = path(both.graph, *places, through_closed=through)
    assert (found is None) is (wanted is None)
    if found is not None and wanted is not None:
        assert found.length_m == pytest.approx(wanted, abs=1e-6)
        assert {both.edge(a), both.edge(b)} <= set(found.edges) or wanted == pytest.approx(0)
        ends = both.graph.start, both.graph.end
        for one, other in zip(found.edges, found.edges[1:], strict=False):
            assert {int(e[one]) for e in ends} & {int(e[other]) for e in ends}
