from __future__ import annotations

import json
from decimal import Decimal

import pytest

from terrier.domain.kernel.errors import Invalid, NotFound
from terrier.lake.filters import parse
from terrier.lake.relation import Relation
from terrier.lake.row_pages import RowsAsked, rows_after
from terrier.lake.rows import Sort, one, page


def numbers(found) -> list[object]:
    return [row[0] for row in found.rows]


@pytest.mark.parametrize(
    ("sort", "rows"),
    [
        ("", [1, 2, 3, 4, 5]),
        ("-", [5, 4, 3, 2, 1]),
        ("tonnage", [3, 5, 1, 4, 2]),
        ("-tonnage", [4, 1, 5, 3, 2]),
        ("date_pose", [4, 2, 1, 5, 3]),
        ("-date_pose", [1, 5, 2, 4, 3]),
    ],
)
def test_sorted_with_empty_values_last_and_ties_in_source_order(communes, sort, rows) -> None:
    assert numbers(page(communes, sort=Sort.parse(sort))) == rows
    assert str(Sort.parse(sort)) == sort


def test_pages_cut_the_whole_without_loss(communes: Relation) -> None:
    pages = [page(communes, sort=Sort("commune"), page=p, size=2) for p in (1, 2, 3, 4)]
    assert [len(p.rows) for p in pages] == [2, 2, 1, 0]
    assert sorted(n for p in pages for n in numbers(p)) == [1, 2, 3, 4, 5]
    assert {p.total for p in pages} == {5}
    assert pages[0].pages == 3


def test_values_are_raw_and_exact(communes: Relation) -> None:
    rows = page(communes).rows
    assert rows[0][3] == Decimal("12.50")
    assert rows[1][4] == 9007199254740993
    assert rows[1][7] is None  # not a number
    assert len(rows[0]) == 1 + len(communes.columns)


def test_json_keeps_big_integers_and_decimals(communes: Relation) -> None:
    body = rows_after(communes, RowsAsked(columns=communes.columns), limit=4).rows
    rows = [row["values"] for row in json.loads(b"[" + body + b"]", parse_float=Decimal)]
    assert rows[1] == {
        "code_insee": "71248", "commune": "Lacrost", "tonnage": None,
        "habitants": "9007199254740993", "date_pose": "2023-12-31", "actif": False, "taux": None,
    }  # fmt: skip
    assert rows[0]["tonnage"] == Decimal("12.50")
    assert rows[3]["commune"] == 'Tournus "sud"; =1+1'


def test_json_of_a_reader_who_sees_no_column(communes: Relation) -> None:
    blind = Relation(path=communes.path, columns=(), has_geometry=True)
    body = rows_after(blind, RowsAsked(columns=()), limit=2).rows
    assert [row["values"] for row in json.loads(b"[" + body + b"]")] == [{}, {}]


@pytest.mark.parametrize("name", ["agent", 'x"; DROP', "_line", "geom"])
def test_no_sort_by_what_is_not_visible(communes: Relation, name: str) -> None:
    with pytest.raises(Invalid, match="Aucune colonne"):
        page(communes, sort=Sort(name))


@pytest.mark.parametrize(("number", "size"), [(0, 10), (1, 0), (1, 1001), (-1, 10)])
def test_pages_out_of_range_are_refused(communes: Relation, number: int, size: int) -> None:
    with pytest.raises(Invalid, match="page"):
        page(communes, page=number, size=size)


def test_filters_and_sort_together(tournus_only: Relation) -> None:
    filters = parse({"f.tonnage": ["gt:0"]}, tournus_only)
    found = page(tournus_only, filters, Sort("tonnage", True), size=1)
    assert (numbers(found), found.total) == ([4], 2)


def test_one_row_with_its_place(communes: Relation, tournus_only: Relation) -> None:
    row = one(communes, 1)
    assert row.values[:2] == ("71543", "Tournus")
    assert json.loads(row.geometry or "") == {"type": "Point", "coordinates": [4.91, 46.56]}
    assert one(communes, 4).geometry is None
    for relation, missing in ((communes, 99), (tournus_only, 2)):
        with pytest.raises(NotFound, match=f"La ligne {missing} n’existe pas ici"):
            one(relation, missing)
