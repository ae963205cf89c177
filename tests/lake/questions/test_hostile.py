"""Columns that hold nothing, or what no calendar and no number line holds."""

from __future__ import annotations

import pytest

from terrier.domain.kernel.errors import Invalid
from terrier.domain.kernel.french import number_text
from terrier.domain.questions.address import MAX_FILTERS, MAX_LENGTH, read
from terrier.domain.questions.question import Measure
from terrier.lake.questions import answer

EMPTY = {"t": "TEXT", "x": "DOUBLE", "d": "DECIMAL(9,2)", "j": "DATE", "n": "BIGINT"}


@pytest.fixture
def empty(make_relation):
    """Give three rows without a value: NULL, NaN, infinite."""
    return make_relation(
        "SELECT i AS _line, i AS _row, ''::TEXT AS t, v AS x, NULL::DECIMAL(9,2) AS d, "
        "NULL::DATE AS j, NULL::BIGINT AS n "
        "FROM (VALUES (1, NULL), (2, 'nan'::DOUBLE), (3, '-inf'::DOUBLE)) v(i, v)",
        EMPTY,
    )


@pytest.mark.parametrize("column", ["x", "d", "n"])
@pytest.mark.parametrize(
    "by", ["", "&par=t", "&par=t&par=x", "&par=j:month", "&par=n:bands", "&par=x:bands:0,5"]
)
def test_nothing_to_measure_is_nothing(empty, column, by) -> None:
    for measure in Measure:
        found = answer(empty, read(f"mesure={measure.value}:{column}{by}"))
        nothing = 3 if measure is Measure.COUNT else None
        assert [(g.value, g.rows) for g in found.groups] == [(nothing, 3)]
        assert found.total == nothing
    for shown in (f"mesure=sum:{column}{by}&montre=share", f"mesure=sum:{column}{by}&premiers=1"):
        if by or "premiers" not in shown:
            assert [g.value for g in answer(empty, read(shown)).groups] == [None]


def test_shares_and_changes_of_zero_are_not_divided(make_relation) -> None:
    relation = make_relation(
        "SELECT i AS _line, i AS _row, 0 AS n, DATE '2024-01-01' + INTERVAL (i) MONTH AS j "
        "FROM range(3) r(i)",
        {"n": "BIGINT", "j": "DATE"},
    )
    for query in (
        "mesure=sum:n&par=j:month&montre=share",
        "mesure=sum:n&par=j:month&montre=change",
    ):
        assert {g.value for g in answer(relation, read(query)).groups} == {None}


@pytest.mark.parametrize(
    "moment",
    ["infinity", "-infinity", "0044-03-15 (BC)", "5877641-06-23", "9999-12-31", "0001-01-01"],
)
@pytest.mark.parametrize("part", ["year", "quarter", "month", "day", "weekday"])
def test_moments_that_no_calendar_of_ours_holds(make_relation, moment, part) -> None:
    relation = make_relation(
        "SELECT i AS _line, i AS _row, j "
        f"FROM (VALUES (1, DATE '{moment}'), (2, DATE '2024-02-29')) t(i, j)",
        {"j": "DATE"},
    )
    if moment.startswith("5877641") and part != "weekday":
        with pytest.raises(Invalid) as refused:
            answer(relation, read(f"par=j:{part}"))
        assert "sort du calendrier" in refused.value.user_message
        return
    found = answer(relation, read(f"par=j:{part}"))
    assert sum(group.rows for group in found.groups) == 2
    assert all(group.names[0] for group in found.groups)


def test_very_many_texts_are_refused_or_ranked(make_relation) -> None:
    relation = make_relation(
        "SELECT i AS _line, i AS _row, 'texte ' || i AS t FROM range(200000) r(i)", {"t": "TEXT"}
    )
    with pytest.raises(Invalid, match="Il y a plus de 2\u202f500 groupes"):
        answer(relation, read("par=t"))
    found = answer(relation, read("par=t&premiers=3"))
    assert [(g.names[0], g.value) for g in found.groups[2:]] == [
        ("texte 10", 1), ("Autres", 199_997),
    ]  # fmt: skip


def test_addresses_of_any_size(empty) -> None:
    many = "&".join(f"f.t=ne:{n}" for n in range(10_000))
    for query in (many, "par=" + "t" * 50_000, "f.t=eq:" + "é" * MAX_LENGTH):
        with pytest.raises(Invalid, match="trop"):
            read(query)
    as_many_as_allowed = "&".join(f"f.t=ne:{n}" for n in range(MAX_FILTERS))
    assert answer(empty, read(as_many_as_allowed)).rows in {0, 3}
    for wrong in (
        "par=j:bands:0,1",
        "mesure=sum:t",
        "f.n=gt:douze",
        "par=t:hour",
        "f.j=gt:2024-13",
    ):
        with pytest.raises(Invalid):
            answer(empty, read(wrong))


def test_what_no_number_holds_is_refused(make_relation) -> None:
    relation = make_relation(
        "SELECT i AS _line, i AS _row, i % 2 AS g, 1e308 AS v FROM range(4) r(i)",
        {"g": "BIGINT", "v": "DOUBLE"},
    )
    for query in ("mesure=sum:v", "mesure=sum:v&par=g"):
        with pytest.raises(Invalid, match="dépasse les nombres"):
            answer(relation, read(query))
    (low, _high) = answer(relation, read("mesure=max:v&par=g")).groups
    assert len(number_text(low.value).replace("\u202f", "")) == 309
