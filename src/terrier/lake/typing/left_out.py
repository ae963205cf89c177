"""Rows of a new file that were erased before: found as they stand and as they read, left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import duckdb

from terrier.domain.tabular.plan import KEY_COLUMN, TablePlan
from terrier.lake import engine
from terrier.lake.erasure import Mark, arm, is_erased
from terrier.lake.relation import quote
from terrier.lake.typing import render
from terrier.lake.typing.refusals import SOURCE

LEFT_OUT = "left_out"
"""Temporary table `(n, line)`: n is the 0-based row of the staged file."""


@dataclass(frozen=True)
class Erased:
    """What was erased of a table, its columns under their names in the plan."""

    marks: tuple[Mark, ...]
    secret: bytes


def prepare(cur: duckdb.DuckDBPyConnection) -> None:
    """Make the empty temporary table of rows left out."""
    cur.execute(f"CREATE OR REPLACE TEMP TABLE {LEFT_OUT} (n BIGINT, line BIGINT)")


def leave_out(
    cur: duckdb.DuckDBPyConnection, plan: TablePlan, typed: Mapping[str, str], erased: Erased
) -> tuple[int, ...]:
    """Take the erased rows out of the source; give their lines.

    Parameters
    ----------
    plan
        How the columns are read.
    typed
        SQL of the typed value of each column by its name, and of the key.
    erased
        What was erased.

    Returns
    -------
    tuple of int
        Lines of the source file, in order.
    """
    arm(cur, erased.secret)
    as_read = is_erased(erased.marks, typed.get)
    as_written = is_erased(erased.marks, _raw(plan))
    cur.execute(
        f"INSERT INTO {LEFT_OUT} SELECT _n, _line FROM {SOURCE} WHERE {as_read} OR {as_written}"
    )
    rows = cur.execute(f"SELECT line FROM {LEFT_OUT} ORDER BY line").fetchall()
    return tuple(int(line) for (line,) in rows)


def lines_written(
    rows: Sequence[tuple[int, Sequence[str]]],
    columns: Sequence[str],
    plan: TablePlan,
    erased: Erased,
) -> frozenset[int]:
    """Give the lines of rows that are no records (a cell too many, or too few) and were erased.

    Parameters
    ----------
    rows
        Line and cells as they stand.
    columns
        Staged columns that the first cells are taken for.
    plan, erased
        As for `leave_out`.
    """
    if not rows:
        return frozenset()
    known = {c.source for c in plan.columns}
    cells = ", ".join(
        f"cells[{n + 1}] AS {quote(name)}" for n, name in enumerate(columns) if name in known
    )
    with engine.cursor() as cur:
        arm(cur, erased.secret)
        cur.execute("CREATE OR REPLACE TEMP TABLE odd_rows (line BIGINT, cells TEXT[])")
        cur.executemany("INSERT INTO odd_rows VALUES (?, ?)", [(n, list(c)) for n, c in rows])
        test = is_erased(erased.marks, _raw(plan))
        found = cur.execute(
            f"SELECT line FROM (SELECT line, {cells} FROM odd_rows) WHERE {test}"
        ).fetchall()
        cur.execute("DROP TABLE odd_rows")
    return frozenset(int(line) for (line,) in found)


def _raw(plan: TablePlan) -> Callable[[str], str | None]:
    """Give the text of a column, or of the key, as it stands in the source."""
    written = {c.name: render.trimmed(f"CAST({quote(c.source)} AS VARCHAR)") for c in plan.columns}
    parts = [written[name] for name in plan.key if name in written]
    if parts and len(parts) == len(plan.key):
        written[KEY_COLUMN] = " || '|' || ".join(parts)
    return written.get
