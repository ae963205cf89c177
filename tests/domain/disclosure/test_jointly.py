"""Tables told together: checked by trying every number of rows, which shares no code with it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from terrier.domain.disclosure import hide
from terrier.domain.disclosure.jointly import View, together

THRESHOLD = 3
MOST = 6
"""Rows of an atom that the reader of the tables may believe."""


def table(counts: dict[tuple, int], asked, threshold: int = THRESHOLD) -> View:
    """Make the table of a question: places of the row that are its keys, or what makes one.

    A row has a commune, an age, and is young or is not.
    """
    by, within = asked
    cells: dict[tuple, frozenset[int]] = defaultdict(frozenset)
    for rank, atom in enumerate(counts):
        if within(atom):
            cells[tuple(key(atom) if callable(key) else atom[key] for key in by)] |= {rank}
    numbers = list(counts.values())
    rows = {cell: sum(numbers[n] for n in atoms) for cell, atoms in cells.items()}
    return View(cells, hide(rows, threshold), threshold)


def beliefs(counts: list[int], views: list[View]) -> np.ndarray:
    """Give every number of rows of the atoms for which the tables would be the same."""
    worlds = np.array(list(product(range(MOST + 1), repeat=len(counts))))
    for view in views:
        for atoms, told in view.sums():
            if told:
                chosen = list(atoms)
                total = sum(counts[n] for n in atoms)
                worlds = worlds[worlds[:, chosen].sum(axis=1) == total]
        for cell, atoms in view.cells.items():
            if cell in view.hidden.cells:
                worlds = worlds[worlds[:, list(atoms)].sum(axis=1) >= 1]
    return worlds


def everybody(_atom: tuple) -> bool:
    return True


def young(atom: tuple) -> bool:
    return atom[2]


QUESTIONS = st.tuples(
    st.sampled_from([(), (0,), (1,), (0, 1)]),
    st.sampled_from([everybody, young, lambda atom: not atom[2], lambda atom: atom[1] == 0]),
)
ATOMS = st.tuples(st.integers(0, 1), st.integers(0, 1), st.booleans())


@settings(max_examples=80, deadline=None)
@given(st.sets(ATOMS, min_size=2, max_size=5), st.data())
def test_nothing_small_is_pinned_by_tables_that_go_together(present, data) -> None:
    counts = {atom: data.draw(st.integers(1, 4)) for atom in sorted(present)}
    asked = data.draw(st.lists(QUESTIONS, min_size=2, max_size=3))
    views = [view for view in (table(counts, one) for one in asked) if view.cells]
    numbers = list(counts.values())
    assume(len(views) > 1 and together(numbers, views))
    worlds = beliefs(numbers, views)
    untold = [a for v in views for c, a in v.cells.items() if c in v.hidden.cells]
    sums = [[atoms for atoms, _told in view.sums()] for view in views]
    pairs = [(a, b) for one, other in permutations(sums, 2) for a in one for b in other]
    for part in {piece for a, b in pairs for piece in (a, a & b, a - b)}:
        if 0 < sum(numbers[n] for n in part) < THRESHOLD:
            believed = set(worlds[:, list(part)].sum(axis=1).tolist())
            assert max(believed) >= THRESHOLD - 1
            assert min(believed) <= max(1, sum(group <= part for group in untold))
            assert len(believed) > 1


A, B, C = ("a", 0), ("b", 0), ("c", 0)
TWO = [((0,), everybody), ((0,), young)]


@pytest.mark.parametrize(
    ("counts", "asked", "safe"),
    [
        # Persons by commune, and those under sixty: the difference is told, or is not small.
        ({(*A, True): 40, (*A, False): 2, (*B, True): 50}, TWO, False),
        ({(*A, True): 40, (*A, False): 9, (*B, True): 50}, TWO, True),
        # Bands that end at sixty, and at fifty-five: three persons are between.
        (
            {(20, 0): 30, (56, 0): 3, (70, 0): 50},
            [((lambda a: a[0] < 60,), everybody), ((lambda a: a[0] < 55,), everybody)],
            False,
        ),
        # Two totals alone.
        ({(*A, True): 40, (*B, False): 2}, [((), everybody), ((), young)], False),
        # No group is small, nor a difference.
        (
            {(c, age, True): 20 + age for c in range(4) for age in range(3)},
            [((0,), everybody), ((1,), everybody), ((0, 1), everybody)],
            True,
        ),
    ],
)
def test_what_goes_together(counts, asked, safe) -> None:
    views = [table(counts, one, 5) for one in asked]
    assert together(list(counts.values()), views) is safe


def test_one_table_hidden_in_two_ways_is_not_told_twice() -> None:
    counts = [2, 9, 40, 30]
    cells = {(name,): frozenset({rank}) for rank, name in enumerate("abcd")}

    def hiding(*names: str) -> View:
        found = hide({(name,): counts["abcd".index(name)] for name in "abcd"})
        return View(cells, replace(found, cells=frozenset((n,) for n in names)), 5)

    assert together(counts, [hiding("a", "b"), hiding("a", "b")])
    assert not together(counts, [hiding("a", "b"), hiding("a", "c")])


def test_two_large_tables_are_looked_at_quickly() -> None:
    dice = np.random.default_rng(3)
    atoms = list(product(range(60), range(12), [True, False]))
    counts = {atom: int(n) + 1 for atom, n in zip(atoms, dice.poisson(40, len(atoms)), strict=True)}
    counts[(3, 1, True)] = 1
    asked = [((0,), everybody), ((0, 1), everybody), ((1,), young)]
    assert together(list(counts.values()), [table(counts, one, 5) for one in asked])
