"""How ends and nodes are joined: what is declared, what is near, and what only passes."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pytest
import shapely

from terrier.domain.topology.doubts import Doubt
from terrier.domain.topology.elements import Elements, ValveState
from terrier.domain.topology.graph import Graph, build
from terrier.domain.topology.isolation import isolate
from terrier.domain.topology.reserves import emptying
from terrier.domain.topology.tracing import connected, path
from tests.domain.topology.handing_over import frame

Row = dict[str, Any]


def pipe(ref: str, *points: tuple[float, float], **fields: Any) -> Row:
    return {"ref": ref, "identifier": ref, "geometry": shapely.LineString(points), **fields}


def node(ref: str, x: float, y: float, kind: str = "junction", **fields: Any) -> Row:
    return {"ref": ref, "identifier": ref, "geometry": shapely.Point(x, y), "kind": kind, **fields}


def made(
    pipes: list[Row], nodes: list[Row] | None = None, clients: list[Row] | None = None
) -> Graph:
    numbers = ("length_m", "connections", "z_start_m", "z_end_m")
    return build(
        Elements(frame(pipes, numbers), frame(nodes or []), frame(clients or [], ("people",)))
    )


def odd(x: float) -> shapely.LineString:
    with np.errstate(invalid="ignore"):
        return shapely.LineString([(0, 0), (x, 1)])


def together(graph: Graph, ref: str) -> set[str]:
    return set(connected(graph, graph.edges_of(ref)).refs)


def test_ends_within_the_tolerance_are_joined_and_it_is_said() -> None:
    graph = made([pipe("a", (0, 0), (10, 0)), pipe("b", (10.06, 0), (20, 0)),
                  pipe("c", (20.2, 0), (30, 0))])  # fmt: skip
    assert together(graph, "a") == {"a", "b"}
    assert graph.doubts.of(Doubt.JOINED_ENDS) == ("a", "b")
    exact = made([pipe("a", (0, 0), (10, 0)), pipe("b", (10, 0), (20, 0))])
    assert exact.doubts.counts() == {}


def test_a_crossing_without_node_joins_nothing() -> None:
    crossing = [pipe("a", (0, 0), (10, 0)), pipe("b", (5, -5), (5, 5))]
    assert together(made(crossing), "a") == {"a"}
    graph = made(crossing, [node("n", 5, 0, "manhole")])
    assert together(graph, "a") == {"a", "b"}
    assert graph.doubts.of(Doubt.NODE_INSIDE) == ("n",)


def test_a_device_at_a_crossing_belongs_to_one_pipe() -> None:
    crossing = [pipe("a", (0, 0), (10, 0)), pipe("b", (5, -5), (5, 5))]
    for named in ("a", "b"):
        graph = made(crossing, [node("v", 5, 0, "valve", state="open", pipe=named)])
        assert together(graph, named) == {named, "v"}
        assert len(graph.edges_of(named)) == 2


def test_an_end_on_the_inside_of_a_pipe_is_joined_there_and_it_is_said() -> None:
    graph = made([pipe("main", (0, 0), (10, 0)), pipe("branch", (4, 0.05), (4, 9))])
    assert together(graph, "main") == {"main", "branch"}
    assert graph.doubts.of(Doubt.JOINED_INSIDE) == ("branch",)
    assert [graph.pieces.length_m[e] for e in graph.edges_of("main")] == pytest.approx([4, 6])
    far = made([pipe("main", (0, 0), (10, 0)), pipe("branch", (4, 0.2), (4, 9))])
    assert together(far, "main") == {"main"}


def test_declared_nodes_are_believed_near_and_not_far() -> None:
    nodes = [node("A", 0, 0), node("B", 10, 0.5), node("C", 60, 0)]
    near = made([pipe("a", (0, 0), (10, 0), start_node="A", end_node="B"),
                 pipe("b", (10, 1), (20, 0), start_node="B")], nodes)  # fmt: skip
    assert together(near, "a") == {"a", "b"}
    assert near.doubts.of(Doubt.JOINED_ENDS) == ("a", "b")
    far = made([pipe("a", (0, 0), (10, 0), start_node="A", end_node="C"),
                pipe("b", (60, 0), (70, 0), start_node="C", end_node="Z")], nodes)  # fmt: skip
    assert together(far, "a") == {"a"}
    assert far.doubts.of(Doubt.FAR_END_NODE) == ("a",)
    assert far.doubts.of(Doubt.NO_END_NODE) == ("b",)
    twice = made([pipe("a", (0, 0), (10, 0), start_node="A")], [node("A", 0, 0), node("A", 5, 5)])
    assert twice.doubts.of(Doubt.TWO_END_NODES) == ("a",)


def test_two_declared_nodes_are_never_joined_however_near() -> None:
    nodes = [node("A", 0, 0), node("B", 10, 0), node("C", 10.02, 0), node("D", 20, 0)]
    graph = made([pipe("a", (0, 0), (10, 0), start_node="A", end_node="B"),
                  pipe("b", (10.02, 0), (20, 0), start_node="C", end_node="D")], nodes)  # fmt: skip
    assert together(graph, "a") == {"a"}


def test_a_node_that_others_declare_does_not_cut_a_pipe_that_declares_its_own() -> None:
    """An aqueduct passes over a street: only a point of connection taps it."""
    nodes = [node("A", 0, 0), node("B", 10, 0), node("C", 5, 0.01), node("D", 5, 9)]
    for kind, joined in (("junction", False), ("valve", False), ("connection", True)):
        nodes[2]["kind"] = kind
        graph = made([pipe("main", (0, 0), (10, 0), start_node="A", end_node="B"),
                      pipe("other", (5, 0.01), (5, 9), start_node="C", end_node="D")],
                     nodes)  # fmt: skip
        assert ("other" in together(graph, "main")) is joined


def test_what_does_not_serve_carries_nothing() -> None:
    for status, carries in (("abandoned", False), ("removed", False), ("planned", False),
                            ("stopped", False), ("unknown", True), (None, True)):  # fmt: skip
        graph = made([pipe("a", (0, 0), (10, 0)), pipe("b", (10, 0), (20, 0), status=status)])
        assert ("b" in together(graph, "a")) is carries
        assert (graph.place("b", 3) is not None) is carries
    graph = made([pipe("a", (0, 0), (10, 0))], [node("v", 5, 0, "valve", status="removed")])
    assert len(graph.gate_ref) == 0


def test_a_valve_where_three_pipes_meet_must_say_on_which() -> None:
    star = [pipe("a", (0, 0), (10, 0)), pipe("b", (10, 0), (20, 0)), pipe("c", (10, 0), (10, 9))]
    mute = made(star, [node("v", 10, 0, "valve", state="open")])
    assert mute.doubts.of(Doubt.BRANCH_UNKNOWN) == ("v",)
    assert isolate(mute, mute.edges_of("a")).to_close == ()
    for field in ("pipe", "upstream_pipe", "downstream_pipe"):
        told = made(star, [node("v", 10, 0, "valve", state="open", **{field: "c"})])
        closure = isolate(told, told.edges_of("c"))
        assert [c.ref for c in closure.to_close] == ["v"]
        assert set(told.refs_of(np.flatnonzero(closure.zone))) == {"c"}


def test_three_valves_at_one_crossroads_isolate_every_branch() -> None:
    star = [pipe("a", (0, 0), (10, 0)), pipe("b", (10, 0), (20, 0)), pipe("c", (10, 0), (10, 9))]
    valves = [node(f"v{ref}", 10, 0, "valve", state="open", pipe=ref) for ref in "abc"]
    graph = made(star, [*valves, node("s", 0, 0, "source")])
    for ref in "abc":
        assert [c.ref for c in isolate(graph, graph.edges_of(ref)).to_close] == [f"v{ref}"]


def test_a_leak_at_the_source_cannot_be_closed() -> None:
    graph = made([pipe("a", (0, 0), (10, 0))], [node("s", 0, 0, "source")])
    closure = isolate(graph, graph.edges_of("a"))
    assert not closure.possible
    assert closure.sources == ("s",)


def test_a_check_valve_holds_back_in_its_own_way_only() -> None:
    line = [pipe("a", (0, 0), (10, 0)), pipe("b", (10, 0), (20, 0))]
    nodes = [node("s", 0, 0, "source"), node("v", 5, 0, "valve", state="open"),
             node("k", 10, 0, "check_valve"), node("w", 15, 0, "valve", state="open")]  # fmt: skip
    graph = made(line, nodes)
    assert graph.doubts.of(Doubt.WAY_DRAWN) == ("k",)
    first, last = graph.edges_of("a")[1], graph.edges_of("b")[0]
    # Before the check valve: nothing comes back through it, and what is behind runs dry.
    before = isolate(graph, [first])
    assert [c.ref for c in before.to_close] == ["v"]
    assert before.cut_besides.length_m == pytest.approx(10)
    # Behind it: it points to the leak and bounds nothing.
    assert {c.ref for c in isolate(graph, [last]).to_close} == {"v", "w"}
    nodes[2] |= {"upstream_pipe": "b", "downstream_pipe": "a"}
    turned = made(line, nodes)
    assert {c.ref for c in isolate(turned, [first]).to_close} == {"v", "w"}


def test_a_reservoir_whose_supply_is_cut_feeds_until_it_is_empty() -> None:
    line = [pipe("a", (0, 0), (10, 0)), pipe("b", (10, 0), (30, 0)), pipe("c", (30, 0), (60, 0))]
    nodes = [node("s", 0, 0, "source"), node("v", 5, 0, "valve", state="open"),
             node("w", 15, 0, "valve", state="open"), node("t", 30, 0, "tank")]  # fmt: skip
    graph = made(line, nodes)
    closure = isolate(graph, [graph.place("a", 8).edge])  # type: ignore[union-attr]
    assert closure.cut_besides.length_m == 0
    told = emptying(graph, closure)
    assert told.tanks == ("t",)
    assert told.then.length_m == pytest.approx(15 + 30)
    # With no intake in the data, nothing known ever filled the reservoir.
    alone = made(line, nodes[1:])
    closure = isolate(alone, [alone.place("a", 8).edge])  # type: ignore[union-attr]
    assert emptying(alone, closure).tanks == ()


def test_states_that_the_log_brings_change_the_next_closure() -> None:
    graph = made(
        [pipe("a", (0, 0), (30, 0))],
        [node("s", 0, 0, "source"), node("v", 10, 0, "valve", state="open"),
         node("w", 5, 0, "valve", state="open")],
    )  # fmt: skip
    leak = [graph.place("a", 20).edge]  # type: ignore[union-attr]
    assert [c.ref for c in isolate(graph, leak).to_close] == ["v"]
    stuck = graph.with_states({"v": ValveState.INOPERABLE})
    assert [c.ref for c in isolate(stuck, leak).to_close] == ["w"]
    assert [c.ref for c in isolate(graph, leak).to_close] == ["v"]


def test_connections_are_counted_by_whoever_knows_the_most() -> None:
    main = pipe("main", (0, 0), (10, 0), connections=3)
    drawn = [pipe(f"b{x}", (x, 0), (x, 5), connection=True) for x in (2, 4, 6, 8)]
    taps = [node(f"t{x}", x, 0, "connection") for x in (1, 3, 5, 7, 9)]
    for pipes, nodes, count in ((([main]), [], 3), ([main, *drawn], [], 4),
                                ([main, *drawn], taps, 5)):  # fmt: skip
        graph = made(pipes, nodes)
        assert connected(graph, graph.edges_of("main")).figures.connections == pytest.approx(count)


def test_customers_go_to_the_pipe_they_name_or_the_nearest_within_fifty_metres() -> None:
    graph = made(
        [pipe("a", (0, 0), (100, 0)), pipe("b", (0, 30), (100, 30))],
        [node("v", 50, 0, "valve", state="open")],
        [{"ref": "c1", "geometry": shapely.Point(80, 20), "pipe": "a", "people": 2},
         {"ref": "c2", "geometry": shapely.Point(80, 20), "people": 3},
         {"ref": "c3", "geometry": shapely.Point(80, 200), "people": 4},
         {"ref": "c4", "geometry": None, "pipe": "b", "people": None}],
    )  # fmt: skip
    right = graph.edges_of("a")[1]
    assert isolate(graph, [right]).customers == ("c1",)
    told = connected(graph, graph.edges_of("b"))
    assert told.customers == ("c2", "c4")
    assert told.figures.people == 3
    assert graph.doubts.of(Doubt.CUSTOMER_NEAR) == ("c2",)
    assert graph.doubts.of(Doubt.CUSTOMER_APART) == ("c3",)


def test_places_and_parts() -> None:
    parts = shapely.MultiLineString([[(0, 0), (10, 0)], [(20, 0), (25, 0)]])
    several = {"ref": "m", "identifier": "m", "length_m": 30.0, "geometry": parts}
    graph = made([several, pipe("b", (10, 0), (20, 0))])
    assert graph.doubts.of(Doubt.SEVERAL_PARTS) == ("m",)
    assert graph.nearest(22, 3, 5) == graph.place("m", 12)
    assert graph.nearest(22, 30, 5) is None
    way = path(graph, graph.place("m", 5), graph.place("m", 12))  # type: ignore[arg-type]
    assert way is not None
    assert way.length_m == pytest.approx(5 * 2 + 10 + 2 * 2)
    assert way.refs == ("m", "b")


@pytest.mark.parametrize(
    "pipes",
    [
        [],
        [{"ref": "a", "geometry": None}],
        [{"ref": "a", "geometry": shapely.LineString()}],
        [{"ref": "a", "geometry": shapely.Point(1, 1)}],
        [{"ref": "a", "geometry": odd(np.nan)}],
        [{"ref": "a", "geometry": odd(np.inf)}],
    ],
)
def test_what_has_no_line_is_left_out_and_said(pipes: list[Row]) -> None:
    graph = made(pipes, [node("v", 0, 0, "valve"), {"ref": "w", "geometry": None, "kind": "valve"}])
    assert graph.doubts.of(Doubt.NO_PLACE) == tuple(row["ref"] for row in pipes)
    assert set(graph.doubts.of(Doubt.DEVICE_APART)) == {"v", "w"}
    assert len(isolate(graph, []).to_close) == 0
    assert graph.nearest(0, 0, 10) is None


def test_a_pipe_without_a_line_holds_by_its_declared_nodes() -> None:
    graph = made([{"ref": "a", "geometry": None, "start_node": "A", "end_node": "B",
                   "length_m": 12.0}, pipe("b", (50, 0), (60, 0), start_node="B")],
                 [node("A", 0, 0), node("B", 50, 0)])  # fmt: skip
    assert together(graph, "b") == {"a", "b"}
    assert connected(graph, graph.edges_of("a")).length_m == pytest.approx(22)


def test_a_thousand_ends_at_one_point_are_no_million_of_pairs() -> None:
    pipes = [pipe(f"p{n}", (0, 0), (np.cos(n), np.sin(n))) for n in range(3000)]
    start = time.process_time()
    graph = made(pipes)
    assert len(connected(graph, [0]).edges) == 3000
    assert time.process_time() - start < 20
