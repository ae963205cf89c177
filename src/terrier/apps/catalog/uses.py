"""What apps above make of columns, told to whoever is about to lose one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace

from terrier.domain.access.policy import Reader

from .authority import sights_of
from .derivations import with_what_they_made
from .models import Column


@dataclass(frozen=True)
class Use:
    """Something that is made of columns, which the reader may know of."""

    title: str
    """French words: « croisement « Points par commune » »."""
    effect: str
    """What becomes of it without them, in French: « s’arrêtera »."""
    address: str
    columns: frozenset[str]
    """Stable ids."""
    by_name: bool = True
    """Whether it names the columns, and loses one that is called otherwise."""


Tell = Callable[[Reader, Collection[Column]], Iterable[Use]]
_told_by: list[Tell] = []


def tells_uses(tell: Tell) -> Tell:
    """Ask this function too what uses columns; it names nothing that the reader may not see."""
    _told_by.append(tell)
    return tell


def uses_of(reader: Reader, columns: Iterable[str]) -> dict[str, list[Use]]:
    """Give what uses each column (stable ids), itself or by what was computed from it."""
    made = {column: with_what_they_made([column]) for column in columns}
    known = Column.objects.filter(stable_id__in=set().union(*made.values()), removed=False)
    among = list(known.select_related("table__dataset"))
    sights = sights_of(reader, {c.table.dataset for c in among})
    seen = [
        column
        for column in among
        if (sight := sights[column.table.dataset_id]).visible
        and column.stable_id not in sight.masked
    ]
    uses = [use for tell in _told_by for use in tell(reader, seen)] if seen else []
    return {
        column: [
            replace(use, by_name=use.by_name and column in use.columns)
            for use in uses
            if use.columns & reached
        ]
        for column, reached in made.items()
    }
