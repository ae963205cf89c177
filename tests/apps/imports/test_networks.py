"""Networks through the door: one dataset of several tables, drawn where it may be."""

from __future__ import annotations

import zipfile
from importlib.util import find_spec
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import shapely

from terrier.apps.catalog import authority
from terrier.apps.catalog.store import store
from terrier.apps.imports.models import Import
from terrier.domain.access.policy import Sight
from terrier.domain.topology.models import recognise
from terrier.lake.networks.reading import read_elements
from tests.raepa_sample import CRS, facts, lines, write_raepa

pytestmark = pytest.mark.django_db
WNTR = Path(find_spec("wntr").origin).parent / "library/networks"


def kept(version):
    """Give the rows of every table of a version."""
    return {
        t.table.name: sorted(
            pq.read_table(store().path(t.path)).to_pylist(), key=lambda r: r["_row"]
        )
        for t in version.tables.select_related("table")
    }


def test_an_epanet_network_with_coordinates_of_a_drawing(door):
    importing = door.bring((WNTR / "Net3.inp").read_bytes(), "Net3.inp")
    tables = kept(importing.version)
    assert {n: len(t) for n, t in tables.items()} == {
        "junctions": 92, "reservoirs": 2, "tanks": 3, "pipes": 117, "pumps": 2, "sections": 203,
    }  # fmt: skip
    assert all(t["geometry"] is None for t in importing.plan["tables"])
    node = tables["junctions"][0]
    assert (node["id"], node["elevation_ft"], node["x"], node["y"]) == ("10", 147.0, 9.0, 27.85)
    for told in importing.version.receipt["tables"]:
        equation = told["equation"]
        assert equation["records"] == equation["inserted"] > 0


LAMBERT = (
    "[JUNCTIONS]\nA 180\nB 185\n[PIPES]\nP1 A B 120 100 0.1\n[OPTIONS]\nUnits CMH\n"
    "[COORDINATES]\nA 842000 6580000\nB 842100 6580050\n"
)


def test_an_epanet_network_that_falls_in_the_territory(door):
    importing = door.read(LAMBERT, "reseau.inp")
    assert importing.state == Import.State.PROPOSED
    crs = {t["name"]: t["geometry"] and t["geometry"]["crs"] for t in importing.plan["tables"]}
    assert crs == {"junctions": "EPSG:2154", "pipes": "EPSG:2154", "sections": None}
    tables = kept(door.launch(importing).version)
    assert tables["pipes"][0]["geom"] is not None
    assert tables["pipes"][0]["length_m"] == 120.0


@pytest.fixture
def raepa_zip(tmp_path):
    write_raepa(tmp_path / "raepa")
    packed = tmp_path / "raepa.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for file in (tmp_path / "raepa").iterdir():
            archive.write(file, file.name)
    return packed


def network(version):
    """Read a version as a network, as its tables say."""
    relations = {
        t.table.name: authority.relation(Sight(visible=True), version.dataset, t)
        for t in version.tables.select_related("table")
    }
    mapping = recognise({n: [c.name for c in r.columns] for n, r in relations.items()})
    return relations, mapping, read_elements(relations, mapping, CRS)


def test_raepa_comes_in_whole(door, raepa_zip):
    version = door.bring(raepa_zip.read_bytes(), "raepa.zip").version
    _, mapping, elements = network(version)
    assert mapping.model == "raepa"
    assert {n: t.role.value for n, t in mapping.tables.items()} == {
        "raepa_canalaep_l": "pipes", "raepa_canalass_l": "pipes",
        "raepa_apparaep_p": "nodes", "raepa_ouvraep_p": "nodes",
    }  # fmt: skip
    pipes, nodes = facts(elements.pipes), facts(elements.nodes)
    assert pipes["C1"] == {
        "identifier": "C1", "commodity": "drinking_water", "status": "in_service",
        "owner": "Commune de Préty", "operator": "Régie", "material": "fd", "diameter_mm": 150.0,
        "laid_from": 1980.0, "laid_to": 1987.0, "year_quality": "récolement",
        "precision_xy": "A", "precision_z": "C", "depth_m": 1.2, "updated_on": "2024-05-06",
        "function": "distribution", "circulation": "forced", "length_m": 120.0,
        "start_node": "A1", "end_node": "A2", "connection": False,
        "place": shapely.to_wkt(lines(1)[0], 3),
    }  # fmt: skip
    assert pipes["C2"]["commodity"] == "raw_water"
    assert pipes["C3"]["material"] == "acier"
    assert "material" not in pipes["C4"]
    assert "precision_xy" not in pipes["C4"]
    assert (pipes["E1"]["commodity"], pipes["E2"]["against"]) == ("wastewater", True)
    assert {n: f["kind"] for n, f in nodes.items()} == {
        "A1": "valve", "A2": "meter", "A3": "hydrant", "O1": "tank",
    }  # fmt: skip
