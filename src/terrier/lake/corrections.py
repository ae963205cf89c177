"""Values mended by people, applied to a new version where they still say what was mended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb

from terrier.domain.tabular.plan import KEY_COLUMN
from terrier.lake.relation import quote


@dataclass(frozen=True)
class Mending:
    """One correction: in the row of this key, this column went from `expected` to `value`."""

    id: int
    row_key: str
    column: str
    expected: str | None
    value: str | None


@dataclass(frozen=True)
class Conflicting:
    """A correction that cannot be applied: the value is not the one that was mended."""

    id: int
    found: str | None
    row_gone: bool = False


@dataclass(frozen=True)
class Mended:
    """A view with the corrections applied."""

    view: str
    applied: int
    conflicts: tuple[Conflicting, ...]


def prepare(
    cur: duckdb.DuckDBPyConnection, view: str, corrections: Sequence[Mending], *, has_key: bool
) -> Mended:
    """Make a view in which the corrections that still hold are applied.

    A value that already is the corrected one counts as neither applied nor in conflict. Of
    several corrections of one cell the last one decides; those that it continues (1 → 2, then
    2 → 3) tell which values may stand there. A value that the column's type cannot hold is a
    conflict.
    """
    if not corrections:
        return Mended(view, 0, ())
    types = {row[0]: row[1] for row in cur.execute(f"DESCRIBE {view}").fetchall()}
    lost = [c for c in corrections if not has_key or c.column not in types]
    held = [c for c in corrections if has_key and c.column in types]
    conflicts = [Conflicting(c.id, None, row_gone=True) for c in lost]
    columns = sorted({c.column for c in held})
    for column in columns:
        _table(cur, column, _cells([c for c in held if c.column == column]))
        conflicts += _conflicts(cur, view, column, types[column])
    applied = sum(_applied(cur, view, column, types[column]) for column in columns)
    if not applied:
        return Mended(view, 0, tuple(conflicts))
    cur.execute(f"CREATE TEMP VIEW mended AS {_select(view, types, columns)}")
    return Mended("mended", applied, tuple(conflicts))


def _name(column: str) -> str:
    return quote(f"mending {column}")


@dataclass(frozen=True)
class _CellMending:
    """What the corrections of one cell come to."""

    id: int
    row_key: str
    expected: tuple[str | None, ...]
    value: str | None


def _cells(held: Sequence[Mending]) -> list[_CellMending]:
    by_key: dict[str, list[Mending]] = {}
    for mending in sorted(held, key=lambda m: m.id):
        by_key.setdefault(mending.row_key, []).append(mending)
    cells = []
    for key, (*earlier, last) in by_key.items():
        expected = [last.expected]
        for mending in reversed(earlier):
            if mending.value != expected[-1]:
                break
            expected.append(mending.expected)
        cells.append(_CellMending(last.id, key, tuple(expected), last.value))
    return cells


def _table(cur: duckdb.DuckDBPyConnection, column: str, cells: Sequence[_CellMending]) -> None:
    """Put the corrections of a column in a table; `expected` is what may stand, NULL apart."""
    cur.execute(
        f"CREATE TEMP TABLE {_name(column)} "
        "(id BIGINT, k TEXT, expected TEXT[], expects_empty BOOLEAN, value TEXT)"
    )
    cur.executemany(
        f"INSERT INTO {_name(column)} VALUES (?, ?, ?, ?, ?)",
        [
            (c.id, c.row_key, [e for e in c.expected if e is not None], None in c.expected, c.value)
            for c in cells
        ],
    )


def _text(column: str) -> str:
    return f"CAST(v.{quote(column)} AS VARCHAR)"


def _holds(column: str, type_: str, mending: str) -> str:
    """Give SQL: the value is one that was mended, and the new one is of the column's type."""
    expected = (
        f"CASE WHEN v.{quote(column)} IS NULL THEN {mending}.expects_empty "
        f"ELSE list_contains({mending}.expected, {_text(column)}) END"
    )
    castable = f"({mending}.value IS NULL OR TRY_CAST({mending}.value AS {type_}) IS NOT NULL)"
    return f"({mending}.id IS NOT NULL AND {expected} AND {castable})"


def _conflicts(
    cur: duckdb.DuckDBPyConnection, view: str, column: str, type_: str
) -> list[Conflicting]:
    rows = cur.execute(
        f"SELECT m.id, {_text(column)}, v.{KEY_COLUMN} IS NULL FROM {_name(column)} m "
        f"LEFT JOIN {view} v ON v.{KEY_COLUMN} = m.k WHERE v.{KEY_COLUMN} IS NULL OR "
        f"(NOT {_holds(column, type_, 'm')} AND {_text(column)} IS DISTINCT FROM m.value) "
        "ORDER BY m.id"
    ).fetchall()
    return [Conflicting(int(i), found, bool(gone)) for i, found, gone in rows]


def _applied(cur: duckdb.DuckDBPyConnection, view: str, column: str, type_: str) -> int:
    row = cur.execute(
        f"SELECT count(*) FROM {_name(column)} m JOIN {view} v ON v.{KEY_COLUMN} = m.k "
        f"WHERE {_holds(column, type_, 'm')} AND {_text(column)} IS DISTINCT FROM m.value"
    ).fetchone()
    return int(row[0]) if row else 0


def _select(view: str, types: Mapping[str, str], columns: Sequence[str]) -> str:
    cells = [
        _cell(n, t, columns.index(n)) if n in columns else f"v.{quote(n)}" for n, t in types.items()
    ]
    joins = " ".join(
        f"LEFT JOIN {_name(column)} m{rank} ON m{rank}.k = v.{KEY_COLUMN}"
        for rank, column in enumerate(columns)
    )
    return f"SELECT {', '.join(cells)} FROM {view} v {joins}"


def _cell(name: str, type_: str, rank: int) -> str:
    value = f"v.{quote(name)}"
    holds = _holds(name, type_, f"m{rank}")
    mended = f"TRY_CAST(m{rank}.value AS {type_})"
    return f"CASE WHEN {holds} THEN {mended} ELSE {value} END AS {quote(name)}"
