"""Networks through the door: one dataset of several tables, drawn where it may be."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from terrier.apps.catalog.store import store
from terrier.apps.imports.models import Import

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
