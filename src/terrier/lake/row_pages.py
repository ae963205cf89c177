"""Rows in pages that follow one another, in any order, as JSON made in DuckDB."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from terrier.domain.kernel.errors import Invalid
from terrier.domain.tabular.plan import KEY_COLUMN, ROW_COLUMN
from terrier.lake.engine import cursor
from terrier.lake.filters import NO_FILTERS, Filters, select_from
from terrier.lake.json_text import geometry_json, object_json
from terrier.lake.relation import quote
from terrier.lake.rows import Sort

if TYPE_CHECKING:
    from terrier.lake.filters.condition import Condition
    from terrier.lake.filters.cql2 import Expression
    from terrier.lake.relation import Relation, RelationColumn

MAX_LIMIT = 10_000
SECONDS = 20.0


SOURCE_ORDER = Sort()


@dataclass(frozen=True)
class RowsAsked:
    """Which rows are asked for, in which order, and what is told of each."""

    filters: Filters = NO_FILTERS
    where: Expression | None = None
    sort: Sort = SOURCE_ORDER
    """Empty values last; ties, and the absence of a column, follow the source."""
    columns: tuple[RelationColumn, ...] = ()
    geometry: bool = False
    """Whether places are told, as GeoJSON in WGS84."""


@dataclass(frozen=True)
class RowPage:
    """One page of rows."""

    rows: bytes
    """JSON objects with commas between them: `row`, `key`, `values`, and `geometry` where asked."""
    returned: int
    matched: int
    """Exact number of rows that answer the filters, over all pages."""
    next_after: int | None
    """Row after which the next page begins; None where this page is the last."""


def rows_after(
    relation: Relation,
    asked: RowsAsked,
    *,
    after: int = 0,
    limit: int = 100,
    matched: int | None = None,
) -> RowPage:
    """Read one page of rows.

    Parameters
    ----------
    relation, asked
        What is read.
    after
        Number of the row that the page follows, in the order that is asked; 0 for the first page.
    limit
        Most rows of the page, 1 to 10 000.
    matched
        Exact number of rows that answer, where it is known already.

    Raises
    ------
    Invalid
        The limit is out of range, or the question does not suit the table.
    """
    if not 1 <= limit <= MAX_LIMIT:
        raise Invalid(f"Demandez de 1 à {MAX_LIMIT} lignes à la fois (limit).")
    if asked.geometry:
        relation.require_geometry()
    source, params = select_from(relation, asked.filters)
    if asked.where is not None:
        source = f"(SELECT * FROM {source} WHERE {asked.where.sql})"
        params = [*params, *asked.where.params]
    beyond, more = _beyond(relation, asked.sort, after)
    order = _order(relation, asked.sort)
    with cursor(seconds=SECONDS) as db:
        found = db.execute(
            f"SELECT {ROW_COLUMN} FROM {source} WHERE {beyond} ORDER BY {order} LIMIT {limit + 1}",
            [*params, *more],
        ).fetchall()
        if matched is None:
            counted = db.execute(f"SELECT count(*) FROM {source}", params).fetchone()
            matched = int(counted[0]) if counted else 0
    numbers = [number for (number,) in found[:limit]]
    return RowPage(
        rows=_written(relation, asked, numbers) if numbers else b"",
        returned=len(numbers),
        matched=matched,
        next_after=numbers[-1] if len(found) > limit else None,
    )


def _beyond(relation: Relation, sort: Sort, after: int) -> Condition:
    """Give the condition of standing after a row; its value is looked up where values order."""
    if not after:
        return "TRUE", []
    if sort.column is None:
        return f"{ROW_COLUMN} {'<' if sort.descending else '>'} ?", [after]
    name = quote(relation.require(sort.column).name)
    source, params = relation.sql()
    anchor = f"(SELECT {name} FROM {source} WHERE {ROW_COLUMN} = ?)"
    past = "<" if sort.descending else ">"
    return (
        f"CASE WHEN {anchor} IS NULL THEN {name} IS NULL AND {ROW_COLUMN} > ? "
        f"ELSE {name} IS NULL OR {name} {past} {anchor} "
        f"OR ({name} = {anchor} AND {ROW_COLUMN} > ?) END"
    ), [*params, after, after, *params, after, *params, after, after]


def _order(relation: Relation, sort: Sort) -> str:
    direction = "DESC" if sort.descending else "ASC"
    if sort.column is None:
        return f"{ROW_COLUMN} {direction}"
    return f"{quote(relation.require(sort.column).name)} {direction} NULLS LAST, {ROW_COLUMN}"


def _written(relation: Relation, asked: RowsAsked, numbers: list[int]) -> bytes:
    source, params = relation.sql()
    key = f"CAST(to_json({KEY_COLUMN}) AS TEXT)" if relation.has_key else "'null'"
    shape = f" || ',\"geometry\":' || {geometry_json()}" if asked.geometry else ""
    row = (
        f"'{{\"row\":' || {ROW_COLUMN} || ',\"key\":' || {key} || ',\"values\":' "
        f"|| {object_json(asked.columns)}{shape} || '}}'"
    )
    with cursor(seconds=SECONDS) as db:
        lines = db.execute(
            f"SELECT {row} AS row FROM {source} "
            f"WHERE {ROW_COLUMN} IN (SELECT unnest(?::BIGINT[])) "
            f"ORDER BY {_order(relation, asked.sort)}",
            [*params, numbers],
        ).to_arrow_table().column("row").combine_chunks()  # fmt: skip
    page = pa.ListArray.from_arrays([0, len(lines)], lines)
    return bytes(pc.binary_join(page, pa.scalar(",\n", lines.type))[0].as_buffer())
