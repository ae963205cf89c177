"""Figures of a file: parted by the lake, told without their small cells, and attacked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from terrier.domain.disclosure import tellable_together, without_small_cells
from terrier.domain.questions.address import read
from terrier.lake.questions import answer, atoms
from terrier.lake.relation import Relation
from tests.domain.disclosure.test_attacker import THRESHOLD, Person, attack, town
from tests.lake.conftest import columns, write_version


@dataclass(frozen=True)
class Asked:
    """A question, with the group of a person in plain Python."""

    query: str
    cell: Callable[[Person], tuple | None]


COMMUNE = Asked("par=commune&ordre=highest", lambda p: (p[0],))
AGE = Asked("mesure=mean:income&par=age:bands:/20", lambda p: (p[1] // 20 * 20.0,))
YOUNG = Asked("par=commune&f.age=lt:60", lambda p: (p[0],) if p[1] < 60 else None)
BOTH = Asked("mesure=sum:income&par=commune&par=age:bands:/20", lambda p: (p[0], p[1] // 20 * 20.0))
ODD = Asked("par=age:bands:/25", lambda p: (p[1] // 25 * 25.0,))


@pytest.fixture(params=[1, 2, 3])
def people(request) -> list[Person]:
    return town(request.param, 300, 6, missing=0.1)


@pytest.fixture
def relation(people, tmp_path) -> Relation:
    rows = ", ".join(
        f"({n}, {n}, '{commune}', {age}, {'NULL' if income is None else income})"
        for n, (commune, age, income) in enumerate(people, 1)
    )
    path = write_version(
        tmp_path / "people.parquet",
        f"SELECT _line, _row, commune, age, CAST(income AS DOUBLE) AS income, NULL AS geom "
        f"FROM (VALUES {rows}) t(_line, _row, commune, age, income)",
    )
    return Relation(path=path, columns=columns(commune="TEXT", age="BIGINT", income="DOUBLE"))


def test_what_is_told_of_a_file_gives_nothing_small_back(relation, people) -> None:
    told, tried = [], 0
    for asked in (COMMUNE, AGE, ODD, YOUNG, BOTH):
        candidate = [*told, asked]
        answers = [(answer(relation, read(a.query)), THRESHOLD) for a in candidate]
        parted = atoms(relation, [found.question for found, _threshold in answers])
        assert sum(atom.rows for atom in parted) == len(people)
        if len(candidate) == 1 or tellable_together(answers, parted):
            told = candidate
            shown = [without_small_cells(found, THRESHOLD) for found, _threshold in answers]
            tried += attack(people, list(zip(candidate, shown, strict=True)))
    assert len(told) >= 3
    assert tried


def test_columns_measured_by_two_questions_have_their_own_values(relation, people) -> None:
    """Incomes are known of some, ages of all: what has a value is told for each column."""
    parted = atoms(relation, [read("mesure=sum:income&contre=mean:age"), read("mesure=sum:age")])
    known = sum(income is not None for _commune, _age, income in people)
    assert sum(atom.rows for atom in parted if "income" in atom.filled) == known
    assert all("age" in atom.filled for atom in parted)
    assert {atom.keys for atom in parted} == {((), ())}
