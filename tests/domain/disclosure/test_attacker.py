"""An attacker who reads all that is told, and bounds what is not by linear programmes.

Persons live in communes, have an age and maybe an income. Figures of them are computed here in
plain Python; the attacker is given what the released answers show and nothing else.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
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
        kinds = Counter(tuple(self._kind(person)) for person in people)
        self.kinds = {kind: n for n, kind in enumerate(kinds)}
        self.example = {tuple(self._kind(person)): person for person in people}
        self.equal, self.sums, self.there = [], [], []
        for figure, answer in told:
            for group in answer.groups:
                within = self.indicator(lambda p, f=figure, k=group.keys: f.cell(p) == k)
                if group.suppressed:
                    assert (group.value, group.rows, group.filled) == (None, None, ())
                    self.there.append(within)
                else:
                    self._learn(within, group.rows)
            if answer.rows is not None:
                self._learn(self.indicator(lambda p, f=figure: f.cell(p) is not None), answer.rows)

    @staticmethod
    def _kind(person: Person) -> Iterator[object]:
        yield from (key(person) for key in KEYS.values())
        yield from (within(person) for within in WITHIN.values())

    def _learn(self, within: np.ndarray, rows: int) -> None:
        self.equal.append(within)
        self.sums.append(rows)

    def indicator(self, within: Callable[[Person], bool]) -> np.ndarray:
        """Say which kinds of persons are meant."""
        return np.array([float(within(self.example[kind])) for kind in self.kinds])

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


def attack(people: list[Person], figures: list[Figure]) -> int:
    """Bound what is small of each figure, and of each two; give how much was tried."""
    whole = [figure.answer(people) for figure in figures]
    told = [without_small_cells(answer, THRESHOLD) for answer in whole]
    attacker = Attacker(people, list(zip(figures, told, strict=True)))
    cells = {
        (figure, figure.cell(p)) for figure in figures for p in people if figure.cell(p) is not None
    }
    parts = [lambda p, f=f, k=k: f.cell(p) == k for f, k in sorted(cells, key=repr)]
    sets = list(parts)
    for one, other in combinations(parts, 2):
        sets += [
            lambda p, a=one, b=other: a(p) and b(p),
            lambda p, a=one, b=other: a(p) and not b(p),
            lambda p, a=one, b=other: b(p) and not a(p),
        ]
    tried = {tuple(attacker.indicator(within)) for within in sets}
    small = [
        within
        for found in sorted(tried)
        if 0 < rows_of(attacker, within := np.array(found), people) < THRESHOLD
    ]
    for within in small:
        least, most = attacker.bounds(within)
        hidden_inside = sum(bool(np.all(there <= within)) for there in attacker.there)
        assert least <= max(1, hidden_inside) + 1e-6
        assert most >= THRESHOLD - 1 - 1e-6
    return len(small)


def rows_of(attacker: Attacker, within: np.ndarray, people: list[Person]) -> int:
    """Count the persons of some kinds: what the attacker looks for."""
    return int(sum(within[attacker.kinds[tuple(attacker._kind(p))]] for p in people))


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
    attack(people, figures)


def test_what_goes_together_is_not_nothing() -> None:
    people = town(7, 400, 5)
    figures = [Figure(), Figure("mean", ("age",)), Figure("sum", ("commune", "age"))]
    answers = [(figure.answer(people), THRESHOLD) for figure in figures]
    assert tellable_together(answers, parted(figures, people))
    assert attack(people, figures) >= 3


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

    def told(numbers: list[int]) -> Answer:
        people = [
            (name, 30, None) for name, n in zip(names, numbers, strict=True) for _ in range(n)
        ]
        return without_small_cells(figure.answer(people), THRESHOLD)

    first = told(sizes)
    hidden = [names.index(g.keys[0]) for g in first.groups if g.suppressed]
    moved = list(sizes)
    for place, taken in zip(hidden, data.draw(st.permutations(hidden)), strict=True):
        moved[place] = sizes[taken]
    assert told(moved).groups == first.groups
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
    told = without_small_cells(Figure("mean").answer(people), THRESHOLD)
    hidden = {g.keys[0] for g in told.groups if g.suppressed}
    values = [p for p in people if p[0] in hidden and p[2] is not None]
    assert told.total is None or not values or len(values) >= THRESHOLD
