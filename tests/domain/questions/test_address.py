from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terrier.domain.kernel.errors import Invalid
from terrier.domain.questions.address import from_pairs, read, to_pairs, write
from terrier.domain.questions.question import (
    Grouping,
    Measure,
    Order,
    Part,
    Per,
    Question,
    Shown,
)

COLUMN = st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True)
FINITE = st.floats(allow_nan=False, allow_infinity=False, width=32).map(lambda v: v + 0.0)
LIMITS = st.lists(FINITE, min_size=1, max_size=6, unique=True).map(lambda v: tuple(sorted(v)))
WIDTH = st.floats(min_value=1e-6, max_value=1e9)
BANDS = st.builds(lambda c, limits: Grouping(c, Part.BANDS, limits=limits), COLUMN, LIMITS)
WIDE = st.builds(lambda c, width: Grouping(c, Part.BANDS, width=width), COLUMN, WIDTH)
GROUPING = st.builds(Grouping, COLUMN, st.sampled_from(Part)) | BANDS | WIDE
MEASURED = st.tuples(st.sampled_from([m for m in Measure if m is not Measure.COUNT]), COLUMN)
FILTER = st.tuples(COLUMN.map("f.{}".format), st.text(min_size=1, max_size=30)).filter(
    lambda pair: pair[1].strip() == pair[1]
)


@st.composite
def questions(draw) -> Question:
    measure, of = draw(MEASURED | st.just((Measure.COUNT, "")))
    return Question(
        measure,
        of,
        tuple(draw(st.lists(GROUPING, max_size=2))),
        against=draw(MEASURED | st.just((Measure.COUNT, "")) | st.none()),
        shown=draw(st.sampled_from(Shown)),
        per=draw(st.sampled_from(Per)),
        order=draw(st.sampled_from(Order)),
        first=draw(st.none() | st.integers(1, 500)),
        filters=tuple(sorted(set(draw(st.lists(FILTER, max_size=4))))),
    )


@settings(deadline=None)
@given(questions())
def test_a_question_comes_back_from_its_address(question) -> None:
    text = write(question)
    assert read(text) == question
    assert write(read(text)) == text
    assert from_pairs(reversed(to_pairs(question)[1:])) is not None


@settings(deadline=None)
@given(questions(), st.randoms())
def test_the_same_question_has_one_address(question, dice) -> None:
    pairs = to_pairs(question)
    by = [pair for pair in pairs if pair[0] == "par"]
    others = [pair for pair in pairs if pair[0] != "par"]
    dice.shuffle(others)
    blank = [("premiers", ""), ("autre", "chose"), ("csrf", "x")]
    assert write(from_pairs([*blank, *others, *by])) == write(question)


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read_or_refused_in_a_sentence(text) -> None:
    try:
        found = read(text)
    except Invalid:
        return
    assert read(write(found)) == found


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("mesure=mode:x", "count, sum"),
        ("mesure=sum", "quelle colonne"),
        ("mesure=count&mesure=count", "trop de fois"),
        ("par=a&par=b&par=c", "trop de fois"),
        ("par=a:siecle", "year"),
        ("par=:month", "comment regrouper"),
        ("par=a:month:3", "comment regrouper"),
        ("par=a:bands:3,2", "du plus petit au plus grand"),
        ("par=a:bands:1,1", "sans répétition"),
        ("par=a:bands:nan", "pas un nombre"),
        ("par=a:bands:/0", "plus de 0"),
        ("par=a:bands:/inf", "pas un nombre"),
        ("par=a:bands:" + ",".join(map(str, range(60))), "au plus 50"),
        ("premiers=0", "de 1 à 500"),
        ("premiers=٣", "de 1 à 500"),
        ("montre=tout", "share"),
        ("&".join(f"f.c{n}=x" for n in range(60)), "trop de filtres"),
        ("a=1&" * 300, "trop de choses"),
        ("par=" + "x" * 5000, "trop longue"),
    ],
)
def test_refusals(text, says) -> None:
    with pytest.raises(Invalid, match=says):
        read(text)


def test_a_filter_keeps_the_operator_that_a_form_gives_apart() -> None:
    assert read("f.nom=école&o.nom=contains").filters == (("f.nom", "contains:école"),)
