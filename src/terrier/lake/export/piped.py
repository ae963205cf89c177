"""CSV written by DuckDB's own writer into a pipe, and read from it as it comes.

Twice as fast as lines put together in SQL, and as flat in memory: the writer waits while nobody
reads. One sort holds at most a million rows; longer tables come a million at a time.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import duckdb

from terrier.domain.tabular.plan import ROW_COLUMN
from terrier.lake.engine import cursor
from terrier.lake.export.ordered import ranges

if TYPE_CHECKING:
    from terrier.lake.relation import Relation

CHUNK = 1 << 18
"""Bytes read at a time."""
SORTED = 1_000_000
"""Rows sorted at a time, where the file does not lie in the order of the source."""


def csv_lines(
    relation: Relation, source: str, params: Sequence[object], cells: Sequence[str], separator: str
) -> Iterator[bytes]:
    """Write every row as a line of CSV, in the order of the source.

    Parameters
    ----------
    relation
        What is read.
    source, params
        Its sub-select, filters included.
    cells
        SQL of each cell.
    separator
        Between cells.

    Raises
    ------
    duckdb.Error
        The file cannot be read to its end; what came before was read already.
    """
    selected = ", ".join(cells)
    if not relation.has_geometry:
        yield from _copied(f"SELECT {selected} FROM {source}", params, separator)
        return
    with cursor() as db:
        pieces = list(ranges(db, source, list(params), SORTED))
    for first, last in pieces:
        rows = f"SELECT * FROM {source} WHERE {ROW_COLUMN} BETWEEN ? AND ? ORDER BY {ROW_COLUMN}"
        yield from _copied(f"SELECT {selected} FROM ({rows})", [*params, first, last], separator)


def _copied(query: str, params: Sequence[object], separator: str) -> Iterator[bytes]:
    reading, writing = os.pipe()
    broken: list[duckdb.Error] = []
    with cursor() as db:

        def write() -> None:
            try:
                db.execute(
                    f"COPY ({query}) TO '/dev/fd/{writing}' (FORMAT csv, HEADER false, "
                    f"DELIMITER '{separator}', NEW_LINE '\\r\\n', USE_TMP_FILE false)",
                    params,
                )
            except duckdb.Error as error:
                broken.append(error)
            finally:
                os.close(writing)

        writer = threading.Thread(target=write)
        writer.start()
        try:
            while chunk := os.read(reading, CHUNK):
                yield chunk
        finally:
            # A reader who leaves breaks the pipe, which ends the writer.
            os.close(reading)
            writer.join()
    if broken:
        raise broken[0]
