"""Rows in pages that lose and repeat nothing, in every order."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from terrier.domain.kernel.errors import Invalid
from terrier.domain.ogc.cql2 import read_text
from terrier.lake.filters import parse
from terrier.lake.filters.cql2 import compile
from terrier.lake.relation import Relation
from terrier.lake.row_pages import RowsAsked, rows_after
from terrier.lake.rows import Sort
from tests.lake.conftest import TYPES, columns


@pytest.fixture
def communes(communes_path) -> Relation:
    return Relation(communes_path, columns(**TYPES), has_geometry=True)


def walk(relation: Relation, asked: RowsAsked, limit: int) -> list[dict]:
    """Follow the pages to the last."""
    found, after = [], 0
    while after is not None:
        page = rows_after(relation, asked, after=after, limit=limit)
        rows = json.loads(b"[" + page.rows + b"]")
        assert len(rows) == page.returned
        found += rows
        after = page.next_after
    assert len(found) == page.matched
    return found


@pytest.mark.parametrize("limit", [1, 2, 5, 100])
@pytest.mark.parametrize("column", [None, *TYPES])
@pytest.mark.parametrize("descending", [False, True])
def test_pages_follow_any_order(communes, column, descending, limit):
    asked = RowsAsked(sort=Sort(column, descending), columns=communes.columns)
    whole = walk(communes, asked, 100)
    assert sorted(row["row"] for row in whole) == [1, 2, 3, 4, 5]
    assert walk(communes, asked, limit) == whole
    values = [row["values"][column] for row in whole] if column else []
    filled = [v for v in values if v is not None and not isinstance(v, str)]
    if column in ("tonnage", "habitants") and not descending:
        assert values[len(values) - values.count(None) :] == [None] * values.count(None)
        assert filled == sorted(filled)


def test_a_row_tells_its_number_key_values_and_place(communes):
    asked = RowsAsked(columns=communes.columns[:3], geometry=True)
    (first, *_rest) = walk(communes, asked, 2)
    assert first == {
        "row": 1,
        "key": None,
        "values": {"code_insee": "71543", "commune": "Tournus", "tonnage": 12.5},
        "geometry": {"type": "Point", "coordinates": [4.91, 46.56]},
    }


def test_filters_and_expressions_add_up(communes):
    filters = parse({"f.code_insee": ["eq:71543"]}, communes)
    where = compile(read_text("tonnage > 50"), communes)
    asked = RowsAsked(filters, where, columns=communes.columns)
    assert [row["row"] for row in walk(communes, asked, 1)] == [4]
    assert len(walk(communes, replace(asked, where=None), 1)) == 2


def test_after_a_row_that_the_reader_does_not_see_nothing_of_it_is_told(communes):
    limited = replace(communes, territory_column="code_insee", communes=frozenset({"71359"}))
    asked = RowsAsked(sort=Sort("tonnage"), columns=communes.columns)
    assert rows_after(limited, asked, after=4).rows == b""
    assert rows_after(limited, asked, after=99).rows == b""


def test_what_does_not_suit_is_refused(communes):
    with pytest.raises(Invalid):
        rows_after(communes, RowsAsked(), limit=0)
    with pytest.raises(Invalid):
        rows_after(communes, RowsAsked(sort=Sort("absente")))
    with pytest.raises(Invalid):
        rows_after(replace(communes, has_geometry=False), RowsAsked(geometry=True))
