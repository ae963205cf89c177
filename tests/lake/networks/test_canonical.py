"""Tables read through a mapping: what one row says by two columns, or in a unit of its own."""

from __future__ import annotations

import numpy as np

from terrier.domain.topology.elements import NodeKind, Role
from terrier.domain.topology.mapping import FieldSource, NetworkMapping, TableMapping
from terrier.domain.topology.models import recognise
from terrier.lake.engine import cursor
from terrier.lake.networks.reading import read_elements
from terrier.lake.relation import Relation, literal
from tests.lake.conftest import columns


def table(path, rows: list[dict[str, object]], *unseen: str) -> Relation:
    """Write rows of text as a version file; a reader does not see the columns of `unseen`."""
    names = list(rows[0])
    values = ", ".join(
        "(" + ", ".join("NULL" if r[n] is None else literal(str(r[n])) for n in names) + ")"
        for r in rows
    )
    with cursor() as db:
        db.execute(
            "COPY (SELECT row_number() OVER () AS _line, row_number() OVER () AS _row, *"
            f" FROM (VALUES {values}) t({', '.join(names)})) TO {literal(str(path))}"
            " (FORMAT parquet)"
        )
    return Relation(path, columns(**{n: "VARCHAR" for n in names if n not in unseen}))


def test_a_measure_is_read_in_the_unit_of_its_row(tmp_path):
    urn = "urn:ogc:def:uom:OGC:1.0:metre"
    said = [("0,2", urn), ("200", "mm"), (" 20", " CM "), ("2", "urn:ogc:def:uom:EPSG::9001"),
            ("8", "[in_i]"), ("100", None), ("100", ""), ("x", "mm"), (None, "mm")]  # fmt: skip
    rows = [{"gml_id": i, "sensible": "false", "dimension": d, "dimension_uom": u}
            for i, (d, u) in enumerate(said)]  # fmt: skip
    relation = table(tmp_path / "eau.parquet", rows)
    mapping = recognise({"canalisation_eau": list(rows[0])})
    pipes = read_elements({"canalisation_eau": relation}, mapping, "EPSG:2154").pipes
    none = float("nan")
    expected = [200, 200, 200, 2000, none, none, none, none, none]
    assert np.allclose(pipes.numbers("diameter_mm"), expected, equal_nan=True)
    # What no number is made of is kept as it was written, to be reported.
    raw = pipes.raw["diameter_mm"].tolist()
    assert raw[4:8] == ["8 [in_i]", "100 sans unité", "100 sans unité", "x mm"]
    # A reader who does not see the units sees no number.
    hidden = {"canalisation_eau": table(tmp_path / "b.parquet", rows, "dimension_uom")}
    assert "diameter_mm" not in read_elements(hidden, mapping, "EPSG:2154").pipes.columns


def test_the_type_of_a_device_says_what_its_function_does_not(tmp_path):
    common = {"type_reseau": "aep", "etat_service": "en_service"}
    valves = [
        ("coupure", "papillon"), ("coupure", "clapet"), ("non_renseigne", "clapet"),
        ("purge", "clapet"), ("zz", "clapet"), ("zz", "opercule"), ("coupure", None),
    ]  # fmt: skip
    devices = [
        ("deversoir_orage", "vanne"), ("non_renseigne", "ventouse"), ("autre", "vanne"),
        ("anti_retour", "seuil"), ("non_determine", "venturi"), (None, "porte_flots"),
    ]  # fmt: skip
    rows = {
        "aep_vanne": [common | {"fonction_vanne": f, "type_vanne": t} for f, t in valves],
        "ass_equipement": [
            common | {"fonction_equipement": f, "type_equipement": t} for f, t in devices
        ],
    }
    relations = {name: table(tmp_path / f"{name}.parquet", some) for name, some in rows.items()}
    mapping = recognise({name: list(some[0]) for name, some in rows.items()})
    assert NetworkMapping.from_json(mapping.to_json()) == mapping
    kinds = read_elements(relations, mapping, "EPSG:2154").nodes.texts("kind").tolist()
    valve, check = NodeKind.VALVE, NodeKind.CHECK_VALVE
    assert kinds[:7] == [valve, check, check, NodeKind.DRAIN, check, None, valve]
    assert kinds[7:] == [
        NodeKind.OVERFLOW, NodeKind.AIR_VALVE, valve, check, NodeKind.UNKNOWN, check
    ]  # fmt: skip


def test_a_plain_number_has_the_factor_of_its_mapping(tmp_path):
    relation = table(tmp_path / "c.parquet", [{"d": "0.1"}, {"d": "0,25"}, {"d": None}])
    fields = {"diameter_mm": FieldSource("d", factor=1000.0)}
    mapping = NetworkMapping("guided", tables={"c": TableMapping(Role.PIPES, fields)})
    pipes = read_elements({"c": relation}, mapping, "EPSG:2154").pipes
    assert np.allclose(pipes.numbers("diameter_mm"), [100, 250, np.nan], equal_nan=True)
    assert "diameter_mm" not in pipes.raw
