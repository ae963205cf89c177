"""The work list by value, and figures for 1 000 inhabitants, beside plain Python."""

from __future__ import annotations

from dataclasses import replace

import pytest

from terrier.domain.kernel.errors import Invalid
from terrier.domain.matching.definition import Kind, Rewrite, Several, Summary
from terrier.lake.crossing import Hand, called, unmatched, unmatched_values

from .tables import GROUND, brought, column_id, crossing, pair, table, written

SITES = [("01004", "Mairie"), ("01005", "École")]
BILLS = [
    ("F1", "99999", "Gymnase", "hiver"),
    ("F2", "99 999", "Gymnase", "été"),
    ("F3", "01004", "Mairie", "été"),
    ("F4", "88888", "Stade", "été"),
    ("F5", None, "Stade", "été"),
    ("F6", "99999", "Gymnase", "été"),
]
BY_CODE = crossing(
    Kind.KEYS,
    pair("code", "code", Rewrite.SPACES),
    several=Several.BEST,
    bring=[brought("site", Summary.VALUE, "name")],
)


@pytest.fixture
def bills(tmp_path):
    types = {"bill": "TEXT", "code": "TEXT", "building": "TEXT", "season": "TEXT"}
    return table(tmp_path, types, BILLS, keys=list("abcdef"))


@pytest.fixture
def sites(tmp_path):
    return table(tmp_path, {"code": "TEXT", "name": "TEXT"}, SITES, keys=list("xy"))


def test_rows_of_one_value_are_one_thing_to_settle(bills, sites):
    """Written with or without spaces; called by the column that is one for all of them."""
    names = ("bill", "building", "season")
    page = unmatched_values(bills, sites, BY_CODE, GROUND, called=names)
    assert (page.total, page.rows, page.pages) == (2, 4, 1)
    gymnasium, stadium = page.values
    assert (gymnasium.hand, gymnasium.rows, gymnasium.row) == (("99999",), 3, 1)
    assert gymnasium.names == ("Gymnase",)
    assert (stadium.hand, stadium.rows, stadium.key) == (("88888",), 1, "d")
    alike = unmatched(bills, sites, BY_CODE, GROUND, like=gymnasium.row)
    assert [row.key for row in alike.rows] == ["a", "b", "f"]
    settled = unmatched_values(bills, sites, BY_CODE, GROUND, [Hand(("99 999",), ("01005",))])
    assert [value.hand for value in settled.values] == [("88888",)]
    assert settled.values[0].names == ()
    second = unmatched_values(bills, sites, BY_CODE, GROUND, side="right", called=["name"])
    assert [(v.hand, v.names) for v in second.values] == [(("01005",), ("École",))]
    with pytest.raises(Invalid):
        unmatched_values(bills, sites, BY_CODE, GROUND, page=0)


def test_rows_are_called_by_what_they_have_in_common(bills, sites):
    hands = [("99999",), ("01004",), ("77777",)]
    found = called(bills, ["code"], hands, ("bill", "building"))
    assert found == {("99999",): "Gymnase", ("01004",): "F3"}
    assert called(sites, [], [("x",)], ("name",)) == {("x",): "Mairie"}
    assert called(sites, ["code"], [], ("name",)) == {}


TOWNS = [("a", 500), ("b", 0), ("c", None), ("d", 1250), ("e", 40)]
BINS = [("a", 10.0), ("a", 2.5), ("b", 4.0), ("c", 8.0), ("e", 1.0)]


@pytest.mark.parametrize("several", [Several.SUMMARISED, Several.BEST, Several.EACH])
def test_figures_for_1000_inhabitants(tmp_path, several):
    """Beside plain Python; nothing where there are no inhabitants, or their number is unknown."""
    towns = table(tmp_path, {"town": "TEXT", "people": "BIGINT"}, TOWNS, keys=list("abcde"))
    bins = table(tmp_path, {"town": "TEXT", "tons": "DOUBLE"}, BINS)
    per = column_id("people")
    bring = [
        brought("n", Summary.COUNT),
        replace(brought("n_rate", Summary.COUNT), per=per),
        replace(brought("tons_rate", Summary.SUM, "tons"), per=per),
    ]
    asked = crossing(Kind.KEYS, pair("town", "town"), several=several, bring=bring)
    _made, rows = written(towns, bins, asked, tmp_path)
    people = dict(TOWNS)
    for row in rows:
        mine = [tons for town, tons in BINS if town == row["town"]]
        expected = (None, None)
        if people[row["town"]]:
            thousands = people[row["town"]] / 1000
            tons = round(sum(mine) / thousands, 3) if mine else None
            expected = (round(len(mine) / thousands, 3), tons)
        assert (row["n_rate"], row["tons_rate"]) == expected, row
    assert {row["town"] for row in rows} == set("abcde")


def test_only_counts_and_sums_are_told_for_inhabitants_who_are_counted(tmp_path):
    towns = table(tmp_path, {"town": "TEXT", "people": "BIGINT"}, TOWNS)
    bins = table(tmp_path, {"town": "TEXT", "tons": "DOUBLE"}, BINS)
    for one, per in (
        (brought("mean", Summary.MEAN, "tons"), "people"),
        (brought("n", Summary.COUNT), "town"),
        (brought("n", Summary.COUNT), "gone"),
    ):
        bring = [replace(one, per=column_id(per))]
        asked = crossing(Kind.KEYS, pair("town", "town"), several=Several.SUMMARISED, bring=bring)
        with pytest.raises(Invalid):
            written(towns, bins, asked, tmp_path)
