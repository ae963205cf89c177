"""A figure read for every commune, its rank and its median, against plain Python."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terrier.domain.figures.key_figure import Trend
from terrier.domain.indicators import (
    Better,
    News,
    Outstanding,
    Reading,
    Weighed,
    Who,
    check,
    news,
    outstanding,
    place,
    readings,
    similar,
    standing,
    written,
)
from terrier.domain.kernel.errors import Invalid
from terrier.domain.questions.answer import Answer, Group, Heading
from terrier.domain.questions.question import Grouping, Measure, Part, Per, Question

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


def test_a_period_that_is_partly_in_the_data_is_compared_with_nothing():
    """An autumn of air is no year: nothing is told from it, and alone it is said to be part."""
    autumn, year = date(2024, 1, 1), date(2025, 1, 1)
    asked = answer((("A", autumn), 2.6), (("A", year), 2.7), (("B", autumn), 3.0))
    assert readings(asked, today=TODAY)["A"].trend.text.startswith("+3,8")
    found = readings(replace(asked, partial=frozenset({autumn})), today=TODAY)
    assert (found["A"].value, found["A"].trend) == (2.7, None)
    assert found["B"].period == f"{autumn} (année incomplète)"
    cut = readings(replace(asked, partial=frozenset({year})), today=TODAY)
    assert (cut["A"].value, cut["A"].trend) == (2.6, None)


def test_rows_without_a_value_are_counted_beside_what_is_read():
    year = date(2025, 1, 1)
    asked = answer((("A", date(2024, 1, 1)), 2), (("A", year), 5), (("B", year), 1))
    blank = tuple(
        replace(g, rows=8, filled=(3,) if g.keys == ("A", year) else (8,)) for g in asked.groups
    )
    found = readings(replace(asked, groups=blank), today=TODAY)
    assert (found["A"].rows, found["A"].blank, found["B"].blank) == (8, 5, 0)
    alone = answer((("A",), 5), by=(COMMUNE,))
    partly = replace(alone, groups=(replace(alone.groups[0], rows=4, filled=(3,)),))
    assert readings(partly)["A"].blank == 1


def test_the_change_beside_a_figure_per_inhabitant_is_said_to_be_that_of_the_total():
    """Pruzelle: 3,1 % more energy for 4,2 % more people is 1 % less for each of them."""
    energy, people = {2023: 1000.0, 2024: 1031.0}, {2023: 240, 2024: 250}
    newest = people[2024] / 1000
    asked = answer(*((("A", date(y, 1, 1)), v / newest) for y, v in energy.items()))
    by_head = replace(asked, question=replace(asked.question, per=Per.THOUSAND_INHABITANTS))
    total = energy[2024] / energy[2023] - 1
    each = (energy[2024] / people[2024]) / (energy[2023] / people[2023]) - 1
    assert each < 0 < total
    trend = readings(by_head)["A"].trend
    assert math.isclose(trend.change, total)
    assert trend.text.replace("\xa0", " ") == "total : +3,1 % sur un an"
    by_area = replace(asked, question=replace(asked.question, per=Per.SQUARE_KM))
    assert readings(by_area)["A"].trend.text.replace("\xa0", " ") == "+3,1 % sur un an"


def test_without_a_period_and_what_is_not_by_commune():
    assert readings(answer((("A",), 5), by=(COMMUNE,))) == {"A": Reading(5.0, rows=1)}
    with pytest.raises(Invalid, match="commune par commune"):
        readings(answer((("A",), 5), by=(Heading("Flux"),)))
    with pytest.raises(Invalid, match="période"):
        readings(answer((("A", "x"), 5), by=(COMMUNE, Heading("Flux")), part=Part.VALUE))


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 5), min_size=1))
def test_ranks_are_those_of_a_sorted_list(values):
    read = {code: Reading(float(v)) for code, v in values.items()}
    ordered = sorted(values.values())
    for code, value in values.items():
        found = standing(code, read, "abc")
        assert found.rank == ordered[::-1].index(value) + 1
        assert found.from_below == ordered.index(value) + 1
        assert (found.of, found.tied) == (len(values), ordered.count(value) - 1)
        places = [n for n, v in enumerate(ordered) if v == value]
        assert found.height * (len(ordered) - 1) == pytest.approx(
            sum(places) / len(places) if len(ordered) > 1 else 0
        )
        near = sorted(values[c] for c in "abc" if c in values)
        assert found.alike == (len(near) == 3)
        compared = near if found.alike else ordered
        assert found.median == (median(compared) if len(compared) >= 3 else None)
        if found.ladder:
            assert [step.share * ordered[-1] for step in found.ladder] == pytest.approx(ordered)
            (mine,) = (step for step in found.ladder if step.who is Who.MINE)
            assert mine.share * ordered[-1] == pytest.approx(value)
        else:
            assert ordered[-1] == 0


def test_only_the_same_period_is_compared_and_what_has_no_value_has_no_place():
    read = {
        "a": Reading(5, day=date(2024, 1, 1)),
        "b": Reading(9, day=date(2025, 1, 1)),
        "c": Reading(1, day=date(2025, 1, 1)),
    }
    assert standing("a", read, "bc").of == 1
    assert standing("b", read, "ac").of == 2
    assert standing("z", read, "ac") is None
    told = standing("b", {c: Reading(v) for c, v in zip("abcd", (10, 100, 99, 9), strict=True)},
                    "acd")  # fmt: skip
    assert (told.median, told.beside(100), told.beside(10.2), told.beside(2)) == (
        10, "above", "close", "below",
    )  # fmt: skip
    assert standing("a", {"a": Reading(-1.0), "b": Reading(2.0)}, "").ladder == ()


def test_a_place_is_said_as_people_say_it():
    def said(code: str, *values: int, among: str = "communes") -> str:
        read = {c: Reading(float(v)) for c, v in zip("abcdefghi", values, strict=False)}
        return place(standing(code, read, ""), among)

    nine = (9, 8, 7, 6, 5, 4, 3, 2, 1)
    assert said("a", *nine) == "le plus élevé des 9 communes"
    assert said("c", *nine) == "le 3e plus élevé des 9 communes"
    assert said("d", *nine) == "4e sur 9 communes"
    assert said("g", *nine) == "le 3e plus bas des 9 communes"
    assert said("i", *nine) == "le plus bas des 9 communes"
    assert said("a", 3, 3, 1) == "le plus élevé, comme une autre des 3 communes"
    assert said("d", 3, 1, 1, 1) == "le plus bas, comme 2 autres des 4 communes"
    assert said("c", *(9, 8, 7, 7, 4, 4, 3, 3, 1)) == "comme une autre des 9 communes"
    assert (
        said("b", *(9, 8, 8, 6, 5, 4, 3, 2, 1))
        == "le 2e plus élevé, comme une autre des 9 communes"
    )
    # The third of nine, were there not five others with as much.
    assert said("c", *(9, 8, 2, 2, 2, 2, 2, 2, 1)) == "comme 5 autres des 9 communes"
    assert said("b", 2, 2, 2) == "le même dans les 3 communes"
    assert said("a", 2) == "le seul connu"
    assert said("b", 2, 1, among="communes qui en ont").endswith("des 2 communes qui en ont")


def test_what_stands_out_is_the_best_place_the_worst_and_the_greatest_change():
    many = {c: Reading(float(n)) for n, c in enumerate("abcdefghi")}

    def weighed(code: str, better: Better, *, like: str = "acegi", rated=False, change=None):
        stands = standing(code, many, like)
        told = news(better, stands, many[code], rated=rated)
        return Weighed(better, stands, told, Trend(change, "") if change is not None else None)

    high = weighed("h", Better.HIGHER, change=0.005)
    highest = weighed("i", Better.HIGHER)
    low_is_good = weighed("b", Better.LOWER, change=-0.3)
    too_high, too_low = weighed("g", Better.LOWER), weighed("a", Better.HIGHER, change=0.1)
    plain = weighed("i", Better.NEUTRAL, change=0.2)
    assert [w.news for w in (high, low_is_good, too_high, too_low, plain)] == [
        News.GOOD, News.GOOD, News.BAD, News.BAD, News.NEITHER,
    ]  # fmt: skip
    found = outstanding([plain, high, too_high, low_is_good, highest, too_low])
    assert (found.best, found.worst, found.change) == (4, 5, 3)
    # At equality the figure that the administrator put first; little change is no change.
    assert outstanding([highest, weighed("b", Better.HIGHER), highest]).best == 0
    assert outstanding([high, plain]) == Outstanding(0, None, 1)
    # What is told already is not told twice.
    assert outstanding([low_is_good]) == Outstanding(0, None, None)
    assert outstanding([high]).change is None
    assert outstanding([]) == Outstanding(None, None, None)
    # Good news from the middle of the list is nothing to begin with.
    middle = weighed("f", Better.HIGHER, like="abcde")
    assert middle.news is News.GOOD
    assert outstanding([middle]).best is None
    # Without communes like it, a number of things judges nobody; a rate does.
    assert weighed("i", Better.HIGHER, like="").news is News.NEITHER
    assert weighed("i", Better.HIGHER, like="", rated=True).news is News.GOOD
    assert weighed("e", Better.HIGHER, rated=True).news is News.NEITHER
    # A figure known in part judges nobody.
    highest_of_all = standing("i", many, "acegi")
    for blank, told in ((1, News.GOOD), (2, News.NEITHER)):
        read = replace(many["i"], rows=20, blank=blank)
        assert news(Better.HIGHER, highest_of_all, read, rated=False) is told


def test_similar_communes_are_the_nearest_in_population():
    people = {"a": 1000, "b": 500, "c": 1900, "d": None, "e": 1000, "f": 0, "g": 3001}
    assert similar("a", people) == ("e", "c", "b")
    # One more than three times as big is like nobody, and nobody is made to look like it.
    assert similar("g", people) == ()
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
