"""A file with columns added is held against the same file written whole, by two readers."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from terrier.lake import engine, thrift
from terrier.lake.relation import literal
from terrier.lake.snapshot import write_sorted, write_widened
from terrier.lake.splice import described

ROWS = 50_000
"""More than two groups of rows."""
PLACED = ["_line", "_row", "_key", "nom", "geom"]
HELD = (
    f"SELECT i AS _line, {ROWS} - i AS _row, 'k' || i AS _key, CASE WHEN i % 7 > 0 THEN "
    "'objet ' || i END AS nom, ST_Point(4 + (i * 7919 % 1000) / 1000, 46 + (i % 991) / 991) "
    f"AS geom FROM range({ROWS}) t(i)"
)
BROUGHT = (
    "_row % 24 AS n, CASE WHEN _row % 3 > 0 THEN '0' || _row % 100 END AS code, "
    "(_row / 100)::DECIMAL(38,2) AS total, _row * 0.5::DOUBLE AS part, _row % 2 = 0 AS oui, "
    "DATE '2026-01-01' + (_row % 365)::INT AS jour, NULL::TIMESTAMPTZ AS jamais"
)


@pytest.fixture
def cur():
    with engine.cursor() as own:
        yield own


@pytest.fixture
def held(cur, tmp_path):
    out = tmp_path / "held.parquet"
    write_sorted(cur, HELD, [], out, geometry=True)
    return out


def widened(cur, held, out, columns=tuple(PLACED), brought=BROUGHT):
    source = f"(SELECT *, file_row_number FROM read_parquet({literal(str(held))}))"
    return write_widened(
        cur, held, columns, f"SELECT file_row_number, {brought} FROM {source}", [], out
    )


def test_it_is_the_file_that_would_be_written_whole(cur, held, tmp_path):
    out, whole = tmp_path / "widened.parquet", tmp_path / "whole.parquet"
    source = f"(SELECT *, file_row_number FROM read_parquet({literal(str(held))}))"
    select = f"SELECT file_row_number, * EXCLUDE (geom, file_row_number), {BROUGHT}, geom"

    assert widened(cur, held, out) == ROWS
    write_sorted(cur, f"{select} FROM {source}", [], whole, geometry=True, in_order=True)

    read = [pq.read_table(path) for path in (out, whole)]
    assert read[0].equals(read[1])
    assert read[0].schema.metadata == read[1].schema.metadata
    texts = [
        cur.execute(f"SELECT * FROM read_parquet({literal(str(path))})").fetchall()
        for path in (out, whole)
    ]
    assert texts[0] == texts[1]
    told = [pq.ParquetFile(path).metadata for path in (out, whole)]
    assert [one.num_row_groups for one in told] == [3, 3]
    for n in range(3):
        groups = [one.row_group(n) for one in told]
        assert groups[0].total_byte_size == groups[1].total_byte_size
        for c in range(told[0].num_columns):
            statistics = [group.column(c).statistics for group in groups]
            assert statistics[0] == statistics[1]
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "held.parquet", "whole.parquet", "widened.parquet",
    ]  # fmt: skip


def test_what_was_added_is_found_by_its_bounds_and_filters(cur, held, tmp_path):
    """Statistics, dictionaries and filters of the added columns lie where the file says."""
    out = tmp_path / "widened.parquet"
    widened(cur, held, out)
    source = f"read_parquet({literal(str(out))})"

    for asked, wanted in (
        ("part >= 24999", sum(i * 0.5 >= 24999 for i in range(1, ROWS + 1))),
        ("code = '042'", sum(i % 3 > 0 and i % 100 == 42 for i in range(1, ROWS + 1))),
        ("n = 23", sum(i % 24 == 23 for i in range(1, ROWS + 1))),
        ("code = 'absent'", 0),
        ("_key = 'k12345'", 1),
    ):
        assert cur.execute(f"SELECT count(*) FROM {source} WHERE {asked}").fetchone() == (wanted,)
    window = "ST_Extent(ST_MakeEnvelope(4.4, 46.4, 4.41, 46.41))"
    places = f"SELECT _row FROM read_parquet({literal(str(held))}) WHERE geom && {window}"
    found = cur.execute(f"SELECT _row FROM {source} WHERE geom && {window}").fetchall()
    assert found == cur.execute(places).fetchall() != []


def test_without_a_place_they_come_last(cur, tmp_path):
    held, out = tmp_path / "held.parquet", tmp_path / "widened.parquet"
    write_sorted(cur, "SELECT i AS _line, i AS _row FROM range(9) t(i)", [], held, geometry=False)

    assert widened(cur, held, out, ["_line", "_row"], "_row * 2 AS double") == 9

    assert pq.read_table(out).column_names == ["_line", "_row", "double"]
    assert pq.read_table(out).column("double").to_pylist() == [2 * n for n in range(9)]


def test_no_rows_at_all(cur, tmp_path):
    held, out = tmp_path / "held.parquet", tmp_path / "widened.parquet"
    write_sorted(cur, f"{HELD} LIMIT 0", [], held, geometry=True)

    assert widened(cur, held, out) == 0

    assert pq.read_table(out).num_rows == 0
    assert pq.read_table(out).column_names[-3:] == ["jour", "jamais", "geom"]


def test_it_widens_again_what_was_widened(cur, held, tmp_path):
    once, twice = tmp_path / "once.parquet", tmp_path / "twice.parquet"
    widened(cur, held, once, brought="_row AS a")
    columns = [*PLACED[:-1], "a", "geom"]

    assert widened(cur, once, twice, columns, "a + 1 AS b") == ROWS

    read = pq.read_table(twice)
    assert read.column_names == [*PLACED[:-1], "a", "b", "geom"]
    assert read.select(PLACED).equals(pq.read_table(held))
    assert [n + 1 for n in read.column("_row").to_pylist()] == read.column("b").to_pylist()


@pytest.mark.parametrize(
    "columns", [PLACED[:-1], [*PLACED, "autre"], ["_row", "_line", "_key", "nom", "geom"]]
)
def test_a_file_that_holds_other_columns_is_not_copied(cur, held, tmp_path, columns):
    out = tmp_path / "widened.parquet"

    assert widened(cur, held, out, columns) is None

    assert [p.name for p in tmp_path.iterdir()] == ["held.parquet"]


def test_nor_is_one_cut_in_other_groups(cur, tmp_path):
    held, out = tmp_path / "held.parquet", tmp_path / "widened.parquet"
    cur.execute(
        "COPY (SELECT i AS _line, i AS _row FROM range(9000) t(i)) "
        f"TO {literal(str(held))} (FORMAT parquet, ROW_GROUP_SIZE 4096)"
    )

    assert widened(cur, held, out, ["_line", "_row"], "_row AS n") is None

    assert [p.name for p in tmp_path.iterdir()] == ["held.parquet"]


def test_what_a_file_says_of_itself_is_written_again_byte_for_byte(tmp_path):
    """As other programs write it: columns within columns, indexes, filters, no rows at all."""
    table = pa.table(
        {
            "n": range(100),
            "list": [[str(i)] * (i % 3) for i in range(100)],
            "struct": [{"a": i, "b": None} for i in range(100)],
        }
    )
    for name, held in (("some", table), ("none", table.slice(0, 0))):
        path = tmp_path / f"{name}.parquet"
        pq.write_table(held, path, row_group_size=3, write_page_index=True)
        told = described(path)

        assert not told.flat
        raw = path.read_bytes()[told.end : -8]
        assert thrift.written(told.footer) == raw


def test_what_is_no_parquet_file_is_refused(tmp_path):
    path = tmp_path / "held.parquet"
    for damaged in (
        b"PAR1" + b"\x00" * 60,
        b"PAR1\xff\xff\xff\xffPAR1",
        b"PAR1\x15\x04\x00\x00PAR1",
    ):
        path.write_bytes(damaged)
        with pytest.raises(ValueError, match=r"Parquet|structure"):
            described(path)


numbers = st.integers(-(2**63), 2**63 - 1)
fields = st.recursive(
    st.one_of(
        numbers.map(lambda n: thrift.Field(thrift.I64, n)),
        st.binary(max_size=300).map(lambda b: thrift.Field(8, b)),
        st.sampled_from([1, 2]).map(lambda kind: thrift.Field(kind, None)),
        st.lists(numbers, max_size=40).map(
            lambda held: thrift.Field(thrift.LIST, thrift.Elements(thrift.I64, held))
        ),
    ),
    lambda inner: st.dictionaries(st.integers(1, 3000), inner, max_size=20).map(
        lambda held: thrift.Field(thrift.STRUCT, dict(sorted(held.items())))
    ),
    max_leaves=30,
)


@given(st.dictionaries(st.integers(1, 3000), fields, max_size=20))
def test_a_structure_is_read_as_it_was_written(held):
    held = dict(sorted(held.items()))

    assert thrift.read(thrift.written(held)) == held
