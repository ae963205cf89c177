"""EPANET files written back: EPANET itself finds the same pressures and flows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely
import wntr

from terrier.domain.topology.elements import Elements, Frame
from terrier.domain.topology.models.epanet_rows import to_epanet
from terrier.domain.topology.models.epanet_text import text_of
from tests.connectors.epanet.test_reading import NETWORKS, Tables, read

SIMULATED = (
    "Net1.inp", "Net2.inp", "Net3.inp", "Anytown.inp", "Richmond_skeleton.inp", "Hanoi.inp",
    "Todini_Fig2_solA_CMH.inp", "io.inp",
)  # fmt: skip
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:wntr")


def simulated(path: Path, prefix: Path, tables: Tables) -> dict[str, dict[str, float]]:
    """Let EPANET compute the first moment of a file."""
    toolkit = wntr.epanet.toolkit.ENepanet()
    toolkit.ENopen(str(path), f"{prefix}.rpt", f"{prefix}.bin")
    toolkit.ENopenH()
    toolkit.ENinitH(0)
    toolkit.ENrunH()
    nodes = range(1, toolkit.ENgetcount(wntr.epanet.util.EN.NODECOUNT) + 1)
    pressures = {toolkit.ENgetnodeid(n): toolkit.ENgetnodevalue(n, 11) for n in nodes}
    links = [r["id"] for title in ("pipes", "pumps", "valves") for r in tables.get(title, [])]
    flows = {n: toolkit.ENgetlinkvalue(toolkit.ENgetlinkindex(n), 8) for n in links}
    toolkit.ENcloseH()
    toolkit.ENclose()
    return {"pressure": pressures, "flow": flows}


@pytest.mark.parametrize("name", SIMULATED)
def test_a_file_goes_out_as_it_came(name: str, tmp_path: Path) -> None:
    tables, _ = read(NETWORKS[name], tmp_path)
    written = tmp_path / "out.inp"
    written.write_text(text_of(tables), "utf-8")
    before = simulated(NETWORKS[name], tmp_path / "before", tables)
    after = simulated(written, tmp_path / "after", tables)
    for what, values in before.items():
        assert after[what].keys() == values.keys()
        assert after[what] == pytest.approx(values, rel=1e-5, abs=1e-4)
    again, _ = read(written, tmp_path)
    for title, rows in tables.items():
        if title != "sections":
            assert [without_line(r) for r in again[title]] == [without_line(r) for r in rows]
    other = sorted((r["section"], r["text"].strip()) for r in again["sections"])
    places = {"COORDINATES"}
    kept = sorted(
        (r["section"], r["text"].strip()) for r in tables["sections"] if r["section"] not in places
    )
    assert [o for o in other if o[0] not in places] == kept


def without_line(row: dict[str, object]) -> dict[str, object]:
    return {k: v for k, v in row.items() if k != "_line"}


def frame(shapes: list[shapely.Geometry], **columns: list[object]) -> Frame:
    made = {}
    for name, values in columns.items():
        numbers = all(isinstance(v, float) for v in values)
        made[name] = np.array(values, float if numbers else object)
    refs = np.array([f"t/{i}" for i in range(len(shapes))], dtype=object)
    return Frame(refs, np.array(shapes, dtype=object), made)


def test_a_network_of_another_model(tmp_path: Path) -> None:
    pipes = frame(
        [shapely.LineString(c) for c in (
            [(0, 0), (50, 10), (100, 0)], [(100, 0), (200, 0)], [(200, 0), (300, 0)],
            [(0, 0), (0, 90)], [(0, 0), (9, 9)],
        )],
        identifier=["C 1", "C2", None, "E1", "old"],
        commodity=["drinking_water", "drinking_water", "drinking_water", "wastewater", None],
        status=["in_service", None, "in_service", None, "abandoned"],
        diameter_mm=[150.0, 100.0, np.nan, 200.0, 80.0],
        length_m=[120.0, np.nan, np.nan, np.nan, np.nan],
        start_node=["R", None, None, None, None],
        state=[None, "closed", None, None, None],
    )  # fmt: skip
    nodes = frame(
        [shapely.Point(0, 0), shapely.Point(100, 0)],
        identifier=["R", "V1"],
        kind=["tank", "valve"],
        z_m=[60.0, 12.5],
    )
    tables, losses = to_epanet(Elements(pipes, nodes))
    assert [(p["id"], p["node1"], p["node2"], p["status"]) for p in tables["pipes"]] == [
        ("C_1", "R", "V1", "OPEN"), ("C2", "V1", "J3", "CLOSED"), ("P3", "J3", "J4", "OPEN"),
    ]  # fmt: skip
    assert [p["length_m"] for p in tables["pipes"]] == [120.0, 100.0, 100.0]
    for said in ("Diamètre inconnu", "assainissement", "pas en service", "Rugosité", "« vanne »"):
        assert any(said in told for told in losses), said
    path = tmp_path / "made.inp"
    path.write_text(text_of(tables))
    found = simulated(path, tmp_path / "made", tables)
    # Full tank: 3 m over 60 m, nothing is drawn.
    assert found["pressure"]["V1"] == pytest.approx(63.0 - 12.5, abs=0.01)
    model = wntr.network.WaterNetworkModel(str(path))
    assert model.get_link("C_1").vertices == [(50.0, 10.0)]
    assert model.get_link("C2").initial_status.name == "Closed"
