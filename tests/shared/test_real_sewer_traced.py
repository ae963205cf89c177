"""The RAEPA sewer of ../shared/data: built, traced and closed as reading its names tells."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyogrio
import pytest
import shapely

from terrier.domain.topology.doubts import Doubt
from terrier.domain.topology.elements import Elements
from terrier.domain.topology.graph import Graph, build
from terrier.domain.topology.isolation import isolate
from terrier.domain.topology.tracing import connected, downstream, upstream, upstream_of_node
from tests.conftest import SHARED
from tests.domain.topology.handing_over import frame
from tests.domain.topology.invented import apart

pytestmark = pytest.mark.shared

OUTLET = "RV1"


class Sewer:
    """The rows of the three files."""

    def __init__(self, folder: Path) -> None:
        for file in (SHARED / "reseaux").glob("raepa_*"):
            shutil.copy(file, folder)
        self.pipes, self.apps, self.works = (
            self._read(folder / f"raepa_{name}_test.shp") for name in ("cana", "app", "ouv")
        )
        self.lines = [list(shapely.from_wkb(row["geometry"]).coords) for row in self.pipes]

    @staticmethod
    def _read(file: Path) -> list[dict]:
        told, _, geometry, columns = pyogrio.raw.read(file)
        rows = [dict(zip(told["fields"], row, strict=True)) for row in zip(*columns, strict=True)]
        return [{**row, "geometry": g} for row, g in zip(rows, geometry, strict=True)]

    def elements(self) -> Elements:
        """Read the rows as a network: nought is no level."""
        pipes = [
            {"ref": f"cana/{n}", "geometry": shapely.from_wkb(row["geometry"]),
             "start_node": row["id_nd_amon"], "end_node": row["id_nd_aval"],
             "z_start_m": row["fe_amont"] or None, "z_end_m": row["fe_aval"] or None,
             "connection": row["branchemnt"] == "O", "connections": row["nbranche"]}
            for n, row in enumerate(self.pipes)
        ]  # fmt: skip
        nodes = [
            {"ref": f"{table}/{n}", "identifier": row[key], "kind": kind,
             "geometry": shapely.from_wkb(row["geometry"])}
            for table, rows, key, kind in (
                ("ouv", self.works, "idouvrage", "manhole"),
                ("app", self.apps, "idappareil", "connection"),
            )
            for n, row in enumerate(rows)
        ]  # fmt: skip
        return Elements(frame(pipes, ("z_start_m", "z_end_m", "connections")), frame(nodes))

    def flows_to(self, name: str) -> set[int]:
        """Follow names upwards: a connection enters the main on which its fitting stands."""
        found: set[int] = set()
        left = [name]
        while left:
            node = left.pop()
            for n, row in enumerate(self.pipes):
                if row["id_nd_aval"] == node and n not in found:
                    found.add(n)
                    left.append(row["id_nd_amon"])
                    left += self._fittings_on(n)
        return found

    def _fittings_on(self, pipe: int) -> list[str]:
        ends = (self.pipes[pipe]["id_nd_amon"], self.pipes[pipe]["id_nd_aval"])
        found = []
        for row in self.apps:
            at = shapely.from_wkb(row["geometry"]).coords[0]
            if row["idappareil"] not in ends and apart(at, self.lines[pipe]) < 0.1:
                found.append(row["idappareil"])
        return found


@pytest.fixture(scope="module")
def sewer(tmp_path_factory: pytest.TempPathFactory) -> Sewer:
    return Sewer(tmp_path_factory.mktemp("raepa"))


@pytest.fixture(scope="module")
def graph(sewer: Sewer) -> Graph:
    return build(sewer.elements())


def _pipes(refs: tuple[str, ...]) -> set[int]:
    return {int(ref.split("/")[1]) for ref in refs if ref.startswith("cana/")}


def test_everything_flows_to_the_outlet(sewer: Sewer, graph: Graph) -> None:
    every = set(range(len(sewer.pipes)))
    row = next(n for n, work in enumerate(sewer.works) if work["idouvrage"] == OUTLET)
    assert _pipes(upstream_of_node(graph, f"ouv/{row}").refs) == every
    # Names alone lose four pipes: two name a fitting that is not there, one a node far away.
    by_name = sewer.flows_to(OUTLET)
    assert every - by_name == {0, 7, 10, 20}
    joined_by_place = {*graph.doubts.of(Doubt.NO_END_NODE), *graph.doubts.of(Doubt.FAR_END_NODE)}
    assert {"cana/0", "cana/20", "cana/6"} <= joined_by_place


def test_up_and_down_as_names_tell(sewer: Sewer, graph: Graph) -> None:
    for pipe, row in enumerate(sewer.pipes):
        (edge, *_) = graph.edges_of(f"cana/{pipe}")
        found = _pipes(upstream(graph, [edge]).refs)
        assert sewer.flows_to(row["id_nd_amon"]) <= found | {pipe}
        for other in found - {pipe}:
            assert pipe in _pipes(downstream(graph, graph.edges_of(f"cana/{other}")[-1:]).refs)


def test_a_level_that_climbs_turns_nothing(graph: Graph) -> None:
    assert graph.doubts.of(Doubt.FLOW_UPHILL) == ("cana/52",)
    assert not graph.doubts.of(Doubt.FLOW_BY_LEVELS)


def test_all_hangs_together_and_nothing_closes_it(sewer: Sewer, graph: Graph) -> None:
    found = connected(graph, [0])
    assert _pipes(found.refs) == set(range(len(sewer.pipes)))
    drawn = sum(shapely.from_wkb(row["geometry"]).length for row in sewer.pipes)
    assert found.length_m == pytest.approx(drawn)
    assert found.figures.connections == sum(row["branchemnt"] == "O" for row in sewer.pipes)
    closure = isolate(graph, [0])
    assert not closure.to_close
    assert not closure.source_known
    assert closure.zone.all()
    assert not closure.secondary.any()
