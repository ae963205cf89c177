"""Columns of a derived dataset that repeat one value on several rows, as apps above know them."""

from __future__ import annotations

from collections.abc import Callable

from .models import Dataset

Tell = Callable[[int], frozenset[str]]
"""Gives the stable ids of such columns of a dataset, by its database id."""
_told_by: list[Tell] = []


def tells_repeats(tell: Tell) -> Tell:
    """Ask this function too which columns of a derived dataset repeat their values."""
    _told_by.append(tell)
    return tell


def repeated_columns(dataset: Dataset) -> frozenset[str]:
    """Give the stable ids of the columns whose total would count one value several times."""
    if not dataset.derived:
        return frozenset()
    return frozenset().union(*(tell(dataset.pk) for tell in _told_by))
