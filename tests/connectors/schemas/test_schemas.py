from __future__ import annotations

import csv
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from terrier.connectors.schemas import check, conformity, matching_schema
from tests.conftest import SHARED

SCHEMA = {
    "title": "Bancs publics",
    "version": "1.0",
    "fields": [
        {"name": "id", "type": "string", "constraints": {"required": True, "pattern": "^B[0-9]+$"}},
        {"name": "places", "type": "integer", "constraints": {"minimum": 1}},
        {"name": "etat", "type": "string", "constraints": {"enum": ["bon", "mauvais"]}},
        {"name": "pose", "type": "date", "constraints": {"required": True}},
    ],
}


@pytest.fixture
def schemas(tmp_path):
    folder = tmp_path / "schemas" / "ville" / "bancs" / "latest"
    folder.mkdir(parents=True)
    (folder / "schema.json").write_text(json.dumps(SCHEMA), encoding="utf-8")
    (tmp_path / "schemas" / "index.json").write_text("[]", encoding="utf-8")
    return tmp_path / "schemas"


def staged(tmp_path, columns):
    out = tmp_path / "staged.parquet"
    rows = len(next(iter(columns.values())))
    pq.write_table(pa.table({"_line": range(2, rows + 2), **columns}), out)
    return out


def test_a_header_is_matched_without_case_or_accents(schemas):
    found = matching_schema(["ID", "Places", "État", "pose", "remarque"], schemas)

    assert found is not None
    assert (found.id, found.title) == ("ville/bancs", "Bancs publics")


@pytest.mark.parametrize("labels", [["id", "nom", "adresse"], [], ["id", "places"]])
def test_a_header_of_something_else_matches_nothing(schemas, labels):
    assert matching_schema(labels, schemas) is None


def test_no_folder_no_schema():
    assert matching_schema(["id"], None) is None


def test_errors_say_line_field_value_and_rule(schemas, tmp_path):
    columns = {
        "id": ["B1", "x", None],
        "places": ["3", "0", "deux"],
        "etat": ["bon", "neuf", "mauvais"],
    }
    schema = matching_schema([*columns, "pose"], schemas)

    told = check(staged(tmp_path, columns), list(columns), list(columns), schema)

    assert (told.rows_checked, told.complete, told.errors_count) == (3, True, 6)
    found = [(e.line, e.field, e.value) for e in told.errors]
    assert found == [
        (None, "pose", ""), (3, "id", "x"), (4, "id", ""), (3, "places", "0"),
        (4, "places", "deux"), (3, "etat", "neuf"),
    ]  # fmt: skip
    rules = [e.rule for e in told.errors]
    assert "absente" in rules[0]
    assert "motif" in rules[1]
    assert "obligatoire" in rules[2]
    assert "au moins 1" in rules[3]
    assert "entier" in rules[4]
    assert "bon, mauvais" in rules[5]


def test_a_long_table_is_checked_in_part_and_says_so(schemas, tmp_path):
    columns = {"id": ["x"] * 500, "places": ["1"] * 500, "etat": ["bon"] * 500}
    schema = matching_schema([*columns, "pose"], schemas)

    told = check(staged(tmp_path, columns), list(columns), list(columns), schema, rows=300)

    assert (told.rows_checked, told.complete) == (300, False)
    assert told.errors_count == 301
    assert len(told.errors) == 200


def test_spellings_aliases_and_required_fields_alone_match(schemas):
    path = schemas / "ville" / "bancs" / "latest" / "schema.json"
    fields = [
        *SCHEMA["fields"],
        *({"name": f"option{n}", "type": "string"} for n in range(2)),
        {"name": "numeroDuBanc", "aliases": ["banc"], "constraints": {"required": True}},
    ]
    path.write_text(json.dumps({**SCHEMA, "fields": fields}), encoding="utf-8")

    assert matching_schema(["ID", "POSE", "banc"], schemas) is not None
    assert matching_schema(["NUMERO_DU_BANC", "id", "pose"], schemas) is not None
    assert matching_schema(["id", "pose", "nom"], schemas) is None


def test_a_file_that_is_no_json_is_no_schema(schemas):
    (schemas / "notes.json").write_text("à faire", encoding="utf-8")

    assert matching_schema(["id", "places", "etat", "pose"], schemas) is not None


def test_a_value_that_must_be_unique(schemas, tmp_path):
    path = schemas / "ville" / "bancs" / "latest" / "schema.json"
    fields = [{"name": "id", "type": "string", "constraints": {"unique": True}}]
    path.write_text(json.dumps({**SCHEMA, "fields": fields}), encoding="utf-8")

    told = check(
        staged(tmp_path, {"id": ["A", "B", "A"]}), ["id"], ["id"], matching_schema(["id"], schemas)
    )

    assert [(e.line, e.value, e.rule) for e in told.errors] == [
        (4, "A", "doit être unique dans la colonne")
    ]


def test_the_check_runs_in_a_child_process(schemas, tmp_path):
    columns = {"id": ["B1", "x"], "places": ["3", "0"], "etat": ["bon"] * 2, "pose": [None] * 2}
    names = list(columns)

    told = conformity(staged(tmp_path, columns), names, names, schemas)

    assert (told.title, told.rows_checked, told.errors_count) == ("Bancs publics", 2, 4)
    assert conformity(staged(tmp_path, {"a": ["1"]}), ["a"], ["a"], schemas) is None


OFFICIAL = [
    ("stationnement/stationnement_exemple-valide.csv", "etalab/schema-stationnement", 0),
    ("stationnement/stationnement_exemple-invalide.csv", "etalab/schema-stationnement", 1),
    ("irve/exemple-valide-statique.csv", "etalab/schema-irve-statique", 0),
    ("irve/exemple-valide-dynamique.csv", "etalab/schema-irve-dynamique", 0),
]


@pytest.mark.shared
@pytest.mark.parametrize(("name", "schema", "least"), OFFICIAL, ids=[o[0] for o in OFFICIAL])
def test_the_official_samples(tmp_path, name, schema, least):
    text = (SHARED / name).read_text(encoding="utf-8-sig")
    separator = ";" if text.split("\n")[0].count(";") else ","
    header, *rows = csv.reader(text.splitlines(), delimiter=separator)
    columns = {c: [row[i] or None for row in rows] for i, c in enumerate(header)}
    found = matching_schema(header, SHARED / "schemas")

    assert found is not None
    assert found.id == schema
    told = check(staged(tmp_path, columns), header, header, found)
    assert bool(told.errors_count) is bool(least), told.errors


@pytest.mark.shared
def test_deliberations_of_a_council(tmp_path):
    folder = SHARED / "schemas"
    schema = json.loads((folder / "scdl/deliberations/latest/schema.json").read_text("utf-8"))
    header = [field["name"] for field in schema["fields"]]
    columns = {name: [None] for name in header}
    columns["COLL_NOM"], columns["DELIB_DATE"] = ["Tournus"], ["03/02/2024"]

    told = check(
        staged(tmp_path, columns), header, [h.lower() for h in header],
        matching_schema([h.lower() for h in header], folder),
    )  # fmt: skip

    assert told.schema.startswith("scdl/deliberations")
    by_field = {e.field: e for e in told.errors}
    assert by_field["DELIB_DATE"].value == "03/02/2024"
    assert "AAAA-MM-JJ" in by_field["DELIB_DATE"].rule
    assert by_field["COLL_SIRET"].rule.startswith("valeur obligatoire")
    assert "COLL_NOM" not in by_field
