"""The rows of a crossing that met nothing: what remains to be mended."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from terrier.apps.catalog.store import store
from terrier.domain.access.policy import Reader
from terrier.lake import crossing as lake
from terrier.lake.crossing import Hand, UnmatchedPage, UnmatchedValues

from ..models import Crossing
from . import sides

SideName = Literal["left", "right"]
PAGE_SIZE = 50


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
    with _opened(reader, crossing) as opened:
        shown = opened.left if side == "left" else opened.right
        return lake.unmatched_values(
            opened.left.relation,
            opened.right.relation,
            crossing.asked(),
            opened.ground,
            hands_of(crossing),
            side,
            page,
            PAGE_SIZE,
            called=sides.calling(shown.relation),
        )


def unmatched(
    reader: Reader,
    crossing: Crossing,
    side: SideName,
    page: int = 1,
    like: int | None = None,
) -> UnmatchedPage:
    """Give a page of the rows of one side that met nothing, for who sees both tables whole.

    Parameters
    ----------
    like
        Number of a row: only those that have its key.
    """
    with _opened(reader, crossing) as opened:
        return lake.unmatched(
            opened.left.relation,
            opened.right.relation,
            crossing.asked(),
            opened.ground,
            hands_of(crossing),
            side,
            page,
            PAGE_SIZE,
            like=like,
        )


def write_unmatched(reader: Reader, crossing: Crossing, side: SideName, out: Path) -> int:
    """Write all the rows of one side that met nothing as CSV; give how many."""
    with _opened(reader, crossing) as opened:
        return lake.write_unmatched(
            opened.left.relation,
            opened.right.relation,
            crossing.asked(),
            opened.ground,
            hands_of(crossing),
            side,
            out,
        )


@contextmanager
def _opened(reader: Reader, crossing: Crossing) -> Iterator[sides.Sides]:
    root = crossing.dataset.owner.root()
    with store().workshop() as folder:
        yield sides.for_person(reader, crossing.asked(), root, folder)
