"""ODSQL: the examples of its reference read as they say, and nothing that is wrong passes."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terrier.domain.odsql import (
    MAX_LENGTH,
    MAX_NESTING,
    Malformed,
    parse_condition,
    parse_facet,
    parse_items,
    parse_order,
)
from terrier.domain.odsql.model import (
    AllOf,
    AnyOf,
    Arithmetic,
    Between,
    Call,
    Comparison,
    Field,
    IsNull,
    IsTruth,
    Like,
    Member,
    Moment,
    Not,
    Number,
    OneOf,
    Order,
    Pattern,
    Quantity,
    Shape,
    Star,
    Text,
    Truth,
)
from terrier.domain.odsql.question import Question, Refinement


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("my_field > 10", Comparison(Field("my_field"), ">", Number(10))),
        ("`12` > 10", Comparison(Field("12"), ">", Number(10))),
        ('`and`: "value"', Comparison(Field("and"), "=", Text("value"))),
        ("my_field > 108.7", Comparison(Field("my_field"), ">", Number(Decimal("108.7")))),
        (r"a = 'Don\'t worry'", Comparison(Field("a"), "=", Text("Don't worry"))),
        ("my_boolean_field is TRUE", IsTruth(Field("my_boolean_field"), True)),
        ("my_boolean_field: FALSE", Comparison(Field("my_boolean_field"), "=", Truth(False))),
        ("film_name is not null", Not(IsNull(Field("film_name")))),
        ("film_name is null", IsNull(Field("film_name"))),
        ('film_name like "star wars"', Like(Field("film_name"), Text("star wars"))),
        ("n IN [1..10]", Between(Field("n"), Number(1), Number(10), True, True)),
        ("n IN ]1..10[", Between(Field("n"), Number(1), Number(10), False, False)),
        ("n: [1 TO 10[", Between(Field("n"), Number(1), Number(10), True, False)),
        (
            "d IN [date'2017'..date'2018']",
            Between(Field("d"), Moment(date(2017, 1, 1)), Moment(date(2018, 1, 1)), True, True),
        ),
        (
            'c IN ("Paris", "Besançon")',
            OneOf(Field("c"), (Text("Paris"), Text("Besançon"))),
        ),
        ('"Paris" IN keyword', Member(Text("Paris"), Field("keyword"))),
        ('"tree" AND NOT "cat"', AllOf((Text("tree"), Not(Text("cat"))))),
        ("d > date'2018/04/01'", Comparison(Field("d"), ">", Moment(date(2018, 4, 1)))),
        (
            "d > date'2017-04-03T08:02Z'",
            Comparison(Field("d"), ">", Moment(datetime(2017, 4, 3, 8, 2, tzinfo=UTC))),
        ),
        (
            "within_distance(geo, GEOM'POINT(1 1)', 1.5km)",
            Call(
                "within_distance",
                (Field("geo"), Shape("POINT(1 1)"), Quantity(Decimal("1.5"), "km")),
            ),
        ),
        ("default.theme = 'Eau'", Comparison(Field("default.theme"), "=", Text("Eau"))),
    ],
)
def test_conditions(text, expected):
    assert parse_condition(text) == expected


def test_and_binds_before_or():
    a, b, c = Field("a"), Field("b"), Field("c")
    assert parse_condition("a or b and c") == AnyOf((a, AllOf((b, c))))
    assert parse_condition("(a or b) and c") == AllOf((AnyOf((a, b)), c))


def test_case_and_spaces_do_not_matter():
    assert parse_condition('A=1 AND b LIKE "x"') == parse_condition(' A  = 1 and\nb like "x"')


def test_times_bind_before_plus():
    found = parse_items("a + b * -2")[0].expression
    assert found == Arithmetic(Field("a"), (("+", Arithmetic(Field("b"), (("*", Number(-2)),))),))


def test_labels_are_the_alias_or_the_very_words():
    items = parse_items("nom as n, count(*), sum( tonnage ), commune, include(pop*)")
    assert [i.label for i in items] == [
        "n", "count(*)", "sum( tonnage )", "commune", "include(pop*)",
    ]  # fmt: skip
    assert [i.named for i in items] == [True, False, False, False, False]
    assert items[1].expression == Call("count", (Star(),))
    assert items[4].expression == Call("include", (Pattern("pop"),))


def test_orders():
    assert parse_order("-population, count(*) desc, city ASC, x") == (
        Order(Field("population"), True),
        Order(Call("count", (Star(),)), True),
        Order(Field("city")),
        Order(Field("x")),
    )


def test_facets_are_calls_of_facet():
    assert parse_facet('facet(name="x", limit=3)').name == "facet"
    for wrong in ("x > 3", 'autre(name="x")'):
        with pytest.raises(Malformed):
            parse_facet(wrong)


def test_words_of_the_language_inside_names_are_names():
    found = parse_condition("notation = 1 and orange = 2 and island = 3 and inside = 4")
    assert [part.left.name for part in found.parts] == ["notation", "orange", "island", "inside"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a >", "la fin manque"),
        ("a b", "caractère 3"),
        ("a = 'x", "caractère 5"),
        ("", "la fin manque"),
        ("a = 1; drop table x", "caractère 6"),
        ("d = date'hier'", "n’est pas une date"),
        ("n = 1234567890123456789", "chiffres"),
        ("(" * (MAX_NESTING + 1) + "a" + ")" * (MAX_NESTING + 1), "parenthèses"),
        ("a" * (MAX_LENGTH + 1), "caractères"),
        ("a=1" + " or a=1" * 600, "termes"),
    ],
)
def test_what_is_wrong_is_said(text, told):
    with pytest.raises(Malformed, match=told):
        parse_condition(text)


def test_chains_of_signs_and_nots_do_not_nest():
    assert parse_condition("not " * 201 + "a") == Not(Field("a"))
    assert parse_condition("- " * 200 + "3") == Number(3)


def test_question_knows_what_is_put_together():
    assert Question(select=parse_items("2 * sum(a) as x")).aggregated
    assert Question(group_by=parse_items("a")).aggregated
    assert not Question(select=parse_items("length(a), count")).aggregated


@pytest.mark.parametrize(
    ("text", "facet", "value"),
    [
        ("theme:Eau", "theme", "Eau"),
        ('theme:"Eau : la nôtre"', "theme", "Eau : la nôtre"),
        ("modified:2019/12", "modified", "2019/12"),
    ],
)
def test_refinements(text, facet, value):
    assert Refinement.read(text) == Refinement(facet, value)


def test_a_refinement_has_a_value():
    with pytest.raises(Malformed):
        Refinement.read("theme")


WORDS = st.sampled_from(
    ["a", "`b c`", "12", "1.5", '"x"', "'y'", "date'2020'", "geom'POINT(1 1)'", "10km", "(", ")",
     "[", "]", "..", "to", "and", "or", "not", "in", "is", "null", "true", "like", "=", "!=", ">",
     ":", "+", "-", "*", "/", ",", "as", "desc", "count", "distinct", "now", "é", "\\", "'", '"',
     "`", ";", "--", "\x00", "pop*", "%"]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.text(max_size=80), st.lists(WORDS, max_size=25).map(" ".join)))
def test_any_text_reads_or_is_refused(text):
    for parse in (parse_condition, parse_items, parse_order, parse_facet):
        with suppress(Malformed):
            parse(text)


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("nom = 'Martin' and year(ne_le) = 1980", {"nom", "ne_le"}),
        ("nom like 'martin'", {"nom"}),
        ("'martin'", {"*"}),
        ("age > 3 and not 'martin'", {"age", "*"}),
        ("search(nom, 'martin')", {"nom"}),
        ("search(*, 'martin') or startswith('x')", {"*"}),
    ],
)
def test_what_rows_are_chosen_by_is_named_without_its_values(where, expected):
    assert Question(where=(parse_condition(where),)).filtered == expected
