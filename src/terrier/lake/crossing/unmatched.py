"""The work list: rows that could have met something and did not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from terrier.domain.matching.definition import Definition
from terrier.lake.relation import Relation, RelationColumn

from .ground import Ground, Hand


class SideName(StrEnum):
    """One of the two tables."""

    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True)
class UnmatchedRow:
    """A row that met nothing."""

    row: int
    """Its number in the version."""
    key: str | None
    hand: tuple[str, ...]
    """What a `Hand` names it by; empty: the row has no key, nothing can be matched by hand."""
    values: tuple[object, ...]
    """One raw value per visible column, in the order of the relation; what is not a finite number
    reads None."""


@dataclass(frozen=True)
class UnmatchedPage:
    """One page of the work list, in the order of the source."""

    columns: tuple[RelationColumn, ...]
    rows: tuple[UnmatchedRow, ...]
    total: int
    """Rows over all pages: `Tally.unmatched`, less those that a hand says have nothing there."""
    page: int
    size: int

    @property
    def pages(self) -> int:
        """Number of pages, at least one."""
        return max(1, -(-self.total // self.size))


def unmatched(
    left: Relation,
    right: Relation,
    definition: Definition,
    ground: Ground,
    hands: Sequence[Hand] = (),
    side: str = SideName.LEFT,
    page: int = 1,
    size: int = 50,
    *,
    without: bool = False,
) -> UnmatchedPage:
    """Read one page of the rows of a side that met nothing.

    Parameters
    ----------
    left, right, definition, ground, hands
        As for `measure`.
    side
        `left` or `right`.
    page, size
        1-based; 1 to 1000 rows.
    without
        Give instead the rows that cannot meet anything: no value in the key, no usable geometry.

    Raises
    ------
    Invalid
        The page or the size is out of range, or the definition does not suit the tables.
    """
    raise NotImplementedError


def write_unmatched(
    left: Relation,
    right: Relation,
    definition: Definition,
    ground: Ground,
    hands: Sequence[Hand],
    side: str,
    out: Path,
    *,
    without: bool = False,
) -> int:
    """Write all the rows of `unmatched` as CSV for Excel in French, and give their number.

    UTF-8 with its mark, `;`, labels as headers, decimal commas; complete or not at all.
    """
    raise NotImplementedError
