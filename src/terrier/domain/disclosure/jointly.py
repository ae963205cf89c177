"""What several tables of counts tell together that none of them tells alone.

The persons of a commune, and those of them who are under sixty: each table hides its own small
cells, and the difference of the two gives those over sixty. Rows are put into *atoms*, which no
table parts further; a table tells sums of atoms. Whoever reads the tables knows those sums, and
that a group that is there has a row: what they may still believe are the whole numbers that give
the same sums.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from time import monotonic
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import csr_array

from terrier.domain.disclosure.answers import cell_of, small_cells
from terrier.domain.disclosure.cells import Cell, Hidden

if TYPE_CHECKING:
    from terrier.domain.questions.answer import Answer, Value

Atoms = frozenset[int]
SECONDS = 20.0
"""Given to finding out what may still be believed: beyond, nothing is proven."""
ENDLESS = 10**6
"""Rows that a set of which nothing is told may have, beyond those there are."""


@dataclass(frozen=True)
class Atom:
    """Rows that no question parts further."""

    rows: int
    keys: tuple[tuple[Value, ...] | None, ...]
    """For each question, the keys of its group; None: its filters leave these rows out."""
    filled: frozenset[str]
    """Which of the columns that are measured have a value there."""


@dataclass(frozen=True)
class View:
    """A table of counts, as it is told."""

    cells: Mapping[Cell, Atoms]
    """Ranks of the atoms of each group, by its keys."""
    hidden: Hidden
    threshold: int
    counted: str = ""
    """What its counts are of: all rows, or those with a value of this column."""

    def partings(self) -> Iterator[tuple[Mapping[Any, Atoms], Collection[Any]]]:
        """Give the ways in which it parts its rows, each with the keys that are not told."""
        yield {(): frozenset().union(*self.cells.values())}, [()] * self.hidden.total
        yield self.cells, self.hidden.cells
        for axis, untold in enumerate((self.hidden.first_totals, self.hidden.second_totals)):
            margins: dict[Hashable, Atoms] = defaultdict(frozenset)
            for cell, atoms in self.cells.items():
                if len(cell) == 2:
                    margins[cell[axis]] |= atoms
            yield margins, untold

    def sums(self) -> Iterator[tuple[Atoms, bool]]:
        """Give every group and total of the table, and whether it is told."""
        for parts, untold in self.partings():
            yield from ((atoms, key not in untold) for key, atoms in parts.items())


def tellable_together(answers: Sequence[tuple[Answer, int]], atoms: Sequence[Atom]) -> bool:
    """Say whether answers may be told together, each without its own small cells.

    Parameters
    ----------
    answers
        As they were computed, each with its threshold.
    atoms
        The rows that they are about, parted by all of them.
    """
    views: list[View] = []
    for rank, (answer, threshold) in enumerate(answers):
        cells = _cells(answer, atoms, rank)
        if set(cells) != {cell_of(group) for group in answer.groups if group.rows}:
            return False
        view = View(cells, small_cells(answer, threshold), threshold)
        views.append(view)
        for column in answer.question.measured:
            # A sum tells of the rows that have a value.
            filled = frozenset(n for n, atom in enumerate(atoms) if column in atom.filled)
            if len(filled) < len(atoms):
                there = {cell: found & filled for cell, found in cells.items() if found & filled}
                views.append(replace(view, cells=there, counted=column))
    return together([atom.rows for atom in atoms], views)


def _cells(answer: Answer, atoms: Sequence[Atom], rank: int) -> dict[Cell, Atoms]:
    """Put atoms into the groups of an answer, « autres » included."""
    named = {group.keys[0] for group in answer.groups if group.keys and not group.others}
    cells: dict[Cell, set[int]] = defaultdict(set)
    for n, atom in enumerate(atoms):
        keys = atom.keys[rank]
        if keys is None:
            continue
        others = bool(keys) and answer.question.first is not None and keys[0] not in named
        first = [(True, None) if others else (False, keys[0])] if keys else []
        cells[(*first, *((False, key) for key in keys[1:]))].add(n)
    return {cell: frozenset(found) for cell, found in cells.items()}


def together(counts: Sequence[int], views: Sequence[View]) -> bool:
    """Say whether tables may be told together.

    Parameters
    ----------
    counts
        Rows of each atom, all above zero.
    views
        The tables; each is safe alone.

    Returns
    -------
    bool
        True where, of each group and total, and of what two of them that count the same thing have
        in common or one has beyond the other, that has fewer rows than the threshold, the numbers 1
        and `threshold - 1` both remain possible. False where that is not so, or not proven.

    Examples
    --------
    >>> everybody = View({("Lugny",): frozenset({0, 1})}, Hidden(), 5)
    >>> young = View({("Lugny",): frozenset({0})}, Hidden(), 5)
    >>> together([40, 3], [everybody, young]), together([40, 30], [everybody, young])
    (False, True)
    """
    return _Beliefs(counts, views).leave_open(_small(counts, views))


def _small(counts: Sequence[int], views: Sequence[View]) -> dict[Atoms, int]:
    """Give the small sets that could be told by subtraction, each with its threshold."""
    found: dict[Atoms, int] = {}
    for view in views:
        beside: list[Mapping[Any, Atoms]] = [{}]
        beside += [
            parts
            for other in views
            if other is not view and other.counted == view.counted
            for parts, _untold in other.partings()
        ]
        for parts, _untold in view.partings():
            for others in beside:
                for atoms in _pieces(counts, parts, others, view.threshold):
                    found[atoms] = max(view.threshold, found.get(atoms, 0))
    return found


def _pieces(
    counts: Sequence[int],
    parts: Mapping[Any, Atoms],
    others: Mapping[Any, Atoms],
    threshold: int,
) -> Iterator[Atoms]:
    """Cut each part by others, that do not meet: give the small pieces, and the small remains."""
    where = {n: key for key, atoms in others.items() for n in atoms}
    for atoms in parts.values():
        pieces: dict[Hashable, set[int]] = defaultdict(set)
        for n in atoms:
            pieces[where.get(n)].add(n)
        rows = sum(counts[n] for n in atoms)
        for piece in pieces.values():
            within = sum(counts[n] for n in piece)
            if within < threshold:
                yield frozenset(piece)
            if 0 < rows - within < threshold:
                yield atoms - piece


class _Beliefs:
    """The numbers of rows that somebody who is told all the tables may still believe."""

    def __init__(self, counts: Sequence[int], views: Sequence[View]) -> None:
        self._until = monotonic() + SECONDS
        self._counts = np.array(counts, dtype=float)
        known = {atoms: told for view in views for atoms, told in view.sums() if told}
        there = {a for v in views if not v.counted for a in v.cells.values()} - set(known)
        self._there = there
        sums = [float(self._counts[list(atoms)].sum()) for atoms in known]
        self._rows = _indicators([*known, *there], len(counts))
        self._at_least = [*sums, *[1.0] * len(there)]
        self._at_most = [*sums, *[np.inf] * len(there)]

    def leave_open(self, small: Mapping[Atoms, int]) -> bool:
        """Say whether each small set may still be anything that is small."""
        return self._reach(small, up=True) and self._reach(small, up=False)

    def _reach(self, small: Mapping[Atoms, int], *, up: bool) -> bool:
        """Look for beliefs in which each set is as large, or as small, as it must be able to be.

        One belief often does for many sets: they are pushed together as long as that serves, then
        each alone.
        """
        left = {a: t - 1 if up else self._least(a) for a, t in small.items()}
        pushed = list(left)
        while left:
            belief = self._pushed(pushed, -1.0 if up else 1.0)
            if belief is None:
                return False
            sign = 1 if up else -1
            reached = [a for a, end in left.items() if sign * (belief[list(a)].sum() - end) >= -0.5]
            if not reached and len(pushed) == 1:
                return False
            for atoms in reached:
                del left[atoms]
            pushed = list(left) if reached and len(pushed) > 1 else list(left)[:1]
        return True

    def _least(self, atoms: Atoms) -> int:
        """Give the least that a set may be: each hidden group within it is known to have a row."""
        return max(1, sum(group <= atoms for group in self._there))

    def _pushed(self, sets: Sequence[Atoms], sign: float) -> np.ndarray | None:
        left = self._until - monotonic()
        if left <= 0:
            return None
        # The solver takes a while to load: only for who looks at what is released.
        from scipy.optimize import Bounds, LinearConstraint, milp

        endless = float(self._counts.sum() + ENDLESS)
        found = milp(
            sign * _indicators(sets, len(self._counts)).sum(axis=0),
            integrality=np.ones_like(self._counts),
            bounds=Bounds(0, endless if sign < 0 else np.inf),
            constraints=LinearConstraint(self._rows, self._at_least, self._at_most),
            options={"time_limit": left},
        )
        return None if found.x is None else np.asarray(found.x)


def _indicators(sets: Sequence[Atoms], width: int) -> csr_array:
    rows = [rank for rank, atoms in enumerate(sets) for _n in atoms]
    columns = [n for atoms in sets for n in atoms]
    return csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(sets), width))
