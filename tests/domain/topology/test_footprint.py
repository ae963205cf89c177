"""What a footprint concerns, against shapely asked one element at a time; what is not known."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from terrier.domain.topology import ignorance
from terrier.domain.topology.commodities import Commodity
from terrier.domain.topology.elements import Frame, Status
from terrier.domain.topology.footprint import Reach, concerned, reach, sensitive, shares, worst
from terrier.domain.topology.ignorance import ALWAYS_THERE, Declared, Gap
from terrier.domain.topology.precision import PrecisionClass

A, B, C = PrecisionClass
COORDINATE = st.integers(-8000, 8000).map(lambda n: n / 100 + 0.003)
"""To the centimetre, and never just on the edge of a zone, where rounding decides."""
SPOT = st.tuples(COORDINATE, COORDINATE)


def frame(lines, **columns) -> Frame:
    shapes = np.array(lines, dtype=object)
    refs = np.array([f"t/{n}" for n in range(len(shapes))], dtype=object)
    made = {}
    for name, values in columns.items():
        kind = float if name in ("laid_from", "depth_m", "diameter_mm") else object
        made[name] = np.array(values, dtype=kind)
    return Frame(refs, shapes, made)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(SPOT, SPOT, st.sampled_from(["A", "B", "C", None, "D"])), max_size=12),
    st.floats(1, 30), st.sampled_from([0.0, 10.0, 50.0]),
)  # fmt: skip
def test_concerned_is_what_one_look_at_each_gives(drawn, radius, margin):
    zone = shapely.Point(0, 0).buffer(radius)
    lines = [shapely.LineString([a, b]) for a, b, _c in drawn]
    found = {
        p.ref: p
        for p in concerned(frame(lines, precision_xy=[c for _a, _b, c in drawn]), zone, margin)
    }
    for rank, (line, (_a, _b, said)) in enumerate(zip(lines, drawn, strict=True)):
        distance = zone.distance(line)
        piece = found.pop(f"t/{rank}", None)
        assert (piece is not None) == (distance <= margin)
        if piece is None:
            continue
        assert piece.inside_m == pytest.approx(zone.intersection(line).length)
        wide = zone.buffer(margin, quad_segs=16)
        assert piece.concerned_m == pytest.approx(wide.intersection(line).length)
        assert piece.precision is (PrecisionClass(said) if said in ("A", "B", "C") else C)
        assert piece.declared == (said in ("A", "B", "C"))
        if distance == 0:
            assert piece.reach is Reach.INSIDE
        elif piece.precision is C:
            assert piece.reach is Reach.POSSIBLE
        else:
            near = distance > (0.5 if piece.precision is A else 1.5)
            assert piece.reach is (Reach.NEAR if near else Reach.POSSIBLE)
    assert not found


def test_nothing_known_is_class_c_sensitive_and_in_service():
    (piece,) = concerned(frame([shapely.LineString([(0, 0), (5, 0)])]), shapely.box(0, -1, 2, 1), 5)
    assert (piece.precision, piece.declared, piece.sensitive) == (C, False, True)
    assert (piece.status, piece.serves, piece.commodity) == (
        Status.UNKNOWN, True, Commodity.UNKNOWN,
    )  # fmt: skip
    assert piece.laid == ""
    assert concerned(frame([None, shapely.LineString()]), shapely.box(0, 0, 1, 1), 5) == []


@pytest.mark.parametrize(
    ("commodity", "declared", "expected"),
    [(Commodity.GAS, None, True), (Commodity.GAS, False, True),
     (Commodity.ELECTRICITY, False, False),
     (Commodity.LIGHTING, None, True), (Commodity.DRINKING_WATER, None, False),
     (Commodity.DRINKING_WATER, True, True), (Commodity.UNKNOWN, False, True)],
)  # fmt: skip
def test_sensitivity_after_article_r554_2(commodity, declared, expected):
    assert sensitive(commodity, declared) is expected


def test_classes_are_shared_by_length_and_dead_pipes_do_not_count():
    lines = [shapely.LineString([(0, y), (10, y)]) for y in range(3)]
    known = frame(
        lines, precision_xy=["A", "B", "C"], status=["in_service", "in_service", "abandoned"]
    )
    pieces = concerned(known, shapely.box(0, -1, 10, 5), 1)
    assert worst(pieces) is B
    assert shares(pieces) == {A: 0.5, B: 0.5, C: 0.0}
    assert worst([]) is None
    assert shares([]) == {}
    assert reach(4.9, C, 5.0) is Reach.POSSIBLE


def test_services_nobody_declared_are_told_and_those_without_a_plan():
    told = [
        Declared(Commodity.DRINKING_WATER, "Régie", frozenset({"1"}), True),
        Declared(Commodity.TELECOM, "Fibre", frozenset({"1", "2"}), False),
    ]
    found = ignorance.of_services({"1": "Un", "2": "Deux"}, told)
    undeclared = {(u.place, u.commodity) for u in found if u.gap is Gap.UNDECLARED}
    always = set(ALWAYS_THERE)
    assert undeclared == {("Un", c) for c in always - {told[0].commodity, told[1].commodity}} | {
        ("Deux", c) for c in always - {told[1].commodity}
    }
    assert {(u.place, u.subject) for u in found if u.gap is Gap.NO_PLAN} == {
        ("Un", "Fibre"), ("Deux", "Fibre"),
    }  # fmt: skip
    assert {(u.place, u.subject) for u in found if u.gap is Gap.UNTOLD} == {
        (place, "eaux usées, eaux pluviales, gaz, chaleur et froid") for place in ("Un", "Deux")
    }
    assert all(u.grave for u in found if u.gap is not Gap.UNTOLD)
    nowhere = ignorance.of_services({}, told)
    assert {u.commodity for u in nowhere if u.gap is Gap.UNDECLARED} == always


def test_what_lacks_is_measured_on_what_serves():
    lines = [shapely.LineString([(0, y), (30, y)]) for y in range(3)]
    pieces = concerned(
        frame(lines, precision_xy=["A", "C", None], laid_from=[1990, np.nan, np.nan],
              material=["pvc", "inc", None], depth_m=[1.0, np.nan, 0.8],
              status=["in_service", "unknown", "abandoned"]),
        shapely.box(0, -1, 10, 5), 0,
    )  # fmt: skip
    found = {u.gap: u for u in ignorance.of_pieces("R", pieces)}
    # The third pipe is dead: what is not known of it is no danger.
    assert set(found) == {
        Gap.CLASS_C, Gap.NO_DATE, Gap.NO_MATERIAL, Gap.NO_DEPTH, Gap.NO_STATUS,
    }  # fmt: skip
    assert all(u.metres == pytest.approx(10) and u.share == pytest.approx(0.5) for u in
               found.values())  # fmt: skip
    assert not any(u.grave for u in found.values())
    assert ignorance.of_pieces("R", []) == []


@settings(max_examples=50, deadline=None)
@given(st.lists(SPOT, max_size=8), st.lists(st.tuples(SPOT, SPOT), max_size=4))
def test_houses_without_a_known_pipe_are_those_far_from_each(houses, drawn):
    points = np.array([shapely.Point(p) for p in houses], dtype=object)
    pipes = np.array([shapely.LineString(p) for p in drawn], dtype=object)
    found = ignorance.unsupplied(points, pipes)
    dry = [p for p in points if all(p.distance(w) > 50 for w in pipes)]
    assert (found.count if found else 0) == len(dry)
    if found:
        assert all(found.zone.contains(p) for p in dry)


def test_a_plan_is_old_after_three_years():
    assert ignorance.of_version("R", date(2023, 1, 1), date(2025, 12, 30)) is None
    assert ignorance.of_version("R", date(2023, 1, 1), date(2026, 1, 2)).on == date(2023, 1, 1)
