"""The networks connect, told by the files alone, and their mistakes are those that are listed."""

from __future__ import annotations

from collections import Counter, defaultdict, deque

import pyogrio.raw
import pytest
import shapely

from terrier.demonstration.networks import mistakes, sewer, street_graph, water
from terrier.domain.topology.elements import Elements
from terrier.domain.topology.graph import build
from terrier.domain.topology.tracing import upstream_of_node
from tests.domain.topology.handing_over import frame


class File:
    """One layer of a file, as any reader of GeoPackages has it."""

    def __init__(self, path, name):
        meta, _fids, wkb, columns = pyogrio.raw.read(path, layer=name)
        self.names = list(meta["fields"])
        self.shapes = shapely.from_wkb(wkb)
        self.rows = [
            {n: _plain(v) for n, v in zip(self.names, values, strict=True)}
            for values in zip(*columns, strict=True)
        ]

    def __iter__(self):
        return iter(zip(self.rows, self.shapes, strict=True))

    def of(self, **wanted):
        return [r for r in self.rows if all(r[k] == v for k, v in wanted.items())]


def _plain(value):
    return None if value is None or value != value else value


@pytest.fixture(scope="module")
def manifest(demonstration):
    return demonstration


@pytest.fixture(scope="module")
def aep(manifest):
    path = manifest.dataset("reseau-eau-potable").files[0].path
    return {k: File(path, f"RAEPA_{n}") for k, n in (
        ("pipes", "CANALAEP_L"), ("fittings", "APPARAEP_P"), ("structures", "OUVRAEP_P"),
        ("repairs", "REPARAEP_P"))}  # fmt: skip


@pytest.fixture(scope="module")
def ass(manifest):
    path = manifest.dataset("reseau-assainissement").files[0].path
    names = (("pipes", "CANALASS_L"), ("structures", "OUVRASS_P"))
    return {k: File(path, f"RAEPA_{n}") for k, n in names}


@pytest.fixture(scope="module")
def listed(manifest):
    """Give the mistakes that the generator lists, by kind and network."""
    seed = manifest.seed
    found = {"aep": mistakes.into_water(water.draw(manifest.territory), seed),
             "ass": mistakes.into_sewer(sewer.draw(manifest.territory), seed)}  # fmt: skip
    return {(n, m.kind): set(m.identifiers) for n, ms in found.items() for m in ms}


def walk(starts, ways):
    """Reach by breadth first."""
    seen, waiting = set(starts), deque(starts)
    while waiting:
        for there in ways[waiting.popleft()]:
            if there not in seen:
                seen.add(there)
                waiting.append(there)
    return seen


def test_every_tap_reaches_a_reservoir(aep, manifest):
    ways = defaultdict(set)
    mains = {r["idcana"]: r for r in aep["pipes"].of(branchemnt="N")}
    for row in aep["pipes"].rows:
        ways[row["idnini"]].add(row["idnterm"])
        ways[row["idnterm"]].add(row["idnini"])
    # A tapping stands on its main: it is reached with either end of it.
    for row in aep["fittings"].of(fnappaep="01"):
        main = mains[row["idcanppale"]]
        for end in (main["idnini"], main["idnterm"]):
            ways[row["idappareil"]].add(end)
            ways[end].add(row["idappareil"])
    tanks = [r["idouvrage"] for r in aep["structures"].of(fnouvaep="03")]
    assert len(tanks) == water.RESERVOIRS
    reached = walk(tanks, ways)
    taps = {r["idappareil"] for r in aep["fittings"].of(fnappaep="07")}
    assert len(taps) == len({a.building for a in manifest.territory.addresses})
    assert taps <= reached
    lines = dict(zip([r["idcana"] for r in aep["pipes"].rows], aep["pipes"].shapes, strict=True))
    at = {r["idappareil"]: s for r, s in aep["fittings"]}
    for row in aep["fittings"].of(fnappaep="01"):
        assert lines[row["idcanppale"]].distance(at[row["idappareil"]]) < 0.02


def test_every_street_falls_to_its_plant_through_pumps_where_there_is_none(ass, listed):
    down = defaultdict(set)
    for row in ass["pipes"].rows:
        down[row["idnini"]].add(row["idnterm"])
    level = {r["idouvrage"]: r["z"] for r in ass["structures"].rows}
    wrong = {r["idcana"] for r in ass["pipes"].of(modecirc="01") if r["zaval"] > r["zamont"]}
    assert wrong == listed["ass", "slope reversed"]
    for row in ass["pipes"].of(modecirc="01"):
        if row["idcana"] not in wrong:
            assert level[row["idnterm"]] <= level[row["idnini"]]
    ends = {r["idouvrage"] for r in ass["structures"].rows if r["fnouvass"] in ("02", "05")}
    alone = listed["ass", "island"] | listed["ass", "manhole on no pipe"]
    apart = {
        e for r in ass["pipes"].rows if r["idcana"] in alone for e in (r["idnini"], r["idnterm"])
    }
    for row in ass["structures"].of(fnouvass="06"):
        name = row["idouvrage"]
        if name in apart | alone | listed["ass", "manhole twice"]:
            continue
        assert walk([name], down) & ends, name
    roles = Counter(r["fnouvass"] for r in ass["structures"].rows)
    assert (roles["02"], roles["01"], roles["04"]) == (22, sewer.PUMPED, 1)
    overflow = ass["structures"].of(fnouvass="04")[0]["idouvrage"]
    above = walk([overflow], _upside_down(down))
    combined = {r["idcana"] for r in ass["pipes"].of(typreseau="03") if r["idnini"] in above}
    assert len(combined) > 100


def test_everything_upstream_of_the_overflow_is_what_the_file_says(ass):
    """The trace of Terrier beside a walk from manhole to manhole, by the columns of the file."""
    pipes, nodes = [], []
    for row, shape in ass["pipes"]:
        pipes.append({"ref": row["idcana"], "identifier": row["idcana"], "geometry": shape,
                      "start_node": row["idnini"], "end_node": row["idnterm"], "against": False,
                      "commodity": "wastewater", "connections": row["nbranche"]})  # fmt: skip
    for row, shape in ass["structures"]:
        nodes.append({"ref": row["idouvrage"], "identifier": row["idouvrage"], "geometry": shape,
                      "kind": "manhole", "commodity": "wastewater"})  # fmt: skip
    graph = build(Elements(frame(pipes), frame(nodes), frame([])))
    overflow = ass["structures"].of(fnouvass="04")[0]["idouvrage"]
    found = upstream_of_node(graph, overflow)
    down = defaultdict(set)
    for row in ass["pipes"].rows:
        down[row["idnini"]].add(row["idnterm"])
    above = walk([overflow], _upside_down(down))
    told = [(row, shape) for row, shape in ass["pipes"] if row["idnterm"] in above]
    every = {row["idcana"] for row in ass["pipes"].rows}
    assert set(found.refs) & every == {row["idcana"] for row, _shape in told}
    assert found.length_m == pytest.approx(sum(shape.length for _row, shape in told), rel=1e-6)
    assert found.figures.connections == pytest.approx(
        sum(row["nbranche"] or 0 for row, _shape in told)
    )
    assert len(told) > 100


def _upside_down(ways):
    up = defaultdict(set)
    for start, ends in ways.items():
        for end in ends:
            up[end].add(start)
    return up


def test_mistakes_of_the_water_network_are_those_that_are_listed(aep, listed):
    at = {r["idappareil"]: s for r, s in aep["fittings"]}
    at |= {r["idouvrage"]: s for r, s in aep["structures"]}
    found = defaultdict(set)
    for row, line in aep["pipes"]:
        name, ends = row["idcana"], shapely.get_point(line, [0, -1])
        gaps = [
            end.distance(at[row[n]]) for end, n in zip(ends, ("idnini", "idnterm"), strict=True)
        ]
        first, last = int(row["andebpose"] or 0), int(row["anfinpose"] or 9999)
        told = {
            "near miss": max(gaps) > 0.05,
            "laid in the future": 2026 < last < 9999,
            "period reversed": last < first,
            "code out of the list": len(row["materiau"]) != 2,
        }
        for kind in (k for k, wrong in told.items() if wrong):
            found[kind].add(name)
    found["drawn twice"] = _again([(r["idcana"], s) for r, s in aep["pipes"]])
    lines = aep["pipes"].shapes
    pipes = shapely.STRtree(lines)
    valves = [r["idappareil"] for r in aep["fittings"].of(fnappaep="03")]
    found["valve on no pipe"] = {
        v for v in valves if lines[pipes.nearest(at[v])].distance(at[v]) > 1
    }
    assert dict(found) == {kind: names for (which, kind), names in listed.items() if which == "aep"}


def test_mistakes_of_the_sewer_network_are_those_that_are_listed(ass, listed):
    pipes, structures = ass["pipes"].rows, ass["structures"].rows
    twice = _again([(r["idouvrage"], s) for r, s in ass["structures"]])
    ways = defaultdict(set)
    for row in pipes:
        ways[row["idnini"]].add(row["idnterm"])
        ways[row["idnterm"]].add(row["idnini"])
    ends = [r["idouvrage"] for r in structures if r["fnouvass"] in ("02", "05")]
    served = walk(ends, ways)
    found = {
        "manhole twice": twice,
        "manhole on no pipe": {r["idouvrage"] for r in structures} - set(ways) - twice,
        "island": {r["idcana"] for r in pipes if r["idnini"] not in served},
        "laid in the future": {r["idcana"] for r in pipes if int(r["anfinpose"] or 0) > 2026},
        "slope reversed": {r["idcana"] for r in pipes if (r["zaval"] or 0) > (r["zamont"] or 0)},
    }
    assert found == {kind: names for (which, kind), names in listed.items() if which == "ass"}


def _again(named):
    """Give those that lie where one before lies."""
    seen, again = set(), set()
    for name, shape in named:
        if shape.wkb in seen:
            again.add(name)
        seen.add(shape.wkb)
    return again


def test_gaps_and_doubts_are_there(aep):
    pipes, fittings = aep["pipes"].rows, aep["fittings"]
    share = Counter(r["qualglocxy"] for r in pipes)
    assert set(share) == {"01", "02", "03"}
    assert share["03"] / len(pipes) > 0.3
    assert 0.05 < sum(r["anfinpose"] is None for r in pipes) / len(pipes) < 0.3
    assert 0.01 < sum(r["materiau"] == "00" for r in pipes) / len(pipes) < 0.15
    states = Counter(r["etatvanne"] for r in fittings.of(fnappaep="03"))
    assert set(states) == {"ouverte", "fermée", "inconnu", "hors service"}
    assert min(states.values()) >= 5
    mains = {r["idcana"] for r in aep["pipes"].of(branchemnt="N")}
    assert len(aep["repairs"].rows) == 240
    assert {r["idsuprepar"] for r in aep["repairs"].rows} <= mains


def test_streets_are_in_one_piece(manifest):
    graph = street_graph.of_seed(manifest.seed)
    far, _before = graph.reach([0])
    assert far.max() < float("inf")
