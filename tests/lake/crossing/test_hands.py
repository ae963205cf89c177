"""Matches made by hand, the work list, names of communes, the perimeter."""

from __future__ import annotations

import csv

import pytest
import shapely

from terrier.domain.matching.definition import Kind, Rewrite, Several, Summary
from terrier.lake.crossing import Ground, Hand, measure, unmatched, write_unmatched

from .tables import GROUND, brought, crossing, pair, table, written

BILLS = [("1004 ", 10), ("01005", 20), ("99999", 30), ("99 999", 40), (None, 50), ("88888", 60)]
SITES = [("01004", "Mairie"), ("01005", "École"), ("01006", "Gymnase")]
BY_CODE = crossing(
    Kind.KEYS,
    pair("code", "code", Rewrite.ZEROS, Rewrite.SPACES),
    several=Several.BEST,
    bring=[brought("site", Summary.VALUE, "name")],
)


@pytest.fixture
def bills(tmp_path):
    return table(tmp_path, {"code": "TEXT", "amount": "BIGINT"}, BILLS, keys=list("abcdef"))


@pytest.fixture
def sites(tmp_path):
    return table(tmp_path, {"code": "TEXT", "name": "TEXT"}, SITES, keys=list("xyz"))


def test_a_value_matched_by_hand_is_matched_wherever_it_is_written(bills, sites, tmp_path):
    hands = [
        Hand(("99999",), ("1006",)),
        Hand(("88888",), None),
        Hand(("77777",), ("1006",)),
        Hand(("1005",), ("55555",)),
    ]
    before = measure(bills, sites, BY_CODE, GROUND)
    assert (before.left.matched, before.left.unmatched, before.left.without) == (2, 3, 1)
    assert before.examples["left"] == ("88888", "99 999", "99999")
    assert before.examples["right"] == ("01006",)
    made, rows = written(bills, sites, BY_CODE, tmp_path, hands=hands)
    report = made.report
    assert [row["site"] for row in rows] == ["Mairie", "École", "Gymnase", "Gymnase", None, None]
    assert (report.left.matched, report.left.unmatched, report.left.without) == (4, 1, 1)
    assert (report.by_hand, report.right.unmatched) == (2, 0)
    assert "2 rapprochements faits à la main ne mènent plus nulle part" in report.notes[0]
    assert [row["_key"] for row in rows] == list("abcdef")


def test_the_work_list_has_what_remains_and_names_it_for_a_hand(bills, sites, tmp_path):
    hands = [Hand(("88888",), None)]
    page = unmatched(bills, sites, BY_CODE, GROUND, hands, "left", 1, 1)
    assert (page.total, page.pages) == (2, 2)
    (row,) = page.rows
    assert (row.row, row.key, row.hand, row.values) == (3, "c", ("99999",), ("99999", 30))
    (last,) = unmatched(bills, sites, BY_CODE, GROUND, hands, "left", 2, 1).rows
    found = measure(bills, sites, BY_CODE, GROUND, [*hands, Hand(last.hand, ("01006",))])
    assert found.left.unmatched == 1  # The same value, written otherwise; one that is settled.
    without = unmatched(bills, sites, BY_CODE, GROUND, hands, "left", without=True)
    assert [(r.row, r.hand) for r in without.rows] == [(5, ())]
    there = unmatched(bills, sites, BY_CODE, GROUND, hands, "right")
    assert [r.hand for r in there.rows] == [("01006",)]

    out = tmp_path / "liste.csv"
    assert write_unmatched(bills, sites, BY_CODE, GROUND, hands, "left", out) == 2
    with out.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file, delimiter=";")) == [
            ["Code", "Amount"],
            ["99999", "30"],
            ["99 999", "40"],
        ]


def test_places_matched_by_hand_row_by_row(tmp_path):
    dots = [shapely.Point(4.9, 46.5), shapely.Point(4.9, 46.5001), None]
    left = table(tmp_path, {"v": "BIGINT"}, [[1], [2], [3]], dots, keys=["a", "b", "c"])
    right = table(
        tmp_path,
        {"name": "TEXT"},
        [["p"], ["q"]],
        [shapely.Point(4.9, 46.5), shapely.Point(4.95, 46.5)],
        keys=["p", "q"],
    )
    bring = [brought("name", Summary.VALUE, "name"), brought("d", Summary.DISTANCE)]
    hands = [Hand(("a",), ("q",)), Hand(("b",), None), Hand(("c",), ("q",))]
    for kind, metres in ((Kind.NEAREST, None), (Kind.WITHIN_DISTANCE, 50)):
        asked = crossing(kind, metres=metres, several=Several.BEST, bring=bring)
        made, rows = written(left, right, asked, tmp_path, hands=hands)
        assert [row["name"] for row in rows] == ["q", None, "q"]
        assert rows[0]["d"] == pytest.approx(3835, abs=5)
        assert rows[2]["d"] is None
        assert (made.report.left.matched, made.report.left.unmatched) == (2, 1)
        assert made.report.by_hand == 1
        assert unmatched(left, right, asked, GROUND, hands, "left").total == 0
        assert [r.hand for r in unmatched(left, right, asked, GROUND, hands, "right").rows] == [
            ("p",)
        ]


def test_an_interval_matched_by_hand(tmp_path):
    left = table(tmp_path, {"at": "TIMESTAMP"}, [["2024-01-02 08:00:00"], ["2025-01-02 00:00:00"]])
    right = table(
        tmp_path,
        {"start": "DATE", "end": "DATE", "name": "TEXT"},
        [("2024-01-01", "2024-01-31", "janvier")],
    )
    asked = crossing(
        Kind.KEYS,
        pair("at", "start", until="end"),
        several=Several.EACH,
        bring=[brought("name", Summary.VALUE, "name")],
    )
    (row,) = unmatched(left, right, asked, GROUND).rows
    _, rows = written(left, right, asked, tmp_path, hands=[Hand(row.hand, ("2024-01-01",))])
    assert [row["name"] for row in rows] == ["janvier", "janvier"]


def test_names_of_communes_meet_and_doubtful_ones_are_told_and_not_taken(tmp_path):
    written_so = [
        "MACON",
        "Mâcon",
        "ST LEGER S/ DHEUNE",
        "Creusot (Le)",
        "L'Abergement-Clémenciat",
        "Ste Cécile",
        "Tournuss",
        "Tournuss",
        "Chalon sur Saone",
        "Nowhere",
        None,
    ]
    names = [
        "Mâcon",
        "Saint-Léger-sur-Dheune",
        "Le Creusot",
        "L’Abergement-Clémenciat",
        "Sainte-Cécile",
        "Tournus",
        "Chalon-sur-Saône",
        "La Chapelle",
    ]
    left = table(tmp_path, {"name": "TEXT"}, [[n] for n in written_so])
    right = table(tmp_path, {"name": "TEXT"}, [[n] for n in names])
    asked = crossing(
        Kind.COMMUNE_NAMES,
        pair("name", "name"),
        several=Several.BEST,
        bring=[brought("found", Summary.VALUE, "name")],
    )
    made, rows = written(left, right, asked, tmp_path)
    assert [row["found"] for row in rows] == [
        "Mâcon",
        "Mâcon",
        "Saint-Léger-sur-Dheune",
        "Le Creusot",
        "L’Abergement-Clémenciat",
        "Sainte-Cécile",
        None,
        None,
        "Chalon-sur-Saône",
        None,
        None,
    ]
    (doubt,) = made.report.doubts
    assert (doubt.left, doubt.right, doubt.rows) == ("Tournuss", "Tournus", 2)
    assert 0.9 <= doubt.likeness < 1
    settled = [Hand((doubt.left,), (doubt.right,))]
    found = measure(left, right, asked, GROUND, settled)
    assert (found.by_hand, found.doubts, found.left.unmatched) == (2, (), 1)


def test_a_perimeter_leaves_rows_out_and_counts_them(tmp_path):
    here = shapely.box(4.8, 46.4, 5.0, 46.6)
    ground = Ground("EPSG:2154", {"71566": "71543"}, shapely.to_wkb(here))
    rows = [("71543", "a"), ("01004", "b"), ("71566", "c"), ("01004", "d"), (None, "e")]
    dots = [shapely.Point(4.9, 46.5), shapely.Point(4.9, 46.5), None, None, None]
    types, known = {"code": "TEXT", "name": "TEXT"}, {"code": "commune_code"}
    left = table(tmp_path, types, rows, dots, concepts=known)
    right = table(tmp_path, types, [("71543", "z"), ("01004", "y")], concepts=known)
    asked = crossing(
        Kind.KEYS,
        pair("code", "code", Rewrite.COMMUNES),
        perimeter=("71543",),
        bring=[brought("n", Summary.COUNT)],
    )
    made, found = written(left, right, asked, tmp_path, ground=ground)
    # By its place, else by its code; nobody knows where the last one is.
    assert [(row["_row"], row["name"], row["n"]) for row in found] == [
        (1, "a", 1),
        (2, "b", 1),
        (3, "c", 1),
    ]
    assert (made.report.left.outside, made.report.rate) == (2, 1.0)
    assert made.report.right.matched == 2
    assert "1 ligne de la première table" in made.report.notes[0]
    only = crossing(Kind.KEYS, pair("name", "name"), perimeter=("71543",), only_matched=True)
    made, found = written(left, right, only, tmp_path, ground=ground)
    assert (found, made.records) == ([], 0)
    assert (made.report.right.unmatched, made.report.right.outside) == (1, 1)
    assert (made.report.left.unmatched, made.report.left.rows) == (3, 5)
