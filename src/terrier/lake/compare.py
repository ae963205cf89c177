"""Two versions of a table, row by row, as one reader may see them.

Rows are matched by their declared key. Without one, versions are compared as multisets: a row is
then either in both, or added, or removed; nothing can be said to have changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import duckdb

from terrier.domain.kernel.errors import Invalid
from terrier.domain.tabular.plan import GEOMETRY_COLUMN, KEY_COLUMN, ROW_COLUMN
from terrier.lake.engine import TooLong, cursor
from terrier.lake.filters.values import family
from terrier.lake.relation import quote

if TYPE_CHECKING:
    from terrier.lake.relation import Relation, RelationColumn

SECONDS = 20.0
"""Longest time of one question: a person waits for the page (a million rows: 3 s of processor)."""
MAX_SIZE = 1000


class Change(StrEnum):
    """What became of a row."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True)
class ColumnChange:
    """A column of both versions, with the rows where its value changed."""

    old: RelationColumn
    new: RelationColumn
    rows: int

    @property
    def renamed(self) -> bool:
        """Say whether the column changed its name or label."""
        return (self.old.name, self.old.label) != (self.new.name, self.new.label)


@dataclass(frozen=True)
class Comparison:
    """Exact counts: `old = removed + changed + unchanged`, `new = added + changed + unchanged`."""

    keyed: bool
    added: int
    removed: int
    changed: int
    unchanged: int
    columns: tuple[ColumnChange, ...]
    """Columns of both versions, matched by their stable ids."""
    geometry: int
    """Rows whose geometry changed."""
    columns_added: tuple[RelationColumn, ...]
    columns_removed: tuple[RelationColumn, ...]


@dataclass(frozen=True)
class Difference:
    """One row that differs."""

    change: Change
    old_row: int | None
    new_row: int | None
    before: tuple[object, ...] | None
    """Values of the common columns, in the order of `Comparison.columns`."""
    after: tuple[object, ...] | None
    columns: tuple[str, ...]
    """Stable ids of the columns that changed, `geom` for the geometry."""


def compare(old: Relation, new: Relation) -> Comparison:
    """Count what was added, removed and changed between two versions.

    Parameters
    ----------
    old, new
        The same table in two versions, for the same reader.

    Raises
    ------
    TooLong
        It asks for more time or memory than a page may take.
    """
    pairing = _Pairing.of(old, new)
    if pairing.keyed:
        added, removed, changed, unchanged, geometry, *rows = _count_by_key(pairing)
    else:
        added, removed, unchanged = _count_bags(pairing)
        changed, geometry, rows = 0, 0, [0] * len(pairing.common)
    ids = {o.id for o, _ in pairing.common}
    return Comparison(
        pairing.keyed,
        added,
        removed,
        changed,
        unchanged,
        tuple(
            ColumnChange(o, n, count) for (o, n), count in zip(pairing.common, rows, strict=True)
        ),
        geometry,
        tuple(c for c in new.columns if c.id not in ids),
        tuple(c for c in old.columns if c.id not in ids),
    )


def _count_by_key(pairing: _Pairing) -> list[int]:
    both = f"{_OLD} IS NOT NULL AND {_NEW} IS NOT NULL"
    changes = "".join(f", count(*) FILTER ({both} AND _d{n})" for n in range(len(pairing.common)))
    with _bounded(pairing) as db:
        found = db.execute(
            f"{pairing.sql} SELECT count(*) FILTER ({_OLD} IS NULL), "
            f"count(*) FILTER ({_NEW} IS NULL), count(*) FILTER ({both} AND {pairing.any_change}), "
            f"count(*) FILTER ({both} AND NOT {pairing.any_change}), "
            f"count(*) FILTER ({both} AND _dg){changes} FROM paired",
            pairing.params,
        ).fetchone() or (0,) * (5 + len(pairing.common))
    return [int(n) for n in found]


def _count_bags(pairing: _Pairing) -> list[int]:
    """Count by grouping equal rows: what `paired` says row by row, several times faster."""
    names = ", ".join([*(f"_c{n}" for n in range(len(pairing.common))), "_g"])
    with _bounded(pairing) as db:
        found = db.execute(
            f"WITH tagged AS (SELECT {names}, 1 AS _o, 0 AS _n FROM ({pairing.old}) UNION ALL "
            f"SELECT {names}, 0, 1 FROM ({pairing.new})), "
            f"counted AS (SELECT sum(_o) AS o, sum(_n) AS n FROM tagged GROUP BY {names}) "
            "SELECT coalesce(sum(greatest(n - o, 0)), 0), coalesce(sum(greatest(o - n, 0)), 0), "
            "coalesce(sum(least(o, n)), 0) FROM counted",
            pairing.params,
        ).fetchone() or (0, 0, 0)
    return [int(n) for n in found]


def differences(
    old: Relation, new: Relation, change: Change, page: int = 1, size: int = 50
) -> tuple[Difference, ...]:
    """Read one page of the rows that were added, removed or changed, in the order of the source.

    Raises
    ------
    Invalid
        The page or its size is out of range.
    TooLong
        It asks for more time or memory than a page may take.
    """
    if not (1 <= size <= MAX_SIZE and 1 <= page <= 2**40):
        raise Invalid(f"Demandez une page à partir de 1, de 1 à {MAX_SIZE} lignes.")
    pairing = _Pairing.of(old, new)
    wanted = {
        Change.ADDED: f"{_OLD} IS NULL",
        Change.REMOVED: f"{_NEW} IS NULL",
        Change.CHANGED: f"{_OLD} IS NOT NULL AND {_NEW} IS NOT NULL AND {pairing.any_change}",
    }[change]
    count = len(pairing.common)
    with _bounded(pairing) as db:
        found = db.execute(
            f"{pairing.sql} SELECT * FROM paired WHERE {wanted} "
            f"ORDER BY coalesce({_NEW}, {_OLD}) LIMIT {size} OFFSET {(page - 1) * size}",
            pairing.params,
        ).fetchall()
    ids = [o.id for o, _ in pairing.common] + [GEOMETRY_COLUMN]
    return tuple(
        Difference(
            change,
            row[0],
            row[1],
            None if change is Change.ADDED else tuple(row[2 : 2 + count]),
            None if change is Change.REMOVED else tuple(row[2 + count : 2 + 2 * count]),
            tuple(name for name, differs in zip(ids, row[2 + 2 * count :], strict=True) if differs)
            if change is Change.CHANGED
            else (),
        )
        for row in found
    )


@contextmanager
def _bounded(pairing: _Pairing) -> Iterator[duckdb.DuckDBPyConnection]:
    try:
        with cursor(seconds=SECONDS) as db:
            yield db
    except (TooLong, duckdb.OutOfMemoryException) as stopped:
        remedy = (
            "téléchargez les deux versions pour les comparer sur votre poste"
            if pairing.keyed
            else "indiquez au prochain import la colonne qui distingue les lignes (la clé), ou "
            "téléchargez les deux versions"
        )
        raise TooLong(
            f"Ces versions sont trop grandes pour être comparées ici : {remedy}."
        ) from stopped


_OLD, _NEW = "_old_row", "_new_row"


@dataclass(frozen=True)
class _Pairing:
    """SQL that puts the rows of both versions side by side, in a table named `paired`."""

    sql: str
    params: list[object]
    old: str
    """Rows of the old version: `_row`, common values, geometry."""
    new: str
    common: tuple[tuple[RelationColumn, RelationColumn], ...]
    keyed: bool

    @property
    def any_change(self) -> str:
        return f"({' OR '.join([*(f'_d{n}' for n in range(len(self.common))), '_dg'])})"

    @classmethod
    def of(cls, old: Relation, new: Relation) -> _Pairing:
        by_id = {c.id: c for c in old.columns}
        common = tuple((by_id[c.id], c) for c in new.columns if c.id in by_id)
        keyed = old.has_key and new.has_key
        located = old.has_geometry and new.has_geometry
        olds = [_alike(o, n) for o, n in common]
        news = [_alike(n, o) for o, n in common]
        old_rows, params = _side(old, olds, keyed, located)
        new_rows, more = _side(new, news, keyed, located)
        values = "".join(
            f", {side}._c{n} AS _{side}{n}" for side in "on" for n in range(len(common))
        )
        tests = "".join(f", o._c{n} IS DISTINCT FROM n._c{n} AS _d{n}" for n in range(len(common)))
        sql = (
            f"WITH o AS ({_matched(old_rows, len(common), keyed)}), "
            f"n AS ({_matched(new_rows, len(common), keyed)}), "
            f"paired AS (SELECT o.{ROW_COLUMN} AS {_OLD}, "
            f"n.{ROW_COLUMN} AS {_NEW}{values}{tests}, o._g IS DISTINCT FROM n._g AS _dg "
            "FROM o FULL JOIN n ON o._match = n._match)"
        )
        return cls(sql, params + more, old_rows, new_rows, common, keyed)


def _side(
    relation: Relation, values: list[str], keyed: bool, located: bool
) -> tuple[str, list[object]]:
    """Give SQL for the rows of one version as they are compared."""
    source, params = relation.sql()
    shape = f"CAST(ST_AsWKB({quote(GEOMETRY_COLUMN)}) AS BLOB)" if located else "NULL::BLOB"
    columns = "".join(f", {value} AS _c{n}" for n, value in enumerate(values))
    key = f", {quote(KEY_COLUMN)}" if keyed else ""
    return f"SELECT {ROW_COLUMN}{columns}, {shape} AS _g{key} FROM {source}", params


def _matched(rows: str, count: int, keyed: bool) -> str:
    """Give SQL for the same rows with what matches them to the other version's (`_match`)."""
    if keyed:
        return f"SELECT *, {quote(KEY_COLUMN)} AS _match FROM ({rows})"
    # Equal rows are told apart by their rank, so that three against two leaves one.
    members = ", ".join([*(f"'c{n}': _c{n}" for n in range(count)), "'g': _g"])
    rank = f"row_number() OVER (PARTITION BY {{{members}}} ORDER BY {ROW_COLUMN})"
    return f"SELECT *, {{{members}, 'n': {rank}}} AS _match FROM ({rows})"


def _alike(column: RelationColumn, other: RelationColumn) -> str:
    """Give SQL for values that compare with those of a column possibly retyped since."""
    name = quote(column.name)
    if column.type == other.type:
        return name
    if {family(column.type), family(other.type)} <= {"integer", "decimal"}:
        return name
    return f"CAST({name} AS TEXT)"
