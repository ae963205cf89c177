"""Tables of more columns than an expression may be deep: files of the INSEE have hundreds."""

from __future__ import annotations

import json

import pytest

from terrier.lake import odsql
from terrier.lake.export import StreamFormat, stream
from terrier.lake.items import item, items
from terrier.lake.relation import Relation
from terrier.lake.row_pages import RowsAsked, rows_after
from terrier.lake.windows import near
from tests.lake.odsql.conftest import question

COLUMNS = 450
"""Explore answers with 500 at most."""


@pytest.fixture
def wide(make_relation) -> Relation:
    """Two rows of 450 columns: ranks, then nothing."""
    names = [f"c{n}" for n in range(COLUMNS)]
    filled = ", ".join(f"if(i = 1, {n}, NULL)::BIGINT AS {name}" for n, name in enumerate(names))
    select = (
        f"SELECT i AS _line, i AS _row, {filled}, ST_SetCRS(ST_Point(4.9, 46.5), 'EPSG:4326') AS "
        "geom FROM range(1, 3) t(i) ORDER BY i"
    )
    return make_relation(select, dict.fromkeys(names, "BIGINT"), has_geometry=True)


def test_every_column_leaves_by_every_door(wide: Relation) -> None:
    full = {f"c{n}": n for n in range(COLUMNS)}
    empty = dict.fromkeys(full)
    both = [full, empty]

    features = json.loads(b"[" + items(wide).features + b"]")
    assert [f["properties"] for f in features] == both
    assert json.loads(item(wide, "2"))["properties"] == empty
    pages = rows_after(wide, RowsAsked(columns=wide.columns)).rows
    assert [row["values"] for row in json.loads(b"[" + pages + b"]")] == both
    around = [f["properties"] for f in json.loads(near(wide, 4.9, 46.5, 10.0).geojson)["features"]]
    assert around == both
    exported = b"".join(stream(wide, format=StreamFormat.JSON).chunks)
    assert json.loads(exported) == both
    asked = question(limit=10)
    told = json.loads(odsql.records(odsql.of_relation(wide), asked, 10, 0).json())
    assert [{name: row[name] for name in full} for row in told] == both
