from __future__ import annotations

import json

import pytest

from terrier.domain.kernel.errors import Invalid
from terrier.lake.filters import Box, parse
from terrier.lake.relation import Relation
from terrier.lake.windows import features, near

FRANCE = Box(-5, 41, 10, 51)


def test_a_window_is_geojson_with_exact_totals(communes: Relation) -> None:
    window = features(communes, FRANCE)
    collection = json.loads(window.geojson)
    assert (collection["numberMatched"], collection["numberReturned"]) == (4, 4)
    assert window.complete
    tournus = next(f for f in collection["features"] if f["id"] == 1)
    assert tournus["geometry"] == {"type": "Point", "coordinates": [4.91, 46.56]}
    assert tournus["properties"]["commune"] == "Tournus"
    assert "agent" not in tournus["properties"]


def test_a_limit_is_stated(communes: Relation) -> None:
    window = features(communes, FRANCE, limit=3)
    assert (window.matched, window.returned, window.complete) == (4, 3, False)
    assert len(json.loads(window.geojson)["features"]) == 3


def test_filters_and_row_limits_hold(communes: Relation, tournus_only: Relation) -> None:
    assert features(tournus_only, FRANCE).matched == 1
    assert features(communes, FRANCE, parse({"q": ["lacrost"]}, communes)).matched == 1


def test_an_empty_window_is_an_empty_collection(communes: Relation) -> None:
    assert json.loads(features(communes, Box(0, 0, 1, 1)).geojson)["features"] == []


def test_neighbours_come_nearest_first_with_metres(communes: Relation) -> None:
    found = json.loads(near(communes, 4.91, 46.56, 2000).geojson)["features"]
    assert [f["id"] for f in found] == [1, 2]
    assert found[0]["distance_m"] == 0
    assert found[1]["distance_m"] == pytest.approx(1350.5, abs=1)


def test_coordinates_have_seven_decimals(make_relation) -> None:
    relation = make_relation(
        "SELECT 1::BIGINT _line, 1::BIGINT _row,"
        " ST_GeomFromText('POLYGON((4.12345678901 46, 5 46, 5 47, 4.12345678901 46))') AS geom",
        {},
        has_geometry=True,
    )
    (feature,) = json.loads(features(relation, FRANCE).geojson)["features"]
    assert feature["geometry"]["coordinates"][0][0] == [4.1234567, 46.0]
    assert feature["properties"] == {}


def test_refusals(communes: Relation, make_relation) -> None:
    with pytest.raises(Invalid, match="10000"):
        features(communes, FRANCE, limit=10_001)
    flat = make_relation("SELECT 1::BIGINT _line, 1::BIGINT _row, 'a' AS nom", {"nom": "TEXT"})
    with pytest.raises(Invalid, match="position"):
        features(flat, FRANCE)
    with pytest.raises(Invalid, match="position"):
        near(flat, 4, 46, 10)
