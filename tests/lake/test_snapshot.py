from __future__ import annotations

import duckdb
import pytest

from terrier.lake import engine
from terrier.lake.relation import literal
from terrier.lake.snapshot import write_sorted


@pytest.fixture
def cur():
    with engine.cursor() as own:
        yield own


def read(cur, path, what="*"):
    return cur.execute(f"SELECT {what} FROM read_parquet({literal(str(path))})").fetchall()


def test_rows_without_geometry_are_in_order(cur, tmp_path):
    out = tmp_path / "t.parquet"

    written = write_sorted(
        cur, "SELECT 100 - i AS _row, i AS n FROM range(?) t(i)", [100], out, geometry=False
    )

    assert written == 100
    assert [row for (row,) in read(cur, out, "_row")] == list(range(1, 101))


def test_empty_and_absent_geometries_come_last(cur, tmp_path):
    out = tmp_path / "t.parquet"
    shapes = "(1, NULL), (2, 'POINT EMPTY'), (3, 'POINT (4 46)'), (4, 'POINT Z (5 47 12)')"

    write_sorted(
        cur,
        f"SELECT a AS _row, ST_GeomFromText(b) AS geom FROM (VALUES {shapes}) v(a, b)",
        [],
        out,
        geometry=True,
    )

    rows = read(cur, out, "_row, ST_AsText(geom)")
    assert {row for row, _ in rows[:2]} == {3, 4}
    assert (4, "POINT Z (5 47 12)") in rows
    assert rows[-2:] == [(1, None), (2, "POINT EMPTY")]


def test_neighbours_share_a_row_group(cur, tmp_path):
    """A hundred thousand points: a window of a hundredth of the area reads few groups."""
    out = tmp_path / "t.parquet"
    points = "ST_Point(4 + (i * 7919 % 100003) / 100003, 46 + (i * 104729 % 99991) / 99991)"

    write_sorted(
        cur, f"SELECT i + 1 AS _row, {points} AS geom FROM range(100000) t(i)", [], out,
        geometry=True,
    )  # fmt: skip

    window = "geom && ST_Extent(ST_MakeEnvelope(4.4, 46.4, 4.5, 46.5))"
    found = cur.execute(
        f"SELECT count(*), count(DISTINCT file_row_number // 20000) FROM "
        f"read_parquet({literal(str(out))}, file_row_number = true) WHERE {window}"
    ).fetchone()
    assert 900 < found[0] < 1100
    assert found[1] <= 2


def test_a_failed_query_leaves_nothing(cur, tmp_path):
    out = tmp_path / "t.parquet"
    out.write_bytes(b"the version before")

    with pytest.raises(duckdb.Error):
        write_sorted(cur, "SELECT 1 AS _row, error('no') AS n", [], out, geometry=False)

    assert out.read_bytes() == b"the version before"
    assert [p.name for p in tmp_path.iterdir()] == ["t.parquet"]


def test_rows_of_a_sorted_file_stay_in_its_order(cur, tmp_path):
    out = tmp_path / "t.parquet"
    points = "SELECT 7 * i % 50 AS file_row_number, i AS _row, ST_Point(i, i) AS geom"

    write_sorted(cur, f"{points} FROM range(50) t(i)", [], out, geometry=True, in_order=True)

    assert read(cur, out, "7 * _row % 50 AS rank") == [(n,) for n in range(50)]
    assert [name for name, *_ in cur.execute(f"DESCRIBE FROM '{out}'").fetchall()] == [
        "_row", "geom",
    ]  # fmt: skip
