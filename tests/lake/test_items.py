"""Features in pages, and what has no coordinates in a system."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terrier.domain.kernel.errors import Invalid, NotFound
from terrier.domain.ogc.cql2 import read_text
from terrier.domain.ogc.crs import CRS84, system
from terrier.lake.engine import cursor
from terrier.lake.filters import Filter, Filters, Operator
from terrier.lake.filters.cql2 import compile
from terrier.lake.items import Question, Window, item, items
from terrier.lake.kept import Kept
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


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Relation:
    """Give 9 000 rows in five row groups, in another order than their numbers."""
    path = tmp_path_factory.mktemp("many") / "many.parquet"
    with cursor() as db:
        db.execute(
            "COPY (SELECT i AS _line, i AS _row, i % 7 AS n, CAST(i % 3 AS TEXT) AS commune "
            f"FROM range(1, 9001) t(i) ORDER BY hash(i)) TO '{path}' "
            "(FORMAT parquet, ROW_GROUP_SIZE 2048)"
        )
    columns = (RelationColumn("a", "n", "BIGINT"), RelationColumn("b", "commune", "TEXT"))
    return Relation(path, columns)


def walk(relation: Relation, question: Question, limit: int) -> list[int]:
    """Read every page; give the rows in the order in which they came."""
    rows, after = [], 0
    while after is not None:
        page = items(relation, question, after=after, limit=limit)
        found = json.loads(b"[" + page.features + b"]")
        assert page.returned == len(found)
        rows += [feature["id"] for feature in found]
        after = page.next_after
    assert page.matched == len(rows)
    return rows


@settings(max_examples=25, deadline=None)
@given(
    limit=st.integers(300, 5000), kept=st.integers(0, 7), limited=st.booleans(), cql=st.booleans()
)
def test_pages_follow_the_file_and_lose_nothing(
    many: Relation, limit: int, kept: int, limited: bool, cql: bool
) -> None:
    relation = many
    if limited:
        communes = frozenset({"1", "2"})
        relation = replace(many, territory_column="commune", communes=communes, whole=False)
    below = Filters((Filter("n", Operator.LT, kept),))
    question = (
        Question(where=compile(read_text(f"n < {kept}"), relation)) if cql else Question(below)
    )
    with cursor() as db:
        expected = db.execute(
            f"SELECT _row FROM read_parquet('{many.path}') WHERE n < {kept} "
            f"AND (commune <> '0' OR NOT {limited}) ORDER BY file_row_number"
        ).fetchall()
    assert walk(relation, question, limit) == [row for (row,) in expected]


def test_a_page_is_read_again_where_the_file_was_written_again(tmp_path: Path) -> None:
    path = tmp_path / "again.parquet"
    relation = Relation(path, (RelationColumn("a", "n", "BIGINT"),))
    for rows in (5, 3):
        with cursor() as db:
            db.execute(
                f"COPY (SELECT i AS _line, i AS _row, i AS n FROM range(1, {rows + 1}) t(i)) "
                f"TO '{path}' (FORMAT parquet)"
            )
        os.utime(path, ns=(rows, rows))
        assert (items(relation).returned, items(relation).matched) == (rows, rows)


def test_what_is_kept_stays_within_its_weight() -> None:
    kept: Kept[str] = Kept(100)
    for n in range(20):
        kept.put(n, str(n), 10)
    assert [kept.get(n) for n in (9, 10, 19)] == [None, "10", "19"]
    kept.put("heavy", "too heavy", 13)
    assert kept.get("heavy") is None
    kept.get(10)
    kept.put(20, "20", 10)
    assert (kept.get(10), kept.get(11)) == ("10", None)
