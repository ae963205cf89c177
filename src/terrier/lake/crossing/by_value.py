"""The work list by value: rows whose key is the same are one thing to settle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from terrier.domain.matching.definition import Definition
from terrier.domain.tabular.plan import KEY_COLUMN, ROW_COLUMN
from terrier.lake.engine import cursor
from terrier.lake.relation import Relation, quote
from terrier.lake.rows import Paged

from .computing import meet_all
from .ground import Ground, Hand
from .plan import plan
from .report import UNMET
from .sides import count
from .unmatched import SideName, check_page, hand_of

MOST_NAMES = 3
"""Different names shown of the rows of one value."""


@dataclass(frozen=True)
class UnmatchedValue:
    """A value of the key that met nothing, in the writing that comes first in the file."""

    hand: tuple[str, ...]
    """What a `Hand` names it by."""
    rows: int
    row: int
    """Number of its first row in the version."""
    key: str | None
    """Of that row."""
    names: tuple[str, ...]
    """What its rows are called; of more, the first ones."""


@dataclass(frozen=True)
class UnmatchedValues(Paged):
    """One page of the values that met nothing, those of most rows first."""

    values: tuple[UnmatchedValue, ...]
    total: int
    """Values over all pages."""
    rows: int
    """Rows over all pages."""
    page: int
    size: int


def unmatched_values(
    left: Relation,
    right: Relation,
    definition: Definition,
    ground: Ground,
    hands: Sequence[Hand] = (),
    side: str = SideName.LEFT,
    page: int = 1,
    size: int = 50,
    *,
    called: Sequence[str] = (),
) -> UnmatchedValues | None:
    """Read one page of the values of a side that met nothing.

    Parameters
    ----------
    left, right, definition, ground, hands, side, page, size
        As for `unmatched`.
    called
        Names of columns that rows may be called by, the best first: the first that is one for all
        the rows of each value is taken, else the first.

    Returns
    -------
    UnmatchedValues or None
        None where no key decides alone: each row is then settled by itself.
    """
    check_page(page, size)
    asked = plan(left, right, definition, ground, hands)
    if not asked.by_key_alone:
        return None
    which = SideName(side)
    relation = left if which is SideName.LEFT else right
    source, bound = relation.sql()
    shown = [f"CAST({quote(c)} AS VARCHAR) AS c{n}" for n, c in enumerate(called)]
    key = KEY_COLUMN if relation.has_key else "NULL::TEXT"
    with cursor() as cur:
        meet_all(cur, asked, brought=False)
        told = [f"{ROW_COLUMN} AS row", f"{key} AS key", f"{hand_of(asked, which)} AS hand", *shown]
        cur.execute(
            f"CREATE TEMP TABLE listed AS SELECT m.grp, s.* FROM (SELECT {', '.join(told)} "
            f"FROM {source}) s JOIN {which}s m ON m.row = s.row WHERE m.row IN ({UNMET[which]})",
            bound,
        )
        name = _one_for_each(cur, len(called))
        found = cur.execute(
            "SELECT first(hand ORDER BY row), count(*) AS n, min(row), first(key ORDER BY row), "
            f"list(DISTINCT {name} ORDER BY {name})[1:{MOST_NAMES}] FROM listed GROUP BY grp "
            f"ORDER BY n DESC, min(row) LIMIT {size} OFFSET {(page - 1) * size}"
        ).fetchall()
        total = count(cur, "(SELECT DISTINCT grp FROM listed)")
        rows = count(cur, "listed")
    made = tuple(
        UnmatchedValue(tuple(hand or ()), n, row, key, tuple(x for x in names if x is not None))
        for hand, n, row, key, names in found
    )
    return UnmatchedValues(made, total, rows, page, size)


def called(
    relation: Relation,
    columns: Sequence[str],
    hands: Sequence[tuple[str, ...]],
    names: Sequence[str],
) -> dict[tuple[str, ...], str]:
    """Give what the rows that matches by hand name are called.

    Parameters
    ----------
    relation
        One of the two tables.
    columns
        Names of the columns whose values, as texts, a match names a row by; none: its key.
    hands
        What matches name their rows by.
    names
        Names of columns that rows may be called by, the best first.

    Returns
    -------
    dict
        By hand: of the first column that is one for all its rows; none where there is no such.
    """
    if not (hands and names) or not (columns or relation.has_key):
        return {}
    source, bound = relation.sql()
    parts = [f"CAST({quote(c)} AS VARCHAR)" for c in columns] or [KEY_COLUMN]
    told = [f"CASE WHEN count(DISTINCT {c}) = 1 THEN min({c}) END" for c in map(quote, names)]
    asked = [list(hand) for hand in hands]
    with cursor() as cur:
        found = cur.execute(
            f"SELECT [{', '.join(parts)}] AS hand, coalesce({', '.join(told)}, NULL) "
            f"FROM {source} WHERE [{', '.join(parts)}] IN (SELECT unnest(?::TEXT[][])) "
            "GROUP BY hand",
            [*bound, asked],
        ).fetchall()
    return {tuple(hand): str(value) for hand, value in found if value is not None}


def _one_for_each(cur: duckdb.DuckDBPyConnection, names: int) -> str:
    """Choose, of `c0` … of `listed`, the first that is one for all the rows of each value."""
    if not names:
        return "NULL"
    counted = ", ".join(f"count(DISTINCT c{n}) AS d{n}" for n in range(names))
    most = ", ".join(f"max(d{n})" for n in range(names))
    found = cur.execute(
        f"SELECT {most} FROM (SELECT {counted} FROM listed GROUP BY grp)"
    ).fetchone()
    return next((f"c{n}" for n, different in enumerate(found or ()) if different == 1), "c0")
