"""Rows of a relation: counted, paged, sorted, or one alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from terrier.domain.kernel.errors import Invalid, NotFound
from terrier.domain.tabular.plan import KEY_COLUMN, ROW_COLUMN
from terrier.lake.engine import cursor
from terrier.lake.filters import NO_FILTERS, Filters, select_from
from terrier.lake.filters.values import family
from terrier.lake.json_text import geometry_json
from terrier.lake.relation import quote

if TYPE_CHECKING:
    import duckdb

    from terrier.lake.relation import Relation

MAX_SIZE = 1000
SECONDS = 20.0
"""Longest time one page may take."""


@dataclass(frozen=True)
class Sort:
    """Order of rows; ties and the absence of a column follow the source."""

    column: str | None = None
    descending: bool = False

    @classmethod
    def parse(cls, text: str) -> Sort:
        """Read `name` or `-name`."""
        return cls(text.removeprefix("-") or None, text.startswith("-"))

    def __str__(self) -> str:
        return ("-" if self.descending else "") + (self.column or "")


class Paged:
    """What is told in pages of `size`, of `total` in all."""

    total: int
    size: int

    @property
    def pages(self) -> int:
        """Number of pages, at least one."""
        return max(1, -(-self.total // self.size))


@dataclass(frozen=True)
class Page(Paged):
    """One page of rows."""

    rows: tuple[tuple[object, ...], ...]
    """`_row`, then one raw value per visible column, in the order of the relation; what is not
    a finite number reads None."""
    total: int
    """Exact number of rows that answer the filters."""
    page: int
    size: int


@dataclass(frozen=True)
class Row:
    """One row with its place."""

    row: int
    key: str | None
    values: tuple[object, ...]
    geometry: str | None
    """GeoJSON text in WGS84."""


def count(relation: Relation, filters: Filters = NO_FILTERS) -> int:
    """Count the rows that answer the filters, exactly."""
    with cursor(seconds=SECONDS) as db:
        return _count(db, relation, filters)


def page(
    relation: Relation,
    filters: Filters = NO_FILTERS,
    sort: Sort | None = None,
    page: int = 1,
    size: int = 50,
) -> Page:
    """Read one page of rows.

    Parameters
    ----------
    relation, filters
        What is read.
    sort
        Column and direction, empty values last; the order of the source where none is given.
    page
        1-based; a page beyond the last is empty.
    size
        Rows per page, 1 to 1000.

    Raises
    ------
    Invalid
        The sort column is not available, or the page or size is out of range.
    """
    names = ", ".join([ROW_COLUMN, *values(relation)])
    with cursor(seconds=SECONDS) as db:
        chosen, params = _chosen(relation, filters, sort or Sort(), page, size)
        source, outer = relation.sql()
        found = db.execute(
            f"SELECT {names} FROM {source} WHERE {ROW_COLUMN} IN ({chosen})"
            f" ORDER BY {_order(relation, sort or Sort())}",
            [*outer, *params],
        ).fetchall()
        return Page(tuple(found), _count(db, relation, filters), page, size)


def one(relation: Relation, row: int) -> Row:
    """Read one row by its number in the version.

    Raises
    ------
    NotFound
        No such row, or not for this reader.
    """
    source, params = relation.sql()
    key = KEY_COLUMN if relation.has_key else "NULL"
    shape = geometry_json() if relation.has_geometry else "NULL"
    names = ", ".join([key, shape, *values(relation)])
    with cursor(seconds=SECONDS) as db:
        found = db.execute(
            f"SELECT {names} FROM {source} WHERE {ROW_COLUMN} = ?", [*params, row]
        ).fetchone()
    if found is None:
        raise NotFound(f"La ligne {row} n’existe pas ici.")
    return Row(row, found[0], tuple(found[2:]), None if found[1] == "null" else found[1])


def values(relation: Relation) -> list[str]:
    """Render the values of a page: what is not a finite number reads None."""
    return [
        f"CASE WHEN isfinite({quote(c.name)}) THEN {quote(c.name)} END"
        if family(c.type) == "double"
        else quote(c.name)
        for c in relation.columns
    ]


def _count(db: duckdb.DuckDBPyConnection, relation: Relation, filters: Filters) -> int:
    source, params = select_from(relation, filters)
    found = db.execute(f"SELECT count(*) FROM {source}", params).fetchone()
    return int(found[0]) if found else 0


def _chosen(
    relation: Relation, filters: Filters, sort: Sort, page: int, size: int
) -> tuple[str, list[object]]:
    """Give the row numbers of a page: only the sorted column is read for all rows."""
    if not (1 <= size <= MAX_SIZE and 1 <= page <= 2**40):
        raise Invalid(f"Demandez une page à partir de 1, de 1 à {MAX_SIZE} lignes.")
    source, params = select_from(relation, filters)
    sql = (
        f"SELECT {ROW_COLUMN} FROM {source} ORDER BY {_order(relation, sort)} "
        f"LIMIT {int(size)} OFFSET {(int(page) - 1) * int(size)}"
    )
    return sql, params


def _order(relation: Relation, sort: Sort) -> str:
    if sort.column is None:
        return f"{ROW_COLUMN} {'DESC' if sort.descending else 'ASC'}"
    name = quote(relation.require(sort.column).name)
    return f"{name} {'DESC' if sort.descending else 'ASC'} NULLS LAST, {ROW_COLUMN}"
