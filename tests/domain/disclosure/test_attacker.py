"""An attacker who reads all that is told, and bounds what is not by linear programmes.

Persons live in communes, have an age and maybe an income. Figures of them are computed here in
plain Python; the attacker is given what the released answers show and nothing else.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from statistics import fmean, median

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from terrier.domain.disclosure import Atom, tellable_together, without_small_cells
from terrier.domain.kernel.errors import Invalid
from terrier.domain.questions.address import read
from terrier.domain.questions.answer import Answer, Group, Heading

THRESHOLD = 5
Person = tuple[str, int, float | None]
"""Commune, age, income."""
KEYS: dict[str, Callable[[Person], object]] = {
    "commune": lambda person: person[0],
    "age": lambda person: person[1] // 20 * 20,
    "retired": lambda person: person[1] >= 60,
    "nearly": lambda person: person[1] >= 55,
}
WITHIN: dict[str, Callable[[Person], bool]] = {
    "": lambda person: True,
    "&f.age=lt:60": lambda person: person[1] < 60,
    "&f.commune=ne:Lugny": lambda person: person[0] != "Lugny",
}
MEASURES = {"count": len, "sum": sum, "mean": fmean, "median": median}


@dataclass(frozen=True)
class Figure:
    """What is asked: what is measured, by what, of whom."""

    measure: str = "count"
    by: tuple[str, ...] = ("commune",)
    within: str = ""
    more: str = ""

    @property
    def query(self) -> str:
        asked = self.measure if self.measure == "count" else f"{self.measure}:income"
        return f"mesure={asked}" + "".join(f"&par={k}" for k in self.by) + self.within + self.more

    def cell(self, person: Person) -> tuple | None:
        """Give the group of a person; None where they are left out."""
        return tuple(KEYS[key](person) for key in self.by) if WITHIN[self.within](person) else None

    def answer(self, people: list[Person]) -> Answer:
        """Answer in plain Python, as an agent who sees the rows would be."""
        groups: dict[tuple, list[Person]] = defaultdict(list)
        for person in people:
            cell = self.cell(person)
            if cell is not None:
                groups[cell].append(person)
        made = [self._group(cell, rows) for cell, rows in sorted(groups.items())]
        if "ordre=highest" in self.more:
            made.sort(key=lambda group: -group.value)
        everybody = self._group((), [p for rows in groups.values() for p in rows])
        question = read(self.query)
        heads = tuple(Heading(key) for key in self.by)
        total = everybody.value
        return Answer(question, heads, Heading("m"), tuple(made), total, everybody.rows)

    def _group(self, cell: tuple, rows: list[Person]) -> Group:
        known = [income for _commune, _age, income in rows if income is not None]
        measured = rows if self.measure == "count" else known
        value = MEASURES[self.measure](measured) if measured else None
        filled = () if self.measure == "count" else (len(known),)
        return Group(cell, tuple(map(str, cell)), value, len(rows), filled)


class Attacker:
    """Knows which kinds of persons there are, and what is told of how many."""

    def __init__(self, people: list[Person], told: list[tuple[Figure, Answer]]) -> None:
        self.kinds = sorted({tuple(f.cell(p) for f, _ in told) for p in people}, key=repr)
        self.equal, self.sums, self.there = [], [], []
        for rank, (_figure, answer) in enumerate(told):
            for group in answer.groups:
                within = self.of(rank, group.keys)
                if group.suppressed:
                    assert (group.value, group.rows, group.filled) == (None, None, ())
                    self.there.append(within)
                else:
                    self._learn(within, group.rows)
            if answer.rows is not None:
                self._learn(1 - self.of(rank, None), answer.rows)

    def _learn(self, within: np.ndarray, rows: int) -> None:
        self.equal.append(within)
        self.sums.append(rows)

    def of(self, rank: int, cell: tuple | None) -> np.ndarray:
        """Say which kinds of persons are in a group of a figure."""
        return np.array([float(kind[rank] == cell) for kind in self.kinds])

    def bounds(self, within: np.ndarray) -> tuple[float, float]:
        """Give the least and the most persons that there may be."""
        ends = []
        for sign in (1.0, -1.0):
            found = linprog(
                sign * within,
                A_eq=np.array(self.equal) if self.equal else None,
                b_eq=self.sums or None,
                A_ub=-np.array(self.there) if self.there else None,
                b_ub=-np.ones(len(self.there)) if self.there else None,
            )
            assert found.status in (0, 3)
            ends.append(sign * found.fun if found.status == 0 else np.inf)
        return ends[0], ends[1]


def parted(figures: list[Figure], people: list[Person]) -> list[Atom]:
    """Part people by all the figures."""
    found = Counter((tuple(figure.cell(p) for figure in figures), p[2] is not None) for p in people)
    return [
        Atom(rows, keys, frozenset({"income"} if there else ()))
        for (keys, there), rows in found.items()
    ]


def told(figures: list[Figure], people: list[Person]) -> list[tuple[Figure, Answer]]:
    """Give each figure as it is told."""
    return [(f, without_small_cells(f.answer(people), THRESHOLD)) for f in figures]


def attack(people: list[Person], told: list[tuple[Figure, Answer]]) -> int:
    """Bound what is small of each figure, and of each two; give how much was tried."""
    attacker = Attacker(people, told)
    numbers = Counter(tuple(figure.cell(p) for figure, _ in told) for p in people)
    rows = np.array([numbers[kind] for kind in attacker.kinds])
    groups = {(n, kind[n]) for kind in attacker.kinds for n in range(len(told))}
    parts = [attacker.of(n, cell) for n, cell in sorted(groups, key=repr)]
    tried = {tuple(part) for part in parts}
    for a, b in combinations(parts, 2):
        tried |= {tuple(a * b), tuple(a * (1 - b)), tuple(b * (1 - a))}
    small = [part for part in map(np.array, sorted(tried)) if 0 < part @ rows < THRESHOLD]
    for part in small:
        least, most = attacker.bounds(part)
        hidden_inside = sum(bool(np.all(there <= part)) for there in attacker.there)
        assert least <= max(1, hidden_inside) + 1e-6
        assert most >= THRESHOLD - 1 - 1e-6
    return len(small)


def town(seed: int, persons: int, communes: int, missing: float = 0.0) -> list[Person]:
    """Make up people: communes of very different sizes, most of them young."""
    dice = np.random.default_rng(seed)
    names = ["Lugny", "Tournus", "Viré", "Plottes", "Chardonnay", "Royer", "Ozenay"][:communes]
    weights = dice.dirichlet(np.full(communes, 0.7))
    return [
        (
            str(dice.choice(names, p=weights)),
            int(min(99, dice.gamma(3, 14))),
            None if dice.random() < missing else float(dice.integers(800, 4000)),
        )
        for _ in range(persons)
    ]


FIGURES = st.builds(
    Figure,
    st.sampled_from(["count", "sum", "mean", "median"]),
    st.sampled_from([(), ("commune",), ("age",), ("retired",), ("nearly",), ("commune", "age")]),
    st.sampled_from(list(WITHIN)),
)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 150), st.integers(1, 6), st.lists(FIGURES, max_size=3))
def test_nothing_small_is_bounded_by_all_that_is_told(seed, persons, communes, figures) -> None:
    people = town(seed, persons, communes, missing=0.1)
    figures = [f for f in dict.fromkeys(figures) if any(f.cell(p) is not None for p in people)]
    assume(figures)
    answers = [(figure.answer(people), THRESHOLD) for figure in figures]
    assume(len(figures) == 1 or tellable_together(answers, parted(figures, people)))
    attack(people, told(figures, people))


def test_what_goes_together_is_not_nothing() -> None:
    people = town(7, 400, 5)
    figures = [Figure(), Figure("mean", ("age",)), Figure("sum", ("commune", "age"))]
    answers = [(figure.answer(people), THRESHOLD) for figure in figures]
    assert tellable_together(answers, parted(figures, people))
    assert attack(people, told(figures, people)) >= 3


@pytest.mark.parametrize("by", ["nearly", "retired"])
def test_bands_that_end_elsewhere_tell_who_is_between(by) -> None:
    ages = [20] * 30 + [57] * 3 + [70] * 50
    people = [("Lugny", age, 1000.0) for age in ages]
    figures = [Figure(by=("retired",)), Figure(by=(by,))]
    answers = [(figure.answer(people), THRESHOLD) for figure in figures]
    assert tellable_together(answers, parted(figures, people)) is (by == "retired")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 30), min_size=2, max_size=7, unique=True), st.data())
def test_the_place_of_a_group_says_nothing_of_it(sizes, data) -> None:
    """Groups in the order of their rows: what is hidden is told in the same place in any order."""
    names = "abcdefg"[: len(sizes)]
    figure = Figure(more="&ordre=highest")

    def shown(numbers: list[int]) -> Answer:
        people = [
            (name, 30, None) for name, n in zip(names, numbers, strict=True) for _ in range(n)
        ]
        return without_small_cells(figure.answer(people), THRESHOLD)

    first = shown(sizes)
    hidden = [names.index(g.keys[0]) for g in first.groups if g.suppressed]
    moved = list(sizes)
    for place, taken in zip(hidden, data.draw(st.permutations(hidden)), strict=True):
        moved[place] = sizes[taken]
    assert shown(moved).groups == first.groups
    if hidden:
        ranked = Figure(more="&ordre=highest&premiers=2")
        people = [(name, 30, None) for name, n in zip(names, sizes, strict=True) for _ in range(n)]
        with pytest.raises(Invalid, match="parmi les premiers"):
            without_small_cells(ranked.answer(people), THRESHOLD)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=6))
def test_what_is_hidden_together_has_values_enough(groups) -> None:
    """The total of an income less those that are told is that of the hidden groups together."""
    people = [
        ("abcdef"[n], 30, income)
        for n, (known, unknown) in enumerate(groups)
        for income in [1000.0] * known + [None] * unknown
    ]
    assume(people)
    [(_figure, answer)] = told([Figure("mean")], people)
    hidden = {g.keys[0] for g in answer.groups if g.suppressed}
    values = [p for p in people if p[0] in hidden and p[2] is not None]
    assert answer.total is None or not values or len(values) >= THRESHOLD
