"""Single values as text, patterns in values, and the time that a table covers."""

from __future__ import annotations

from datetime import date

import pytest

from terrier.domain.kernel.errors import Invalid, NotFound
from terrier.lake.cells import cell_text, written_as_text
from terrier.lake.engine import cursor
from terrier.lake.relation import Relation, RelationColumn
from terrier.lake.sightings import examples, sightings
from terrier.lake.spans import date_span

COLUMNS = (
    RelationColumn("a", "nom", "TEXT", "Nom"),
    RelationColumn("b", "prix", "DECIMAL(8,2)", "Prix"),
    RelationColumn("c", "jour", "DATE", "Jour"),
    RelationColumn("d", "commune", "TEXT", "Commune"),
)
ROWS = [
    ("k1", "écrire à a@val.example", "12.50", "2024-05-01", "96001"),
    ("k2", "voir b@val.example", None, "2023-01-31", "96002"),
    ("k3", "rien", "3.00", None, "96001"),
]


@pytest.fixture
def relation(tmp_path):
    path = tmp_path / "t.parquet"
    with cursor() as db:
        db.execute("CREATE OR REPLACE TEMP TABLE t (k TEXT, a TEXT, b TEXT, c TEXT, d TEXT)")
        db.executemany("INSERT INTO t VALUES (?, ?, ?, ?, ?)", ROWS)
        db.execute(
            f"""COPY (SELECT rowid + 2 AS _line, rowid + 1 AS _row, k AS _key, a AS nom,
              CAST(b AS DECIMAL(8,2)) AS prix, CAST(c AS DATE) AS jour, d AS commune FROM t)
            TO '{path}' (FORMAT parquet)"""
        )
    return Relation(path, COLUMNS, has_key=True, territory_column="commune")


def limited(relation: Relation, *communes: str) -> Relation:
    return Relation(
        relation.path,
        relation.columns,
        has_key=True,
        territory_column="commune",
        communes=frozenset(communes),
    )


def test_a_cell_is_read_as_text(relation):
    assert cell_text(relation, "k1", COLUMNS[1]) == "12.50"
    assert cell_text(relation, "k1", COLUMNS[2]) == "2024-05-01"
    assert cell_text(relation, "k2", COLUMNS[1]) is None


def test_a_row_out_of_the_limit_does_not_exist(relation):
    with pytest.raises(NotFound, match="k2"):
        cell_text(limited(relation, "96001"), "k2", COLUMNS[1])


@pytest.mark.parametrize(
    ("column", "written", "text"),
    [
        (0, " avec ses espaces ", " avec ses espaces "),
        (1, "1 234,5", "1234.50"),
        (2, "03/02/2024", "2024-02-03"),
        (1, "  ", None),
    ],
)
def test_what_people_write_becomes_the_text_of_the_lake(column, written, text):
    assert written_as_text(COLUMNS[column], written) == text


@pytest.mark.parametrize("written", ["douze", "12,345", "123456789"])
def test_what_the_column_would_change_is_refused(written):
    with pytest.raises(Invalid, match="Prix"):
        written_as_text(COLUMNS[1], written)


def test_patterns_are_counted_on_every_row_that_may_be_seen(relation):
    [found] = sightings(relation, {"email": "[a-z]+@[a-z.]+", "absent": "zzz"})
    assert (found.column, found.pattern, found.count) == ("a", "email", 2)
    assert found.examples == ("voir b@val.example", "écrire à a@val.example")
    [less] = sightings(limited(relation, "96001"), {"email": "[a-z]+@[a-z.]+"})
    assert (less.count, less.examples) == (1, ("écrire à a@val.example",))


def test_examples_are_a_few_different_values_that_may_be_seen(relation):
    assert examples(relation)["d"] == ("96001", "96002")
    assert examples(limited(relation, "96002"))["b"] == ()
    assert examples(Relation(relation.path, ())) == {}


def test_a_table_without_text_has_no_pattern(relation):
    assert sightings(Relation(relation.path, COLUMNS[1:3]), {"email": "@"}) == ()


def test_the_only_column_of_dates_tells_the_period(relation):
    assert date_span(relation) == (date(2023, 1, 31), date(2024, 5, 1))
    assert date_span(limited(relation, "96001")) == (date(2024, 5, 1), date(2024, 5, 1))
    assert date_span(limited(relation)) is None


def test_two_columns_of_dates_tell_nothing(relation):
    twice = (*COLUMNS, RelationColumn("e", "jour", "DATE", "Encore"))
    assert date_span(Relation(relation.path, twice)) is None
    assert date_span(Relation(relation.path, COLUMNS[:2])) is None
