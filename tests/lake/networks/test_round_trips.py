"""Networks out and in again: nothing lost of what a model can hold, the rest said."""

from __future__ import annotations

import sqlite3
import zipfile
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyogrio
import pytest
import shapely
import wntr

from terrier.connectors.epanet import Epanet
from terrier.domain.tabular.names import lake_names
from terrier.domain.topology.elements import Elements, Frame, empty_frame
from terrier.domain.topology.models import recognise
from terrier.lake.engine import cursor
from terrier.lake.export.networks import (
    NetworkFormat,
    export_network,
    export_tables_as_inp,
    rows_as_they_came,
)
from terrier.lake.networks.reading import read_elements
from terrier.lake.relation import Relation, literal
from tests.lake.conftest import columns
from tests.raepa_sample import CRS, facts, write_raepa

SAID = ("precision_xy", "precision_z", "circulation", "year_quality", "material")
"""Fields that the standards want said even where nothing is known."""


def network(*paths):
    """Bring files into a lake by another way than the door, and read them as a network."""
    relations = {}
    for path in paths:
        for layer, _ in pyogrio.list_layers(path):
            relations[lake_names([layer])[0]] = kept(path, layer)
    mapping = recognise({n: [c.name for c in r.columns] for n, r in relations.items()})
    return relations, mapping, read_elements(relations, mapping, CRS)


def kept(path, layer):
    """Write a layer as a version file."""
    meta, table = pyogrio.read_arrow(path, layer=layer, datetime_as_string=True)
    shape = meta["geometry_name"] or "wkb_geometry"
    made = path.with_name(f"{path.stem}.{layer}.parquet")
    where = f"ST_Transform(ST_GeomFromWKB(shape), {literal(CRS)}, 'EPSG:4326')"
    shapes = pa.array(table[shape].to_pylist(), pa.binary())
    with cursor() as db:
        db.register("layer", table.drop_columns([shape]).append_column("shape", shapes))
        told = db.execute("DESCRIBE layer").fetchall()
        db.execute(
            "COPY (SELECT row_number() OVER () AS _line, row_number() OVER () AS _row, "
            f"* EXCLUDE (shape), {where} AS geom FROM layer) TO {literal(str(made))} "
            " (FORMAT parquet, GEOPARQUET_VERSION 'BOTH')"
        )
    return Relation(made, columns(**{n: t for n, t, *_ in told if n != "shape"}), has_geometry=True)


def exported(elements, format, tmp_path, **more):
    """Write a network and read it again."""
    target = tmp_path / f"{len(list(tmp_path.iterdir()))}.{format.value}"
    made = export_network(elements, format, target, crs=CRS, **more)
    if not zipfile.is_zipfile(target):
        return made, *network(target)
    folder = target.with_name(f"{target.stem}-out")
    with zipfile.ZipFile(target) as archive:
        archive.extractall(folder)
    return made, *network(*sorted(folder.glob("*.shp")))


@pytest.fixture
def raepa(tmp_path):
    return network(*write_raepa(tmp_path / "raepa"))


@pytest.mark.parametrize("format", [NetworkFormat.RAEPA_SHAPEFILES, NetworkFormat.RAEPA_GEOPACKAGE])
def test_raepa_goes_out_as_it_came(raepa, format, tmp_path):
    relations, mapping, elements = raepa
    extras = rows_as_they_came(relations, mapping)
    made, back_relations, _, back = exported(elements, format, tmp_path, extras=extras)
    assert facts(back.pipes, *SAID) == facts(elements.pipes, *SAID)
    assert facts(back.pipes)["C1"] == facts(elements.pipes)["C1"]
    assert facts(back.pipes)["C4"]["precision_xy"] == "C"
    assert facts(back.nodes, *SAID) == facts(elements.nodes, *SAID)
    rows = rows_as_they_came(back_relations, mapping).values()
    one = next(r for r in rows if r.get("idcana") == "C1")
    assert one["sourgeoloc"] == "GPS"
    assert made.counts["raepa_canalaep_l"] == 4
    # E2 flows against its drawing: 179.0 upstream is at its last point, and goes out as it came.
    assert back.pipes.texts("against").tolist()[-2:] == [False, True]
    levels = [elements.pipes.numbers(name)[-2:].tolist() for name in ("z_start_m", "z_end_m")]
    assert levels == [[180.5, 179.5], [180.0, 179.0]]
    sewer = next(r for r in rows_as_they_came(back_relations, mapping).values()
                 if r.get("idcana") == "E2")  # fmt: skip
    assert (sewer["zamont"], sewer["zaval"]) == (179.0, 179.5)
    assert any("« 77 » n'est dans aucune liste" in told for told in made.losses)


def test_devices_of_sewers_come_back_as_they_were(tmp_path):
    kinds = ["air_valve", "valve", "check_valve", "regulator", "overflow", "other", "unknown"]
    at = np.array([shapely.Point(842000 + 10 * i, 6580000) for i in range(len(kinds))], object)
    told = {
        "identifier": np.array([f"E{i}" for i in range(len(kinds))], object),
        "kind": np.array(kinds, object),
        "commodity": np.full(len(kinds), "wastewater", object),
    }
    refs = np.array([f"ouvrages/E{i}" for i in range(len(kinds))], object)
    elements = Elements(empty_frame(), Frame(refs, at, told))
    made, relations, mapping, once = exported(elements, NetworkFormat.STAREAU, tmp_path)
    assert set(made.counts) == {"ass_equipement"}
    assert not [one for one in made.losses if "kind" in one or "nature" in one]
    assert once.nodes.texts("kind").tolist() == kinds
    # A second time with the rows as they came: a valve typed otherwise keeps its type.
    extras = rows_as_they_came(relations, mapping)
    again, _, _, twice = exported(once, NetworkFormat.STAREAU, tmp_path, extras=extras)
    assert twice.nodes.texts("kind").tolist() == kinds
    assert again.losses == ()


def test_raepa_to_stareau_and_back(raepa, tmp_path):
    elements = raepa[2]
    made, relations, mapping, stareau = exported(elements, NetworkFormat.STAREAU, tmp_path)
    assert set(made.counts) == {
        "aep_canalisation", "aep_canalisation_branchement", "ass_canalisation", "aep_vanne",
        "aep_point_mesure", "aep_reservoir", "aep_point_livraison",
    }  # fmt: skip
    with sqlite3.connect(made.path) as file:
        told = file.execute("PRAGMA table_info(aep_canalisation)").fetchall()
        needed = {name for _, name, _, not_null, _, _ in told if not_null}
        empty = file.execute("SELECT an_pose_sup, noeudinitial, materiau FROM aep_canalisation "
                             "WHERE id_canalisation = 'C4'").fetchone()  # fmt: skip
    assert {"geom", "type_reseau", "insee_commune", "materiau", "noeudinitial"} <= needed
    assert "localisation" not in needed
    assert empty == ("2010", "non_renseigne", "non_renseigne")
    assert mapping.model == "stareau"
    pipes = facts(stareau.pipes)
    assert pipes["C1"]["start_node"] == "A1"
    assert "start_node" not in pipes["C4"]
    assert "owner" not in pipes["C2"]
    assert "laid_to" not in pipes["C3"]
    extras = rows_as_they_came(relations, mapping)
    again, _, _, same = exported(stareau, NetworkFormat.STAREAU, tmp_path, extras=extras)
    assert facts(same.pipes) == pipes
    assert facts(same.nodes) == facts(stareau.nodes)
    assert again.losses == ()
    _, _, _, back = exported(stareau, NetworkFormat.RAEPA_GEOPACKAGE, tmp_path)
    # Without the way, the altitudes upstream and downstream are those of the drawing.
    not_in_stareau = ("depth_m", "year_quality", "against", "function", "z_start_m", "z_end_m")
    lost = (*SAID, *not_in_stareau, "status", "connection")
    assert facts(back.pipes, *lost) == facts(elements.pipes, *lost)
    materials = {n: f["material"] for n, f in facts(back.pipes).items()}
    # PVC U becomes PVC in StaR-Eau, which RAEPA cannot say: never a guess.
    assert materials == {
        "C1": "fd", "C2": "autre", "C3": "acier", "C4": "inc", "E1": "gres", "E2": "btna",
    }  # fmt: skip
    assert any("« PVC U lisse »" in told for told in made.losses)
    # The way of the water, which StaR-Eau does not hold, is told before anybody relies on it.
    assert any("écoulement contraire au tracé" in told for told in made.losses)


def test_repairs_and_what_raepa_cannot_hold(tmp_path):
    def frame(shapes, **columns):
        made = {n: np.array(v, object) for n, v in columns.items()}
        refs = np.array([f"fuites_ass/{i}" for i in range(len(shapes))], object)
        return Frame(refs, np.array(shapes, object), made)

    gas = frame(
        [shapely.LineString([(0, 0), (9, 0)]), shapely.LineString([(0, 0), (5, 5)])],
        identifier=["G", "W"], commodity=["gas", "drinking_water"], address=[None, "Rue Haute"],
        material=["pvc", "beton"],
    )  # fmt: skip
    repairs = frame(
        [shapely.Point(842000.0, 6580000.5)],
        identifier=["R1"], failure=["fissure"], repaired=["C1"], date=["2023-04-05"],
    )  # fmt: skip
    target = tmp_path / "r.gpkg"
    made = export_network(
        Elements(gas, empty_frame()), NetworkFormat.RAEPA_GEOPACKAGE, target, crs=CRS,
        repairs=repairs,
    )  # fmt: skip
    assert made.counts == {"raepa_canalaep_l": 1, "raepa_reparass_p": 1}
    _, table = pyogrio.read_arrow(target, layer="raepa_reparass_p")
    row = table.to_pylist()[0]
    assert (row["idrepar"], row["defreparee"], row["idsuprepar"]) == ("R1", "04", "C1")
    assert (row["x"], row["y"], str(row["daterepar"])) == (842000.0, 6580000.5, "2023-04-05")
    told = " ".join(made.losses)
    for said in ("gaz (1 fois)", "« Béton, sans précision »", "« adresse »"):
        assert said in told
    assert list(tmp_path.iterdir()) == [target]


def test_an_epanet_file_from_its_tables(tmp_path):
    source = Path(find_spec("wntr").origin).parent / "library/networks/Net3.inp"
    relations, connector = {}, Epanet()
    for part in connector.probe(source, "epanet", {}).parts:
        staged = tmp_path / f"{part.title}.staged.parquet"
        connector.stage(source, "epanet", part.source, part.reading, staged, lambda *_: None)
        out = staged.with_suffix(".kept.parquet")
        with cursor() as db:
            db.execute(
                f"COPY (SELECT row_number() OVER (ORDER BY _line) AS _row, * FROM "
                f"{literal(str(staged))}) TO {literal(str(out))} (FORMAT parquet)"
            )
        types = dict(zip(part.columns, part.types, strict=True))
        relations[part.title] = Relation(out, columns(**types))
    target = tmp_path / "out.inp"
    made = export_tables_as_inp(relations, target)
    assert (made.counts["pipes"], made.losses) == (117, ())
    before, after = (
        {k: v for k, v in wntr.network.WaterNetworkModel(str(p)).to_dict().items() if k != "name"}
        for p in (source, target)
    )
    for family in ("nodes", "links", "patterns", "curves", "controls"):
        ordered = [sorted(d[family], key=lambda e: str(e.get("name", e))) for d in (before, after)]
        assert ordered[0] == ordered[1]
    assert before["options"] == after["options"]
