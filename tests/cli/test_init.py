"""`terrier init` says what it made, and which communes have no outline."""

import json

import pytest

from terrier.cli.main import main

pytestmark = pytest.mark.django_db


def test_missing_outlines_are_named(tmp_path, capsys):
    elsewhere = tmp_path / "ailleurs.geojson"
    square = [[[4, 47], [4.1, 47], [4.1, 47.1], [4, 47]]]
    feature = {
        "type": "Feature",
        "properties": {"code": "21054", "nom": "Beaune"},
        "geometry": {"type": "Polygon", "coordinates": square},
    }
    elsewhere.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))

    assert main(["init", "--epci", "200069698", "--outlines", str(elsewhere)]) == 0

    said = capsys.readouterr().out
    assert "24 communes prêtes" in said
    assert "Sans contour : " in said
    assert "Tournus" in said
    assert "cc-maconnais-tournugeois, bissy-la-maconnaise" in said


def test_outlines_that_cannot_be_reached_are_said(tmp_path, capsys, monkeypatch):
    def refused(*_arguments, **_options):
        raise PermissionError(13, "Permission denied", "communes.geojson")

    monkeypatch.setattr("terrier.apps.territories.actions.prepare_territory", refused)
    assert main(["init", "--epci", "200069698"]) == 1
    assert "n’a pas accès à « communes.geojson »" in capsys.readouterr().err


def test_absent_outlines_are_said(tmp_path, capsys):
    absent = tmp_path / "absent.geojson"
    assert main(["init", "--epci", "200069698", "--outlines", str(absent)]) == 1
    assert f"« {absent} » n’existe pas." in capsys.readouterr().err
