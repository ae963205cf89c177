"""Every fault that is planted is found, alone; a network without fault has none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from terrier.domain.topology.checks.running import CHECKS, run
from terrier.domain.topology.checks.survey import Survey, Territory
from terrier.domain.topology.elements import Role
from terrier.domain.topology.mapping import FieldSource, NetworkMapping, TableMapping

from .networks_drawn import Drawn, comb

GROUND = Territory(("71001",), ("Ici",), (shapely.box(-1000, -1000, 20_000, 1000),))
WRITTEN = ("laid_from", "laid_to", "operator", "start_node", "end_node")
MAPPING = NetworkMapping(
    "guided",
    tables={
        "pipes": TableMapping(
            Role.PIPES,
            {
                "material": FieldSource("mat", codes={"02": "amci", "pvc": "pvc"}),
                "diameter_mm": FieldSource("diam"),
                **{name: FieldSource(name) for name in WRITTEN},
            },
        ),
        "nodes": TableMapping(Role.NODES, {"kind": FieldSource("type", codes={"cap": "cap"})}),
    },
)
Planting = Callable[[Drawn], None]


def found(drawn: Drawn, rows: dict[str, int] | None = None) -> list[str]:
    """Give the codes of what is found."""
    return sorted({f.code for f in run(survey(drawn, rows))})


def survey(drawn: Drawn, rows: dict[str, int] | None = None) -> Survey:
    """Give a network as the checks look at it."""
    rows = {"pipes": len(drawn.pipes), "nodes": len(drawn.nodes)} if rows is None else rows
    return Survey(drawn.elements(), date(2026, 11, 22), MAPPING, rows, GROUND)


def pipe(drawn: Drawn, identifier: str) -> dict[str, object]:
    """Give a pipe to spoil."""
    return next(row for row in drawn.pipes if row["identifier"] == identifier)


def node(drawn: Drawn, identifier: str) -> dict[str, object]:
    """Give a node to spoil."""
    return next(row for row in drawn.nodes if row["identifier"] == identifier)


def line(*points: tuple[float, float]) -> shapely.LineString:
    """Draw a line."""
    return shapely.LineString(points)


def without(drawn: Drawn, identifier: str) -> None:
    """Take a node away."""
    drawn.nodes.remove(node(drawn, identifier))


def sewer(drawn: Drawn, identifier: str, start: float, end: float, **values: object) -> None:
    """Add a stretch of sewer along y = -300, from west to east."""
    drawn.pipe(
        identifier, (start, -300), (end, -300), circulation="gravity", commodity="wastewater",
        against=False, z_start_m=200.0, z_end_m=199.0, **values,
    )  # fmt: skip


def plant_contradiction(drawn: Drawn) -> None:
    drawn.node("R1", 0, -300, "manhole")
    drawn.node("R2", 50, -300, "manhole")
    drawn.node("R3", 100, -300, "outfall")
    sewer(drawn, "G1", 0, 50)
    sewer(drawn, "G2", 50, 100)
    pipe(drawn, "G2").update(against=True, z_start_m=199.0, z_end_m=200.0)


def plant_rise(drawn: Drawn) -> None:
    drawn.node("R1", 0, -300, "manhole")
    drawn.node("R3", 100, -300, "outfall")
    sewer(drawn, "G1", 0, 100)
    pipe(drawn, "G1")["z_end_m"] = 200.5


def plant_island(drawn: Drawn) -> None:
    drawn.node("I1", 0, -300, "cap")
    drawn.node("I2", 60, -300, "cap")
    drawn.pipe("I", (0, -300), (60, -300))


def plant_abandoned(drawn: Drawn) -> None:
    # The first stretch, and the source with it, are out of service: the last one is cut off.
    drawn.node("A1", -50, 0, "cap")
    drawn.pipe("A", (-50, 0), (0, 0))
    for identifier in ("M1",):
        pipe(drawn, identifier)["status"] = "abandoned"


def plant_crossing(drawn: Drawn) -> None:
    drawn.node("C1", 25, -30, "cap")
    drawn.node("C2", 25, 30, "cap")
    drawn.node("C0", 25, -60, "source")
    drawn.pipe("C", (25, -30), (25, 30))
    drawn.pipe("CS", (25, -60), (25, -30))


def plant_stack(drawn: Drawn) -> None:
    drawn.node("O1", 50, 0, "manhole")
    drawn.node("O2", 50.05, 0, "inlet")


def test_a_slope_is_told_along_the_flow() -> None:
    drawn = comb([20.0, 20.0])
    drawn.node("R1", 0, -300, "manhole")
    drawn.node("R2", 50, -300, "outfall")
    sewer(drawn, "S", 0, 50, start_node="R1", end_node="R2")
    climbs, falls = ({"z_start_m": a, "z_end_m": b} for a, b in ((199.0, 200.0), (200.0, 199.0)))
    for against, levels, wrong in (
        (False, climbs, True), (True, climbs, False), (True, falls, True), (None, climbs, True),
        (None, falls, False),
    ):  # fmt: skip
        pipe(drawn, "S").update(against=against, **levels)
        assert ("R30" in found(drawn)) is wrong, (against, levels)


PLANTED: dict[str, Planting] = {
    "R07": lambda d: pipe(d, "L2").update(geometry=None, end_node="B2"),
    "R08": lambda d: drawn_pipe(d, "Z", (50, 0), (50, 0)),
    "R09": lambda d: pipe(d, "L2").update(
        geometry=shapely.MultiLineString([[(100, 0), (100, 4)], [(100, 6), (100, 20)]])
    ),
    "R10": lambda d: pipe(d, "L2").update(
        geometry=line((100, 0), (110, 5), (110, 10), (105, 2), (100, 20))
    ),
    "R12": lambda d: drawn_pipe(d, "D", (100, 20), (100, 0)),
    "R13": lambda d: d.node("T", 100, 20, "cap"),
    "R14": plant_stack,
    "R15": lambda d: pipe(d, "L2").update(length_m=25.0),
    "R16": lambda d: pipe(d, "L2").update(identifier=None),
    "R17": lambda d: pipe(d, "L2").update(identifier="L1"),
    "R18": lambda d: without(d, "B2"),
    "R19": lambda d: pipe(d, "M2").update(end_node="N99"),
    "R21": lambda d: pipe(d, "L2").update(geometry=line((100, 0), (100, 19.5))),
    "R23": plant_crossing,
    "R24": lambda d: d.node("X", 10, 80),
    "R25": lambda d: d.node("V", 10, 80, "valve"),
    "R26": lambda d: d.node("H", 10, 80, "hydrant"),
    "R27": lambda d: node(d, "B2").update(kind="junction"),
    "R28": plant_island,
    "R30": plant_rise,
    "R31": plant_contradiction,
    "R32": lambda d: d.node("P", 25, 0, "pump"),
    "R33": lambda d: d.node("V", 25, 0, "valve", state=None),
    "R34": lambda d: pipe(d, "L2").update(material=None),
    "R35": lambda d: pipe(d, "L2").update(laid_from=None, laid_to=None),
    "R36": lambda d: pipe(d, "L2").update(diameter_mm=0.0),
    "R37": lambda d: pipe(d, "L2").update(precision_xy=None),
    "R38": lambda d: pipe(d, "L2").update(depth_m=None),
    "R39": lambda d: pipe(d, "L2").update(precision_xy="A", source="Levé"),
    "R40": lambda d: pipe(d, "L2").update(laid_to=2031.0),
    "R41": lambda d: pipe(d, "L2").update(laid_from=1995.0),
    "R42": lambda d: pipe(d, "L2").update(material="amci", laid_from=2001.0, laid_to=2003.0),
    "R43": lambda d: pipe(d, "L2").update(diameter_mm=0.11),
    "R44": lambda d: pipe(d, "MX").update(diameter_mm=500.0) or straight(d),
    "R45": lambda d: pipe(d, "L2").update(material=None, raw_material="2"),
    "R46": lambda d: pipe(d, "L2").update(operator="REGIE DES  EAUX"),
    "R47": lambda d: pipe(d, "L2").update(depth_min_m=60.0),
    "R48": lambda d: pipe(d, "L2").update(depth_min_m=None, raw_depth_min_m="20 coudée"),
    "R49": lambda d: pipe(d, "L2").update(depth_min_m=1.0),
}


def drawn_pipe(drawn: Drawn, identifier: str, *points: tuple[float, float]) -> None:
    """Add a pipe."""
    drawn.pipe(identifier, *points)


def straight(drawn: Drawn) -> None:
    """Take the last lateral away, so that two pipes follow one another."""
    last = drawn.pipes[-2]["identifier"]
    drawn.pipes.pop(-2)
    without(drawn, last.replace("L", "B"))


@given(st.lists(st.floats(5, 400, allow_subnormal=False), max_size=6))
@settings(max_examples=40, deadline=None)
def test_a_network_without_fault_has_none(teeth: list[float]) -> None:
    assert list(run(survey(comb(teeth)))) == []


@pytest.mark.parametrize("code", sorted(PLANTED))
@given(teeth=st.lists(st.floats(25, 400, allow_subnormal=False), min_size=1, max_size=4))
@settings(max_examples=4, deadline=None)
def test_a_planted_fault_is_found_and_nothing_else(code: str, teeth: list[float]) -> None:
    drawn = comb([*teeth[:1], 20.0, *teeth[1:]])
    PLANTED[code](drawn)
    assert found(drawn) == [code]


def test_a_sewer_may_begin_at_a_manhole_and_end_at_an_outfall() -> None:
    drawn = comb([])
    plant_contradiction(drawn)
    pipe(drawn, "G2").update(against=False, z_start_m=200.0, z_end_m=199.0)
    assert found(drawn) == []
    node(drawn, "R3")["kind"] = "manhole"
    assert found(drawn) == ["R06", "R27"], "an end downstream, without outfall"


def test_what_lies_outside_the_territory_is_told() -> None:
    drawn = comb([20.0])
    drawn.node("W", 2, 48, "cap")
    drawn.pipe("F", (2, 48), (4, 46))
    assert "R11" not in found(drawn)
    pipe(drawn, "F")["geometry"] = line((46.1, 4_800_000), (46.2, 4_800_000))
    assert "R11" in found(drawn)


def test_ends_declared_far_away_or_near_a_pipe() -> None:
    drawn = comb([20.0, 20.0])
    pipe(drawn, "M2")["end_node"] = "B1"
    far = [f for f in run(survey(drawn)) if f.code == "R20"]
    assert [(f.refs, f.aspect) for f in far] == [(("pipes/2",), "end_node")]
    assert far[0].repair[0].value == "N2", "the node that the end touches is proposed"
    drawn = comb([20.0, 20.0])
    drawn.node("K", 75, 30, "cap")
    drawn.pipe("K1", (75, 0.4), (75, 30))
    near = [f for f in run(survey(drawn)) if f.code == "R22"]
    assert "40 cm" in near[0].message
    assert near[0].refs[1] == "pipes/2"
    assert found(drawn) == ["R22", "R28"], "what almost holds is an island too"


def test_in_service_behind_what_is_abandoned() -> None:
    drawn = comb([])
    drawn.node("A1", -50, 0, "tank")
    drawn.pipe("A", (-50, 0), (0, 0), status="abandoned")
    node(drawn, "N0")["kind"] = "junction"
    assert "R29" in found(drawn)
    pipe(drawn, "A")["status"] = "in_service"
    assert found(drawn) == []


def test_an_abandoned_pipe_may_lie_under_the_one_that_replaced_it() -> None:
    drawn = comb([20.0])
    drawn.pipe("OLD", (50, 0), (50, 20), status="abandoned", material=None)
    assert found(drawn) == []


@pytest.mark.parametrize(
    ("drawn", "rows", "expected"),
    [
        (Drawn(), {"pipes": 0, "nodes": 0}, ["R02", "R03"]),
        (Drawn(), {}, ["R01", "R03"]),
    ],
)
def test_nothing_at_all_is_told_in_words(
    drawn: Drawn, rows: dict[str, int], expected: list[str]
) -> None:
    assert found(drawn, rows) == expected


def test_a_table_without_geometry_and_an_empty_column_are_told() -> None:
    drawn = comb([20.0])
    for row in drawn.pipes:
        row.update(geometry=None, diameter_mm=None)
    assert {"R04", "R05", "R07", "R36"} <= set(found(drawn)), "« diam » is read, always empty"
    lines = comb([20.0])
    lines.nodes.clear()
    assert found(lines, {"pipes": 4, "nodes": 0}) == ["R02", "R06", "R19"]


def test_hostile_geometries_are_reported_and_harm_nothing() -> None:
    drawn = comb([20.0])
    shapes = [
        shapely.Point(1, 1), shapely.LineString(), shapely.box(0, 0, 1, 1),
        shapely.GeometryCollection(), shapely.Point(float("nan"), 2),
        shapely.LineString([(0, 0), (float("inf"), 1)]),
        shapely.LineString([(0, 0, 5), (60, -9, 5)]),
    ]  # fmt: skip
    for at, shape in enumerate(shapes):
        drawn.pipe(f"W{at}", (0, 0), (1, 1), geometry=shape)
        drawn.node(f"Y{at}", 0, 0, geometry=shape)
    codes = [f for f in run(survey(drawn)) if f.code == "R07"]
    assert len(codes) == 6 + 4, "a polygon and a line have a place, if no line"


def test_repairs_are_proposed_where_they_are_certain() -> None:
    repaired = {}
    for code in ("R19", "R21", "R41", "R43", "R45", "R46"):
        drawn = comb([30.0, 20.0])
        PLANTED[code](drawn)
        repaired[code] = [
            (change.field, change.value)
            for finding in run(survey(drawn))
            for change in finding.repair
        ]
    assert repaired == {
        "R19": [("end_node", "N2")],
        "R21": [("end_node", "B2")],
        "R41": [("laid_from", "1992"), ("laid_to", "1995")],
        "R43": [("diameter_mm", "110")],
        "R45": [("material", "02")],
        "R46": [("operator", "Régie des eaux")],
    }


def test_every_check_has_its_planted_fault() -> None:
    elsewhere = {"R01", "R02", "R03", "R04", "R05", "R06", "R11", "R20", "R22", "R29"}
    assert set(PLANTED) | elsewhere == set(CHECKS)


def test_identities_are_unique() -> None:
    drawn = comb([30.0, 20.0, 40.0])
    for code in PLANTED:
        if code not in ("R16", "R17", "R18", "R27", "R44"):
            PLANTED[code](drawn)
    every = [finding.identity for finding in run(survey(drawn))]
    assert len(every) == len(set(every)) > 20


def test_nothing_is_proposed_where_it_could_not_be_written() -> None:
    drawn = comb([30.0, 20.0])
    for code in ("R19", "R21", "R43", "R46"):
        PLANTED[code](drawn)
    told = Survey(drawn.elements(), date(2026, 11, 22), NetworkMapping("guided"))
    codes = {finding.code: finding.repair for finding in run(told)}
    assert codes.keys() >= {"R19", "R21", "R43", "R46"}
    assert not any(codes.values()), "no column of a table is known to hold these values"
