"""Rows found by their keys: what is kept of a row beside its versions is joined to it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from terrier.domain.tabular.plan import GEOMETRY_COLUMN, KEY_COLUMN, ROW_COLUMN
from terrier.lake.engine import cursor
from terrier.lake.filters import Filters, select_from
from terrier.lake.relation import quote

if TYPE_CHECKING:
    from terrier.lake.relation import Relation, RelationColumn

SECONDS = 20.0


@dataclass(frozen=True)
class KnownRow:
    """A row that a key leads to."""

    row: int
    """Its number in this version."""
    name: object
    """The value of the naming column; None without one."""


def rows_of(
    relation: Relation, keys: Collection[str], naming: RelationColumn | None = None
) -> dict[str, KnownRow]:
    """Find rows by key, in one pass; a key that leads to nothing here is left out.

    Parameters
    ----------
    relation
        What is searched: a row that the reader may not see is not found.
    keys
        Canonical keys.
    naming
        Column whose value is given beside each.
    """
    if not keys or not relation.has_key:
        return {}
    source, params = relation.sql()
    name = quote(naming.name) if naming else "NULL"
    with cursor(seconds=SECONDS) as db:
        found = db.execute(
            f"SELECT {KEY_COLUMN}, {ROW_COLUMN}, {name} FROM {source}"
            f" WHERE {KEY_COLUMN} IN (SELECT unnest(?::TEXT[]))",
            [*params, list(keys)],
        ).fetchall()
    return {key: KnownRow(row, value) for key, row, value in found}


def keyed_rows(
    relation: Relation, filters: Filters, naming: RelationColumn | None, most: int
) -> tuple[dict[str, KnownRow], int]:
    """Give the rows that answer filters, by key, in the order of the source, and their number.

    Parameters
    ----------
    relation, filters
        What is read; a relation with a key.
    naming
        Column whose value is given beside each.
    most
        Rows given at most; all of them are counted.
    """
    name = quote(naming.name) if naming else "NULL"
    with cursor(seconds=SECONDS) as db:
        source, params = select_from(relation, filters)
        found = db.execute(
            f"SELECT {KEY_COLUMN}, {ROW_COLUMN}, {name}, count(*) OVER () FROM {source}"
            f" ORDER BY {ROW_COLUMN} LIMIT {int(most)}",
            params,
        ).fetchall()
    total = int(found[0][3]) if found else 0
    return {key: KnownRow(row, value) for key, row, value, _total in found}, total


def shapes_of(relation: Relation, keys: Collection[str]) -> dict[str, bytes]:
    """Give the geometries of rows as WKB in WGS84 longitude/latitude, by key, exact.

    Parameters
    ----------
    relation, keys
        As for `rows_of`; a row without a geometry is left out.
    """
    if not keys or not relation.has_key or not relation.has_geometry:
        return {}
    source, params = relation.sql()
    shape = quote(GEOMETRY_COLUMN)
    with cursor(seconds=SECONDS) as db:
        found = db.execute(
            f"SELECT {KEY_COLUMN}, ST_AsWKB({shape}) FROM {source}"
            f" WHERE {shape} IS NOT NULL AND {KEY_COLUMN} IN (SELECT unnest(?::TEXT[]))",
            [*params, list(keys)],
        ).fetchall()
    return {key: bytes(shape) for key, shape in found}


def frequent_values(
    relation: Relation, columns: Collection[RelationColumn], most: int
) -> dict[str, list[str]]:
    """Give the values of the columns that have few, as text, the most frequent first.

    Parameters
    ----------
    relation, columns
        What is read.
    most
        A column with more different values than this is left out, by its absence.

    Returns
    -------
    dict
        By the stable id of the column; values as `terrier.lake.cells.cell_text` writes them.
    """
    source, params = relation.sql()
    found: dict[str, list[str]] = {}
    with cursor(seconds=SECONDS) as db:
        for column in columns:
            rows = db.execute(
                f"SELECT CAST({quote(column.name)} AS VARCHAR) AS v, count(*) AS n FROM {source}"
                f" WHERE v IS NOT NULL GROUP BY v ORDER BY n DESC, v LIMIT {int(most) + 1}",
                params,
            ).fetchall()
            if 0 < len(rows) <= most:
                found[column.id] = [value for value, _count in rows]
    return found
