"""The work list: rows that could have met something and did not."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from terrier.domain.kernel.errors import Invalid
from terrier.domain.matching.definition import Definition
from terrier.domain.tabular.plan import KEY_COLUMN, ROW_COLUMN
from terrier.lake.engine import cursor
from terrier.lake.export.csv_text import excel_cells, header_line
from terrier.lake.relation import Relation, RelationColumn, literal, quote
from terrier.lake.rows import Paged, values

from .computing import meet_all
from .ground import Ground, Hand
from .plan import Plan, plan
from .report import UNABLE, UNMET
from .sides import count

MOST_ROWS = 1000
"""On one page."""


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
class UnmatchedPage(Paged):
    """One page of the work list, in the order of the source."""

    columns: tuple[RelationColumn, ...]
    rows: tuple[UnmatchedRow, ...]
    total: int
    """Rows over all pages: `Tally.unmatched`, less those that a hand says have nothing there."""
    page: int
    size: int


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
    like: int | None = None,
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
    like
        Number of a row: give only those that have its key, where one key decides alone.

    Raises
    ------
    Invalid
        The page or the size is out of range, or the definition does not suit the tables.
    """
    check_page(page, size)
    asked = plan(left, right, definition, ground, hands)
    which = SideName(side)
    relation = left if which is SideName.LEFT else right
    with cursor() as cur:
        meet_all(cur, asked, brought=False)
        rows = (UNABLE if without else UNMET)[which]
        if like is not None and asked.by_key_alone:
            alike = f"(SELECT grp FROM {which}s WHERE row = {int(like)})"
            rows = f"{rows} AND row IN (SELECT row FROM {which}s WHERE grp IN {alike})"
        total = count(cur, f"({rows})")
        offset = (page - 1) * size
        chosen = f"SELECT row FROM ({rows}) ORDER BY row LIMIT {size} OFFSET {offset}"
        source, bound = relation.sql()
        key = KEY_COLUMN if relation.has_key else "NULL::TEXT"
        shown = [ROW_COLUMN, key, hand_of(asked, which), *values(relation)]
        found = cur.execute(
            f"SELECT {', '.join(shown)} FROM {source} WHERE {ROW_COLUMN} IN ({chosen}) "
            f"ORDER BY {ROW_COLUMN}",
            bound,
        ).fetchall()
    made = [UnmatchedRow(row, key, tuple(hand or ()), tuple(v)) for row, key, hand, *v in found]
    return UnmatchedPage(relation.columns, tuple(made), total, page, size)


def check_page(page: int, size: int) -> None:
    """Refuse a page that does not exist, or is too long.

    Raises
    ------
    Invalid
        Said with what can be asked for.
    """
    if not (1 <= size <= MOST_ROWS and page >= 1):
        raise Invalid(f"Demandez une page à partir de 1, de 1 à {MOST_ROWS} lignes.")


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
    asked = plan(left, right, definition, ground, hands)
    which = SideName(side)
    relation = left if which is SideName.LEFT else right
    source, bound = relation.sql()
    partial = out.with_name(f".{out.name}.{os.getpid()}.partial")
    with cursor() as cur:
        meet_all(cur, asked, brought=False)
        cur.execute(f"CREATE TEMP TABLE listed AS {(UNABLE if without else UNMET)[which]}")
        # The writer knows one name for each column, and headers may be alike.
        cells = ", ".join(f"{cell} AS h{n}" for n, cell in enumerate(excel_cells(relation)))
        try:
            listed = f"{source} WHERE {ROW_COLUMN} IN (SELECT row FROM listed)"
            cur.execute(
                f"COPY (SELECT {cells} FROM {listed} ORDER BY {ROW_COLUMN}) "
                f"TO {literal(str(partial))} "
                "(FORMAT csv, HEADER false, DELIMITER ';', NEW_LINE '\\r\\n')",
                bound,
            )
            with out.open("wb") as whole, partial.open("rb") as lines:
                whole.write(f"\ufeff{header_line(relation, ';', labels=True)}\r\n".encode())
                shutil.copyfileobj(lines, whole)
        finally:
            partial.unlink(missing_ok=True)
        return count(cur, "listed")


def hand_of(asked: Plan, side: SideName) -> str:
    """Render what a match by hand names a row by; NULL where a part of it lacks."""
    relation = asked.left if side is SideName.LEFT else asked.right
    if asked.spatial:
        return f"[{KEY_COLUMN}]" if relation.has_key else "NULL"
    of_side = [c.left if side is SideName.LEFT else c.right for c in asked.pairs]
    known = " AND ".join(f"{quote(c.name)} IS NOT NULL" for c in of_side)
    texts = ", ".join(f"CAST({quote(c.name)} AS VARCHAR)" for c in of_side)
    return f"CASE WHEN {known} THEN [{texts}] END"
