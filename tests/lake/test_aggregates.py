from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from statistics import median

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terrier.domain.kernel.errors import Invalid
from terrier.lake.aggregates import Grouping, Measure, Part, aggregate, facet
from terrier.lake.filters import parse


def table(found) -> list[tuple]:
    return [(*g.keys, g.value, g.count, g.others) for g in found.groups]


def test_counts_in_the_order_of_keys(communes) -> None:
    found = aggregate(communes, (Grouping("code_insee"),))
    assert table(found) == [
        ("71157", 1, 1, False), ("71248", 1, 1, False),
        ("71359", 1, 1, False), ("71543", 2, 2, False),
    ]  # fmt: skip
    assert found.rows == 5


def test_sums_of_decimals_are_exact(communes) -> None:
    found = aggregate(communes, (Grouping("code_insee"),), Measure.SUM, "tonnage", top=1)
    assert table(found) == [
        ("71543", Decimal("112.50"), 2, False),
        (None, Decimal("-2.95"), 3, True),
    ]
    assert found.others == 3


def test_others_are_measured_over_their_own_rows(communes) -> None:
    found = aggregate(communes, (Grouping("commune"),), Measure.MEAN, "tonnage", top=2)
    assert table(found)[-1] == (None, pytest.approx((0.10 - 3.05) / 2), 3, True)


def test_months_years_and_bins(communes) -> None:
    years = aggregate(communes, (Grouping("date_pose", Part.YEAR),))
    assert [g.keys[0] for g in years.groups] == [
        date(2022, 1, 1), date(2023, 1, 1), date(2024, 1, 1), None,
    ]  # fmt: skip
    months = aggregate(communes, (Grouping("date_pose", Part.MONTH),), Measure.MAX, "date_pose")
    assert months.groups[1].value == date(2023, 12, 31)
    bins = aggregate(communes, (Grouping("tonnage", Part.BINS, 10),))
    assert [(g.keys[0], g.count) for g in bins.groups] == [
        (-10, 1), (0, 1), (10, 1), (100, 1), (None, 1),
    ]  # fmt: skip


def test_two_groupings(communes) -> None:
    found = aggregate(communes, (Grouping("code_insee"), Grouping("actif")), top=1)
    assert table(found)[0] == ("71543", True, 2, 2, False)
    assert {row[:2] for row in table(found)[1:]} == {(None, False), (None, None)}
    assert found.rows == 5


def test_not_a_number_does_not_poison_a_sum(communes) -> None:
    found = aggregate(communes, (Grouping("date_pose", Part.YEAR),), Measure.SUM, "taux")
    assert [g.value for g in found.groups] == [1e22, None, 1.25, None]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (((Grouping("agent"),),), "Aucune colonne « agent »"),
        (((Grouping('x"; DROP'),),), "Aucune colonne"),
        (((Grouping("commune", Part.MONTH),),), "ne se regroupe pas ainsi"),
        (((Grouping("tonnage", Part.BINS),),), "ne se regroupe pas ainsi"),
        (((Grouping("commune"),), Measure.SUM, "commune"), "n’est pas un nombre"),
        (((Grouping("commune"),), Measure.SUM, "agent"), "Aucune colonne « agent »"),
        (((Grouping("commune"),), Measure.SUM), "quelle colonne"),
        (((),), "une ou deux"),
    ],
)
def test_refusals(communes, arguments, says) -> None:
    with pytest.raises(Invalid, match=says):
        aggregate(communes, *arguments)


def test_too_many_groups_are_refused_not_cut(make_relation) -> None:
    relation = make_relation(
        "SELECT i AS _line, i AS _row, i AS v FROM range(1, 1002) r(i)", {"v": "BIGINT"}
    )
    with pytest.raises(Invalid, match="1000 groupes"):
        aggregate(relation, (Grouping("v"),))
    found = aggregate(relation, (Grouping("v"),), top=10)
    assert (len(found.groups), found.others, found.rows) == (11, 991, 1001)


def test_facets_leave_aside_their_own_filter(communes, tournus_only) -> None:
    filters = parse({"f.commune": ["eq:Lacrost"], "f.actif": ["non"]}, communes)
    found = facet(communes, "commune", filters=filters)
    assert (found.values, found.empty, found.distinct, found.rows) == ((("Lacrost", 1),), 1, 1, 2)
    few = facet(communes, "code_insee", limit=1)
    assert (few.values, few.others, few.distinct) == ((("71543", 2),), 3, 4)
    assert facet(tournus_only, "actif").values == ((True, 2),)
    with pytest.raises(Invalid, match="Aucune colonne"):
        facet(tournus_only, "code_insee")
    assert facet(communes, "commune", filters=parse({"q": ["rien"]}, communes)).rows == 0


ROWS = st.lists(
    st.tuples(st.sampled_from("abcd") | st.none(), st.integers(-50, 50) | st.none()),
    min_size=1,
    max_size=20,
)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=ROWS, measure=st.sampled_from(list(Measure)), top=st.integers(1, 5))
def test_top_and_others_agree_with_a_plain_count(make_relation, rows, measure, top) -> None:
    values = ", ".join("(?::BIGINT, ?::TEXT, ?::BIGINT)" for _ in rows)
    relation = make_relation(
        f"SELECT n AS _line, n AS _row, k, v FROM (VALUES {values}) t(n, k, v)",
        {"k": "TEXT", "v": "BIGINT"},
        params=[x for n, row in enumerate(rows, 1) for x in (n, *row)],
    )
    plain = {
        Measure.SUM: sum, Measure.MIN: min, Measure.MAX: max, Measure.MEDIAN: median,
        Measure.MEAN: lambda v: sum(v) / len(v),
    }  # fmt: skip
    found = aggregate(relation, (Grouping("k"),), measure, "v", top=top)
    groups = defaultdict(list)
    kept = {g.keys[0] for g in found.groups if not g.others}
    for key, value in rows:
        groups[key if key in kept else "others"].append(value)
    for group in found.groups:
        members = groups["others" if group.others else group.keys[0]]
        numbers = [v for v in members if v is not None]
        assert group.count == len(members)
        if measure is Measure.COUNT:
            assert group.value == len(members)
        else:
            expected = plain[measure](numbers) if numbers else None
            assert group.value == (pytest.approx(expected) if numbers else None)
    assert found.rows == len(rows)
    assert found.others == len({key for key, _ in rows} - kept)
