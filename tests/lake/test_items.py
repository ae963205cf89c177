"""Features in pages, and what has no coordinates in a system."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from terrier.domain.kernel.errors import Invalid, NotFound
from terrier.domain.ogc.crs import CRS84, system
from terrier.lake.engine import cursor
from terrier.lake.items import Question, Window, item, items
from terrier.lake.relation import Relation, RelationColumn

LAMBERT_93 = system("EPSG:2154")


@pytest.fixture
def points(tmp_path: Path) -> Relation:
    """Give a point in Tournus, one at the antipodes, one without a place."""
    path = tmp_path / "points.parquet"
    with cursor() as db:
        db.execute(
            "COPY (SELECT i AS _line, i AS _row, 'é\"/' || i AS nom, ST_SetCRS(CASE i "
            "WHEN 1 THEN ST_Point(4.9084, 46.5631) WHEN 2 THEN ST_Point(-177, -90) END, "
            f"'EPSG:4326') AS geom FROM range(1, 4) t(i)) TO '{path}' "
            "(FORMAT parquet, geoparquet_version 'BOTH')"
        )
    return Relation(path, (RelationColumn("a", "nom", "TEXT"),), has_geometry=True)


def test_rows_without_a_place_are_features(points: Relation) -> None:
    page = items(points)
    found = json.loads(b"[" + page.features + b"]")
    assert (page.matched, page.returned, page.next_after) == (3, 3, None)
    assert found[2] == {
        "type": "Feature", "id": 3, "geometry": None, "properties": {"nom": 'é"/3'}
    }  # fmt: skip


def test_a_place_without_coordinates_in_a_system_is_refused_not_left_out(points: Relation) -> None:
    with pytest.raises(Invalid, match="EPSG:2154"):
        items(points, Question(crs=LAMBERT_93))
    page = items(points, Question(crs=LAMBERT_93), limit=1)
    (feature,) = json.loads(b"[" + page.features + b"]")
    # Circé (IGN): Tournus lies near 846 km east, 6 609 km north.
    assert feature["geometry"]["coordinates"] == pytest.approx([846_292, 6_608_600], abs=1000)
    assert page.next_after == 1


def test_a_window_must_exist(points: Relation) -> None:
    for window in (
        Window((5.0, 46.0), (4.0, 47.0)),
        Window((900_000, 0), (800_000, 1), LAMBERT_93),
        Window((1e30, 1e30), (2e30, 2e30), LAMBERT_93),
    ):
        with pytest.raises(Invalid):
            items(points, Question(window=window))
    around = Window((4.9, 46.5), (5.0, 46.6), CRS84)
    assert items(points, Question(window=around)).matched == 1


def test_an_item_is_found_by_its_row_alone(points: Relation) -> None:
    assert json.loads(item(points, "1"))["id"] == 1
    for name in ("0", "4", "-1", "un", "9" * 40):
        with pytest.raises(NotFound):
            item(points, name)
