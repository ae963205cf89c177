"""What is not told is not known: checked by linear programmes, which share no code with it."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from terrier.domain.disclosure import Hidden, hide


class Attacker:
    """Knows all that is told of a table, the rule, and that a group that is there has a row."""

    def __init__(self, counts: dict[tuple, int], hidden: Hidden) -> None:
        self.unknown = sorted(hidden.cells, key=repr)
        equations = []
        for axis, untold in enumerate((hidden.first_totals, hidden.second_totals)):
            if all(len(cell) == 2 for cell in counts):
                keys = {cell[axis] for cell in counts} - untold
                equations += [[c for c in counts if c[axis] == key] for key in keys]
        if not hidden.total:
            equations.append(list(counts))
        rows, sums = [], []
        for cells in equations:
            rows.append([float(cell in cells) for cell in self.unknown])
            sums.append(sum(counts[c] for c in cells if c in hidden.cells))
        width = len(self.unknown)
        self.matrix = np.array(rows, dtype=float).reshape(len(rows), width)
        self.sums = np.array(sums, dtype=float)

    def interval(self, cell: tuple) -> tuple[float, float]:
        """Give the least and the most that a cell may be."""
        ends = []
        for sign in (1.0, -1.0):
            goal = np.array([sign * (other == cell) for other in self.unknown])
            equal = (self.matrix, self.sums) if len(self.sums) else (None, None)
            found = linprog(goal, A_eq=equal[0], b_eq=equal[1], bounds=(1, None), method="highs")
            assert found.status in (0, 3)
            ends.append(sign * found.fun if found.status == 0 else np.inf)
        return ends[0], ends[1]

    def determines(self, cell: tuple) -> bool:
        """Say whether sums of any sign would tell the cell: is it made of what is told?"""
        target = np.array([float(other == cell) for other in self.unknown])
        if not len(self.sums):
            return False
        made, *_ = np.linalg.lstsq(self.matrix.T, target, rcond=None)
        return bool(np.allclose(self.matrix.T @ made, target, atol=1e-9))


def check(counts: dict[tuple, int], hidden: Hidden, threshold: int) -> None:
    attacker = Attacker(counts, hidden)
    assert {c for c, n in counts.items() if n < threshold} <= hidden.small <= hidden.cells
    for cell in hidden.small:
        least, most = attacker.interval(cell)
        assert least <= 1 + 1e-6
        assert most >= threshold - 1e-6
        assert not attacker.determines(cell)


COUNTS = st.one_of(st.integers(1, 6), st.integers(1, 40), st.just(1))


@settings(max_examples=150, deadline=None)
@given(st.lists(COUNTS, min_size=1, max_size=7), st.integers(3, 11), st.data())
def test_one_grouping_keeps_its_small_cells(values, threshold, data) -> None:
    counts = {(n,): value for n, value in enumerate(values)}
    also = data.draw(st.sets(st.sampled_from(sorted(counts)), max_size=2))
    hidden = hide(counts, threshold, also=also)
    check(counts, hidden, threshold)
    assert also <= hidden.cells
    if all(value >= threshold for value in values) and not also:
        assert not hidden.cells
        assert not hidden.total


@settings(max_examples=150, deadline=None)
@given(
    st.integers(1, 5),
    st.integers(1, 5),
    st.sampled_from([3, 5, 11]),
    st.data(),
)
def test_two_groupings_keep_their_small_cells_from_all_margins(
    height, width, threshold, data
) -> None:
    cells = list(product(range(height), range(width)))
    present = data.draw(st.sets(st.sampled_from(cells), min_size=1))
    counts = {cell: data.draw(COUNTS) for cell in sorted(present)}
    hidden = hide(counts, threshold)
    check(counts, hidden, threshold)
    for axis, untold in enumerate((hidden.first_totals, hidden.second_totals)):
        for key in {cell[axis] for cell in counts} - untold:
            assert sum(n for cell, n in counts.items() if cell[axis] == key) >= threshold


def test_as_little_as_is_needed_is_hidden() -> None:
    waste = {(c, f): 50 + 7 * c + f for c in range(6) for f in range(4)} | {(2, 1): 3}
    hidden = hide(waste)
    assert hidden.small == {(2, 1)}
    assert len(hidden.cells) == 4
    assert not (hidden.first_totals)
    assert not (hidden.second_totals)
    assert not (hidden.total)


@pytest.mark.parametrize(
    ("counts", "cells", "total"),
    [
        ({}, set(), False),
        ({(): 12}, set(), False),
        ({(): 3}, {()}, True),
        ({("a",): 3}, {("a",)}, True),
        ({("a",): 3, ("b",): 0, ("c",): 90, ("d",): 8}, {("a",), ("d",)}, False),
        ({("a",): 1, ("b",): 1}, {("a",), ("b",)}, True),
        ({("a",): 4, ("b",): 4}, {("a",), ("b",)}, False),
    ],
)
def test_what_is_hidden(counts, cells, total) -> None:
    hidden = hide(counts)
    assert (hidden.cells, hidden.total) == (cells, total)


def test_a_wide_table_of_small_cells_is_quick() -> None:
    counts = {(i, j): 1 + (i * j) % 7 for i in range(40) for j in range(25)}
    hidden = hide(counts)
    assert hidden.cells
    assert not hidden.total
