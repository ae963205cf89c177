"""Answers without their small groups: nothing of a group that is not told remains."""

from __future__ import annotations

from datetime import date

import pytest

from terrier.domain.disclosure import without_small_cells
from terrier.domain.kernel.errors import Invalid
from terrier.domain.questions.address import read
from terrier.domain.questions.answer import Answer, Group, Heading


def answered(query: str, *groups: tuple, total=None, filled=None) -> Answer:
    """Make an answer of `(keys, value, rows)`."""
    question = read(query)
    made = tuple(
        Group(
            keys, tuple(map(str, keys)), value, rows, () if filled is None else (filled[n],),
            others=rest == ["others"],
        )
        for n, (keys, value, rows, *rest) in enumerate(groups)
    )  # fmt: skip
    heads = tuple(Heading(g.column) for g in question.by)
    rows = sum(g.rows for g in made)
    return Answer(question, heads, Heading("m"), made, rows if total is None else total, rows)


def told(answer: Answer) -> list:
    return [(g.keys, g.value, g.rows, g.suppressed) for g in answer.groups]


def test_the_smallest_of_the_others_goes_with_a_small_group() -> None:
    found = without_small_cells(answered("par=c", (("a",), 40, 40), (("b",), 2, 2), (("d",), 9, 9)))
    assert told(found) == [
        (("a",), 40, 40, False), (("b",), None, None, True), (("d",), None, None, True),
    ]  # fmt: skip
    assert (found.total, found.rows, found.suppressed) == (51, 51, 2)
    assert "2 groupes ne sont pas montrés" in found.notes[-1]


def test_others_are_not_the_rows_without_a_value() -> None:
    found = without_small_cells(
        answered("par=c&premiers=1", (("a",), 9, 9), ((None,), 8, 8), ((None,), 2, 2, "others"))
    )
    assert [g.suppressed for g in found.groups] == [False, True, True]


def test_few_values_are_small_whatever_the_rows() -> None:
    found = without_small_cells(
        answered(
            "mesure=mean:v&par=c", (("a",), 1.5, 30), (("b",), 2.5, 40), (("d",), 9.9, 50),
            filled=[30, 2, 50],
        )
    )  # fmt: skip
    assert [g.suppressed for g in found.groups] == [True, True, False]
    assert found.groups[1].filled == ()


def test_a_change_from_a_small_period_is_not_told() -> None:
    months = [date(2025, n, 1) for n in (1, 2, 3, 4, 5)]
    rows = [20, 3, 30, 40, 6]
    found = without_small_cells(
        answered(
            "par=m:month&montre=change",
            *(((m,), 0.1, n) for m, n in zip(months, rows, strict=True)),
            total=0,
        )
    )
    assert [g.suppressed for g in found.groups] == [False, True, True, False, True]


def test_nothing_is_left_of_a_whole_that_is_small() -> None:
    alone = without_small_cells(answered("", ((), 3, 3)))
    assert (told(alone), alone.total, alone.rows) == ([((), None, None, True)], None, None)
    shares = without_small_cells(
        answered("par=c&montre=share", (("a",), 0.5, 1), (("b",), 0.5, 1), total=1.0)
    )
    assert (shares.total, shares.rows) == (None, None)
    assert all(g.value is None for g in shares.groups)


def test_what_is_large_is_told_as_it_is() -> None:
    large = answered("par=c", (("a",), 40, 40), (("b",), 12, 12))
    assert without_small_cells(large) is large


@pytest.mark.parametrize("query", ["mesure=max:v&par=c", "par=c&contre=min:v"])
def test_an_extreme_is_always_somebodys(query) -> None:
    with pytest.raises(Invalid, match="une seule ligne"):
        without_small_cells(answered(query, (("a",), 40, 40)))
