"""What checks find by an index of space is what comparing everything with everything finds."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import combinations

import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from terrier.domain.topology.checks.places import neighbours
from terrier.domain.topology.checks.running import CHECKS, run
from terrier.domain.topology.checks.survey import NEAR_M, TOUCH_M, Survey

from .networks_drawn import Drawn

GRID = st.integers(0, 8).map(lambda n: n * 0.25)
PLACE = st.tuples(GRID, GRID)


@st.composite
def scribbles(draw: st.DrawFn) -> Drawn:
    """Draw pipes and nodes anywhere, close to one another."""
    drawn = Drawn()
    for at, (start, end) in enumerate(draw(st.lists(st.tuples(PLACE, PLACE), max_size=7))):
        drawn.pipe(f"P{at}", start, end)
    for at, (x, y) in enumerate(draw(st.lists(PLACE, max_size=6))):
        drawn.node(f"N{at}", x, y)
    return drawn


def found(drawn: Drawn, code: str) -> set[tuple[str, ...]]:
    """Give the elements that a check names."""
    survey = Survey(drawn.elements(), date(2026, 11, 22))
    return {f.refs for f in CHECKS[code].find(survey)}


def refs(kind: str, *positions: int) -> tuple[str, ...]:
    """Name elements."""
    return tuple(f"{kind}/{at}" for at in positions)


@given(scribbles())
@settings(max_examples=80, deadline=None)
def test_crossings_without_a_node(drawn: Drawn) -> None:
    nodes = [node["geometry"] for node in drawn.nodes]
    expected = set()
    for one, two in combinations(range(len(drawn.pipes)), 2):
        left, right = (drawn.pipes[at]["geometry"] for at in (one, two))
        if left.crosses(right):
            met = left.intersection(right)
            near = [*nodes, *left.boundary.geoms, *right.boundary.geoms]
            if all(met.distance(thing) > TOUCH_M for thing in near):
                expected.add(refs("pipes", one, two))
    assert found(drawn, "R23") == expected


@given(scribbles())
@settings(max_examples=80, deadline=None)
def test_pipes_and_nodes_drawn_twice(drawn: Drawn) -> None:
    lines = [pipe["geometry"] for pipe in drawn.pipes]
    expected = set()
    for later, line in enumerate(lines):
        same = [at for at in range(later) if line.length and lines[at].equals(line)]
        if same:
            expected.add(refs("pipes", later, same[0]))
    assert found(drawn, "R12") == expected
    twice = {
        refs("nodes", two, one)
        for one, two in combinations(range(len(drawn.nodes)), 2)
        if drawn.nodes[one]["geometry"].equals(drawn.nodes[two]["geometry"])
    }
    assert found(drawn, "R13") == twice


@given(scribbles())
@settings(max_examples=80, deadline=None)
def test_ends_that_almost_reach_something(drawn: Drawn) -> None:
    nodes = [node["geometry"] for node in drawn.nodes]
    lines = [pipe["geometry"] for pipe in drawn.pipes]
    near_node, near_pipe, bare = set(), set(), set()
    for at, line in enumerate(lines):
        for x, y in (line.coords[0], line.coords[-1]):
            end = shapely.Point(x, y)
            to_node = min((end.distance(node) for node in nodes), default=99.0)
            others = [other for other in range(len(lines)) if other != at]
            to_pipe = min((end.distance(lines[other]) for other in others), default=99.0)
            if to_node <= TOUCH_M:
                continue
            if to_node <= NEAR_M:
                near_node.add(at)
            elif TOUCH_M < to_pipe <= NEAR_M:
                near_pipe.add(at)
            else:
                bare.add(at)
    assert {ref[0] for ref in found(drawn, "R21")} == {f"pipes/{at}" for at in near_node}
    assert {ref[0] for ref in found(drawn, "R22")} == {f"pipes/{at}" for at in near_pipe}
    expected = {f"pipes/{at}" for at in bare} if nodes else set()
    assert {ref[0] for ref in found(drawn, "R18")} == expected


@given(scribbles())
@settings(max_examples=80, deadline=None)
def test_nodes_on_nothing(drawn: Drawn) -> None:
    expected = set()
    ends = [shapely.Point(c) for p in drawn.pipes for c in p["geometry"].coords]
    for at, node in enumerate(drawn.nodes):
        place = node["geometry"]
        away = all(place.distance(pipe["geometry"]) > TOUCH_M for pipe in drawn.pipes)
        # An end without node that has this one for its nearest is told as such, not twice.
        others = [n["geometry"] for n in drawn.nodes]
        almost = any(
            TOUCH_M < place.distance(end) <= NEAR_M
            and place.distance(end) == min(end.distance(other) for other in others)
            for end in ends
        )
        if away and not almost:
            expected.add(refs("nodes", at))
    # Of several nodes as near to an end, one alone is told with it: the others stay orphans.
    assert expected <= found(drawn, "R24")


def carrying(drawn: Drawn, commodity: str, mark: str) -> Drawn:
    """Say what everything carries; references are marked, identifiers are not."""
    for rows in (drawn.pipes, drawn.nodes):
        for at, row in enumerate(rows):
            row |= {"ref": f"{mark}{at}", "commodity": commodity}
    for at, node in enumerate(drawn.nodes):
        # No two nodes are as near to an end: which is told would be a matter of chance.
        place = node["geometry"]
        node["geometry"] = shapely.Point(place.x + 0.0013 * at, place.y + 0.0007 * at)
    return drawn


def findings(drawn: Drawn) -> Counter[tuple[object, ...]]:
    """Give all that is found, but structures on one another: they are so whatever they carry."""
    told = run(Survey(drawn.elements(), date(2026, 11, 22)))
    return Counter((f.code, *f.refs, repr((f.x, f.y))) for f in told if f.code != "R14")


CARRIED = (("drinking_water", "gas"), ("telecom", "wastewater"), ("lighting", "electricity"))


@given(scribbles(), scribbles(), st.sampled_from(CARRIED), st.sampled_from(["source", "manhole"]))
@settings(max_examples=80, deadline=None)
def test_of_two_commodities_each_is_checked_as_if_it_were_alone(
    one: Drawn, other: Drawn, carried: tuple[str, str], kind: str
) -> None:
    assume(one.pipes and other.pipes)
    one, other = carrying(one, carried[0], "one"), carrying(other, carried[1], "other")
    for node in other.nodes:
        node["kind"] = kind
    for pipe, number in zip(other.pipes, range(3), strict=False):
        pipe["end_node"] = f"N{number}"
    both = Drawn(one.pipes + other.pipes, one.nodes + other.nodes)
    assert findings(both) == findings(one) + findings(other)


@given(st.lists(st.tuples(st.floats(0, 5), st.floats(0, 5)), max_size=12))
@settings(max_examples=100, deadline=None)
def test_neighbours(places: list[tuple[float, float]]) -> None:
    import numpy as np

    xy = np.array([*places, (np.nan, 0.0)]).reshape(-1, 2)
    expected = {
        (one, two)
        for one, two in combinations(range(len(places)), 2)
        if shapely.Point(places[one]).distance(shapely.Point(places[two])) <= 1.0
    }
    assert set(neighbours(xy, range(len(xy)), 1.0)) == expected
