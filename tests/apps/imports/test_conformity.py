"""A header that matches a national schema gets its conformity in the receipt."""

from __future__ import annotations

import json

import pytest

from tests.conftest import SHARED

SCHEMA = {
    "title": "Bancs publics",
    "version": "1.0",
    "fields": [
        {"name": "id", "constraints": {"required": True, "pattern": "^B[0-9]+$"}},
        {"name": "places", "type": "integer"},
        {"name": "pose", "type": "date"},
    ],
}
TABLE = "ID;Places;pose\nB1;3;2024-02-03\nx;4;03/02/2024\n"


@pytest.mark.django_db
def test_the_receipt_lists_each_departure(door, settings, tmp_path, client):
    settings.SCHEMAS = tmp_path / "schemas"
    settings.SCHEMAS.mkdir()
    (settings.SCHEMAS / "bancs.json").write_text(json.dumps(SCHEMA), encoding="utf-8")

    version = door.bring(TABLE).version

    conformity = version.receipt["tables"][0]["conformity"]
    assert conformity["title"] == "Bancs publics"
    assert [(e["line"], e["field"], e["value"]) for e in conformity["errors"]] == [
        (3, "id", "x"),
        (3, "pose", "03/02/2024"),
    ]


@pytest.mark.django_db
def test_without_the_setting_there_is_no_conformity(door, settings):
    settings.SCHEMAS = None

    assert door.bring(TABLE).version.receipt["tables"][0]["conformity"] is None


@pytest.mark.shared
@pytest.mark.django_db
@pytest.mark.parametrize(("name", "right"), [("valide", True), ("invalide", False)])
def test_the_official_samples_of_car_parks(door, settings, name, right):
    settings.SCHEMAS = SHARED / "schemas"
    file = SHARED / "stationnement" / f"stationnement_exemple-{name}.csv"

    version = door.bring(file.read_bytes()).version

    conformity = version.receipt["tables"][0]["conformity"]
    assert conformity["title"] == "Lieux de stationnement"
    assert (conformity["errors_count"] == 0) is right
