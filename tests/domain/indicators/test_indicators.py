"""A figure read for every commune, its rank and its median, against plain Python."""

from __future__ import annotations

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terrier.domain.indicators import (
    Better,
    Reading,
    check,
    readings,
    similar,
    standing,
    written,
)
from terrier.domain.kernel.errors import Invalid
from terrier.domain.questions.answer import Answer, Group, Heading
from terrier.domain.questions.question import Grouping, Measure, Part, Question

COMMUNE = Heading("Commune", concept="commune_code")
BY_YEAR = (COMMUNE, Heading("Année", family="date"))
TODAY = date(2026, 3, 1)


def answer(*groups: tuple, by=BY_YEAR, part=Part.YEAR) -> Answer:
    groupings = (Grouping("c"), Grouping("a", part))[: len(by)]
    made = tuple(Group(keys, tuple(str(k) for k in keys), value, 1) for keys, value in groups)
    asked = Question(Measure.SUM, "t", groupings)
    return Answer(asked, by, Heading("Total", "t"), made, None, len(made))


def test_the_last_period_that_ended_is_read_with_its_trend():
    found = readings(
        answer(
            (("A", date(2024, 1, 1)), 50),
            (("A", date(2025, 1, 1)), 60),
            (("A", date(2026, 1, 1)), 9),
            (("B", date(2025, 1, 1)), 10),
            (("C", date(2025, 1, 1)), None),
            (("D", date(2026, 1, 1)), 3),
        ),
        today=TODAY,
    )
    assert set(found) == {"A", "B"}
    assert (found["A"].value, found["A"].day) == (60, date(2025, 1, 1))
    assert math.isclose(found["A"].trend.change, 0.2)
    assert found["A"].trend.text.startswith("+20")
    assert found["B"].trend is None


def test_without_a_period_and_what_is_not_by_commune():
    assert readings(answer((("A",), 5), by=(COMMUNE,))) == {"A": Reading(5.0)}
    with pytest.raises(Invalid, match="commune par commune"):
        readings(answer((("A",), 5), by=(Heading("Flux"),)))
    with pytest.raises(Invalid, match="période"):
        readings(answer((("A", "x"), 5), by=(COMMUNE, Heading("Flux")), part=Part.VALUE))


@given(
    st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 5), min_size=1),
    st.sampled_from(list(Better)),
)
def test_ranks_are_those_of_a_sorted_list(values, better):
    read = {code: Reading(float(v)) for code, v in values.items()}
    ordered = sorted(values.values(), reverse=better is not Better.LOWER)
    for code, value in values.items():
        found = standing(code, read, "abc", better)
        assert found.rank == ordered.index(value) + 1
        assert found.of == len(values)
        assert found.tied == (ordered.count(value) > 1)
        near = sorted(values[c] for c in "abc" if c in values)
        assert found.median == (near[1] if len(near) == 3 else None)


def test_only_the_same_period_is_compared_and_what_has_no_value_has_no_place():
    read = {
        "a": Reading(5, day=date(2024, 1, 1)),
        "b": Reading(9, day=date(2025, 1, 1)),
        "c": Reading(1, day=date(2025, 1, 1)),
    }
    assert standing("a", read, "bc", Better.HIGHER).of == 1
    assert standing("b", read, "ac", Better.HIGHER).of == 2
    assert standing("z", read, "ac", Better.HIGHER) is None
    told = standing("b", {c: Reading(v) for c, v in zip("abcd", (10, 100, 99, 9), strict=True)},
                    "acd", Better.LOWER)  # fmt: skip
    assert (told.median, told.beside(100), told.beside(10.2), told.beside(2)) == (
        10, "above", "close", "below",
    )  # fmt: skip


def test_similar_communes_are_the_nearest_in_population():
    people = {"a": 1000, "b": 500, "c": 1900, "d": None, "e": 1000, "f": 0}
    assert similar("a", people) == ("e", "c", "b")
    assert similar("d", people) == ()


def test_a_sentence_says_what_is_wrong_with_it():
    check("{valeur} en {periode}")
    for wrong, said in (
        ("{valeur} {total}", "« {total} » n’est pas connu"),
        ("{valeur} {", "accolade"),
        ("{valeur.__class__}", "n’est pas connu"),
        ("sans chiffre", "{valeur}"),
    ):
        with pytest.raises(Invalid) as refused:
            check(wrong)
        assert said in refused.value.user_message
    assert written("{valeur}, {rang}", {"valeur": "3 t", "rang": ""}) == "3 t, non connu"
