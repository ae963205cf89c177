"""Which cells of a table of counts may not be told, its totals included."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass

from terrier.domain.disclosure.circulation import Arc, protect

THRESHOLD = 5
"""Counts under this are small, where who publishes a figure does not ask for more."""
SMALLEST_THRESHOLD = 3
"""Below three rows, one of two persons would know the other."""
Cell = tuple[Hashable, ...]


@dataclass(frozen=True)
class Hidden:
    """What may not be told of a table."""

    cells: frozenset[Cell] = frozenset()
    """Small cells, and those that would give them back."""
    small: frozenset[Cell] = frozenset()
    """Those of them that are small."""
    first_totals: frozenset[Hashable] = frozenset()
    """First keys whose total may not be told; always empty for one grouping."""
    second_totals: frozenset[Hashable] = frozenset()
    total: bool = False
    """Whether the total of all may not be told."""

    def __or__(self, other: Hidden) -> Hidden:
        """Hide what one of two hides."""
        return Hidden(
            self.cells | other.cells,
            self.small | other.small,
            self.first_totals | other.first_totals,
            self.second_totals | other.second_totals,
            self.total or other.total,
        )


def hide(
    counts: Mapping[Cell, int], threshold: int = THRESHOLD, *, also: Collection[Cell] = ()
) -> Hidden:
    """Choose the cells of a table, by no, one or two keys, that may not be told.

    Parameters
    ----------
    counts
        Number of rows of each group that is there, by its keys; those that are not there are known
        to be empty.
    threshold
        Number of rows from which a group may be told.
    also
        Groups that are not told anyway: they are free to hide others.

    Returns
    -------
    Hidden
        To whoever is told all the other cells, all the totals that may be told, and that a group
        that is there has a row, every number from 1 to `threshold` remains possible of each small
        cell: not even that it is small is certain.

    Examples
    --------
    >>> found = hide({("Tournus",): 40, ("Lugny",): 2, ("Viré",): 9})
    >>> sorted(found.cells), found.total
    ([('Lugny',), ('Viré',)], False)
    """
    told = {cell: count for cell, count in counts.items() if count > 0}
    named = _arcs(told)
    arcs = [arc for _name, arc in named]
    untold = {("cell", *cell) for cell in also}
    needs = {
        rank: (threshold - arc.value, arc.value - _least(name, told))
        for rank, (name, arc) in enumerate(named)
        if arc.value < threshold
    }
    free = [rank for rank, (name, _arc) in enumerate(named) if name in untold]
    hidden = [named[rank][0] for rank in protect(arcs, needs, free)]
    small = [named[rank][0] for rank in needs]
    return Hidden(
        cells=frozenset(name[1:] for name in hidden if name[0] == "cell"),
        small=frozenset(name[1:] for name in small if name[0] == "cell"),
        first_totals=frozenset(name[1] for name in hidden if name[0] == "first"),
        second_totals=frozenset(name[1] for name in hidden if name[0] == "second"),
        total=("total",) in hidden,
    )


def hide_in_all(tables: Sequence[Mapping[Cell, int]], threshold: int = THRESHOLD) -> Hidden:
    """Choose the cells that may not be told of several tables of the same groups.

    Rows are counted in one, and those with a value of a column in another: what one of them hides
    is not told of any, and none of them may give back its own.

    Examples
    --------
    >>> rows, filled = {("Lugny",): 30, ("Viré",): 9}, {("Lugny",): 2, ("Viré",): 9}
    >>> sorted(hide_in_all([rows, filled]).cells)
    [('Lugny',), ('Viré',)]
    """
    found, known = Hidden(), None
    while found != known:
        known = found
        for counts in tables:
            found |= hide(counts, threshold, also=found.cells)
    return found


def _least(name: Cell, counts: Mapping[Cell, int]) -> int:
    """Give the least that a small count may be: each of its groups is known to have a row."""
    match name:
        case ("first", key):
            return sum(cell[0] == key for cell in counts)
        case ("second", key):
            return sum(cell[1] == key for cell in counts)
        case ("total",):
            return len(counts)
    return 1


def _arcs(counts: Mapping[Cell, int]) -> list[tuple[Cell, Arc]]:
    """Give each count a name and an arc: cells, then totals, which are told as long as they can."""
    whole = sum(counts.values())
    if not counts:
        return []
    if len(next(iter(counts))) < 2:
        cells = [(("cell", *cell), Arc(0, 1, n, n)) for cell, n in counts.items()]
        return [*cells, (("total",), Arc(1, 0, whole, whole * (whole + 1)))]
    firsts: Counter[Hashable] = Counter()
    seconds: Counter[Hashable] = Counter()
    for (first, second), count in counts.items():
        firsts[first] += count
        seconds[second] += count
    dear = whole + 1
    return [
        *((("cell", i, j), Arc(("first", i), ("second", j), n, n)) for (i, j), n in counts.items()),
        *((("first", i), Arc("all firsts", ("first", i), n, dear)) for i, n in firsts.items()),
        *((("second", j), Arc(("second", j), "all seconds", n, dear)) for j, n in seconds.items()),
        (("total",), Arc("all seconds", "all firsts", whole, dear * (len(firsts) + len(seconds)))),
    ]
