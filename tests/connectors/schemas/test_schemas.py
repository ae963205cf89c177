from __future__ import annotations

import csv
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from terrier.connectors.schemas import check, matching_schema
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


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "errors"), [("exemple-valide", False), ("exemple-invalide", True)]
)
def test_the_official_samples_of_car_parks(tmp_path, name, errors):
    path = SHARED / "stationnement" / f"stationnement_{name}.csv"
    header, *rows = csv.reader(path.read_text(encoding="utf-8").splitlines())
    columns = {c: [row[i] for row in rows] for i, c in enumerate(header)}
    schema = matching_schema(header, SHARED / "schemas")

    told = check(staged(tmp_path, columns), header, header, schema)

    assert schema.title == "Lieux de stationnement"
    assert bool(told.errors_count) is errors, told.errors
