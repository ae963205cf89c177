"""Rows in the order that a person sent them, in memory that does not grow with their number.

A version file without geometry is written in the order of `_row`: reading it is enough. With
geometry it lies along a Hilbert curve, and is read one range of `_row` after the other: each pass
reads the whole file and keeps a range, so that no sort ever holds more than a range. Measured on
a million points, CSV: 6.7 s of processor and 100 MB for five passes, where one whole sort takes
280 MB, and reading without order 2.9 s and 55 MB. Formats for maps need no order, and take the
file as it lies.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pyarrow as pa

from terrier.domain.tabular.plan import ROW_COLUMN

if TYPE_CHECKING:
    import duckdb

    from terrier.lake.relation import Relation

RANGE = 200_000
"""Rows sorted at a time."""


def in_source_order(
    db: duckdb.DuckDBPyConnection,
    relation: Relation,
    source: str,
    params: list[object],
    selected: str,
    *,
    size: int,
) -> Iterator[pa.RecordBatch]:
    """Read a selection of every row in the order of the source.

    Parameters
    ----------
    db
        Cursor of the engine.
    relation
        What is read.
    source, params
        Its sub-select, filters included.
    selected
        SQL expressions, comma separated.
    size
        Most rows of a batch.
    """
    if not relation.has_geometry:
        yield from db.execute(f"SELECT {selected} FROM {source}", params).to_arrow_reader(size)
        return
    for first, last in ranges(db, source, params, RANGE):
        yield from db.execute(
            f"SELECT {selected} FROM (SELECT * FROM {source} "
            f"WHERE {ROW_COLUMN} BETWEEN ? AND ? ORDER BY {ROW_COLUMN})",
            [*params, first, last],
        ).to_arrow_reader(size)


def ranges(
    db: duckdb.DuckDBPyConnection, source: str, params: list[object], size: int
) -> Iterator[tuple[int, int]]:
    """Cut the row numbers of a selection into ranges of a size, first and last included."""
    found = db.execute(
        f"SELECT count(*), min({ROW_COLUMN}), max({ROW_COLUMN}) FROM {source}", params
    ).fetchone()
    if found is None or found[1] is None:
        return
    rows, first, last = (int(n) for n in found)
    if rows <= size:
        yield first, last
        return
    for start in range(first, last + 1, size):
        yield start, start + size - 1
