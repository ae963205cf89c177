"""Two commodities in one dataset: each network answers as if it were alone, ends coinciding."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from terrier.domain.topology.elements import Elements, Frame
from terrier.domain.topology.graph import build
from terrier.domain.topology.isolation import isolate
from terrier.domain.topology.tracing import connected
from tests.domain.topology.by_hand import ByHand
from tests.domain.topology.handing_over import elements, frame, objects
from tests.domain.topology.invented import Network, sound
from tests.domain.topology.test_against_brute_force import Both, networks


def carrying(found: Frame, commodity: str, mark: str) -> Frame:
    """Say what elements carry; their references are marked, their identifiers are not."""
    columns = found.columns | {"commodity": objects([commodity] * len(found))}
    return replace(found, refs=objects([mark + ref for ref in found.refs]), columns=columns)


def together(one: Frame, other: Frame) -> Frame:
    names = sorted({*one.columns, *other.columns})
    columns = {}
    for name in names:
        numeric = any(f.columns[name].dtype.kind == "f" for f in (one, other) if name in f.columns)
        get = Frame.numbers if numeric else Frame.texts
        columns[name] = np.concatenate([get(one, name), get(other, name)])
    both = [np.concatenate(pair) for pair in ((one.refs, other.refs),
                                              (one.geometry, other.geometry))]  # fmt: skip
    return Frame(*both, columns)


class Among(Both):
    """One network by hand, and as a part of the graph of two."""

    def __init__(self, network: Network, other: Network, carried: tuple[str, str]) -> None:
        assume(sound(network))
        assume(sound(other))
        mine, theirs = elements(network), elements(other)
        self.graph = build(
            Elements(
                together(carrying(mine.pipes, carried[0], ""),
                         carrying(theirs.pipes, carried[1], "other ")),
                together(carrying(mine.nodes, carried[0], ""),
                         carrying(theirs.nodes, carried[1], "other ")),
            )
        )  # fmt: skip
        self.hand = ByHand(network)
        self.pieces = [link for link in self.hand.links if link.piece >= 0]
        assume(self.pieces)


PAIRS = (("drinking_water", "wastewater"), ("stormwater", "raw_water"))


@settings(max_examples=120, deadline=None)
@given(networks, networks, st.booleans(), st.integers(0, 99), st.sampled_from(PAIRS))
def test_each_network_answers_as_if_it_were_alone(
    network: Network, other: Network, declared: bool, number: int, carried: tuple[str, str]
) -> None:
    for one in (network, other):
        # Levels say the way by their share among all the pipes of a dataset.
        for pipe in one.pipes:
            pipe.fall, pipe.by_levels = None, False
        one.clients, one.declared = [], declared
    both = Among(network, other, carried)
    leak = [both.one(number)]
    found, wanted = isolate(both.graph, both.edges(leak)), both.hand.isolate(leak)
    assert {c.ref for c in found.to_close} == wanted.to_close
    assert set(found.verify_closed) == wanted.verify
    assert set(found.sources) == wanted.sources
    assert set(found.hydrants) == wanted.hydrants
    assert set(np.flatnonzero(found.zone)) == both.edges(wanted.zone)
    assert set(np.flatnonzero(found.secondary)) == both.edges(wanted.secondary)
    reached = connected(both.graph, [both.edge(leak[0])], through_closed=True)
    assert set(reached.edges) == both.edges(both.hand.connected(leak[0], True))


def line(*points: tuple[float, float]) -> shapely.LineString:
    return shapely.LineString(points)


def street(**more: object) -> Elements:
    """Draw water and sewer that end at one point; the node there says nothing of itself."""
    water = {"ref": "p/w", "identifier": "1", "geometry": line((0, 0), (10, 0)),
             "commodity": "drinking_water"}  # fmt: skip
    raw = {"ref": "p/r", "identifier": "2", "geometry": line((0, 0), (0, 9)),
           "commodity": "raw_water"}  # fmt: skip
    sewer = {"ref": "p/s", "identifier": "1", "geometry": line((10, 0), (20, 0)),
             "commodity": "wastewater"}  # fmt: skip
    node = {"ref": "n/x", "identifier": "X", "geometry": shapely.Point(10, 0), "kind": "cap"}
    house = {"ref": "c/h", "geometry": shapely.Point(19, 1)}
    return Elements(frame([water, raw, sewer]), frame([node | more]), frame([house]))


def reached(found: Elements, ref: str) -> set[str]:
    graph = build(found)
    return set(graph.refs_of(connected(graph, graph.edges_of(ref), through_closed=True).edges))


def test_ends_at_one_place_stay_apart_and_waters_meet() -> None:
    assert reached(street(), "p/w") == {"p/w", "p/r"}
    assert reached(street(), "p/s") == {"p/s"}
    graph = build(street())
    # The line is where it was drawn, and a customer hangs on the water, however near the sewer.
    assert graph.lines[2].equals_exact(line((10, 0), (20, 0)), 1e-6)
    assert graph.nearest(15, 0.2, 1).edge == graph.edges_of("p/s")[0]
    assert graph.customer_edge.tolist() == graph.edges_of("p/w").tolist()


@pytest.mark.parametrize(
    ("more", "family"),
    [
        ({"pipe": "2"}, "p/w"),
        ({"commodity": "stormwater"}, "p/s"),
        ({"commodity": "gas"}, None),
        ({"geometry": shapely.Point(14, 0.05)}, "p/s"),
        ({"geometry": shapely.Point(500, 500)}, None),
    ],
)
def test_a_node_belongs_to_what_it_names_else_to_what_is_near(more, family) -> None:
    graph = build(street(**more))
    vertex = graph.vertex_of("n/x")
    on = {ref for ref in ("p/w", "p/r", "p/s") for edge in graph.edges_of(ref)
          if vertex in (graph.start[edge], graph.end[edge])}  # fmt: skip
    assert (family in on) if family else not on
