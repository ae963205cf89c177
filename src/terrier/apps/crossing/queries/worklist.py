"""The rows of a crossing that met nothing: what remains to be mended."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from terrier.apps.catalog.store import store
from terrier.domain.access.policy import Reader
from terrier.domain.matching.definition import Definition
from terrier.lake import crossing as lake
from terrier.lake.crossing import Ground, Hand, UnmatchedPage, UnmatchedValues
from terrier.lake.relation import Relation

from ..models import Crossing
from . import sides

SideName = Literal["left", "right"]
PAGE_SIZE = 50
Tables = tuple[Relation, Relation, Definition, Ground, tuple[Hand, ...]]


def hands_of(crossing: Crossing) -> tuple[Hand, ...]:
    """Give the matches made by hand, as the lake takes them."""
    return tuple(
        Hand(tuple(h.left), tuple(h.right) if h.right is not None else None)
        for h in crossing.hands.order_by("pk")
    )


def unmatched_values(
    reader: Reader, crossing: Crossing, side: SideName, page: int = 1
) -> UnmatchedValues | None:
    """Give a page of the values of one side that met nothing; None where rows have no such key."""
    with _opened(reader, crossing) as tables:
        shown = tables[0] if side == "left" else tables[1]
        called = sides.calling(shown)
        return lake.unmatched_values(*tables, side, page, PAGE_SIZE, called=called)


def unmatched(
    reader: Reader,
    crossing: Crossing,
    side: SideName,
    page: int = 1,
    like: int | None = None,
    *,
    without: bool = False,
    size: int = PAGE_SIZE,
) -> UnmatchedPage:
    """Give a page of the rows of one side that met nothing, for who sees both tables whole.

    Parameters
    ----------
    like
        Number of a row: only those that have its key.
    without
        Give instead the rows that have nothing to compare.
    """
    with _opened(reader, crossing) as tables:
        return lake.unmatched(*tables, side, page, size, without=without, like=like)


def write_unmatched(reader: Reader, crossing: Crossing, side: SideName, out: Path) -> int:
    """Write all the rows of one side that met nothing as CSV; give how many."""
    with _opened(reader, crossing) as tables:
        return lake.write_unmatched(*tables, side, out)


@contextmanager
def _opened(reader: Reader, crossing: Crossing) -> Iterator[Tables]:
    """Give what the lake asks of a crossing: its tables, its definition, what people said."""
    root, definition = crossing.dataset.owner.root(), crossing.asked()
    with store().workshop() as folder:
        opened = sides.for_person(reader, definition, root, folder)
        left, right = opened.left.relation, opened.right.relation
        yield left, right, definition, opened.ground, hands_of(crossing)
