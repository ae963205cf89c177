"""Small cells of a summary, taken out of the file before anybody sees it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from terrier.domain.tabular.plan import GEOMETRY_COLUMN, ROW_COLUMN
from terrier.lake.engine import cursor
from terrier.lake.relation import literal, quote
from terrier.lake.snapshot import write_sorted


def cells(path: Path, counted: str) -> Mapping[tuple[int], int]:
    """Give a count of each row of a summary that has one above zero, by the number of the row."""
    with cursor() as db:
        found = db.execute(
            f"SELECT {ROW_COLUMN}, {quote(counted)} FROM read_parquet({literal(str(path))}) "
            f"WHERE {quote(counted)} > 0"
        ).fetchall()
    return {(int(row),): int(count) for row, count in found}


def without_cells(
    path: Path,
    out: Path,
    rows: Collection[int],
    names: Collection[str],
    counted: Collection[str],
) -> Path:
    """Write a summary again without the values of some rows, and without the counts.

    Parameters
    ----------
    path, out
        Version file, and the one to write.
    rows
        Numbers of the rows whose values are suppressed.
    names
        Columns that are emptied there.
    counted
        Columns that are left out.
    """
    source = f"read_parquet({literal(str(path))})"
    hidden = f"{ROW_COLUMN} IN (SELECT unnest(?::BIGINT[]))"
    emptied = ", ".join(
        f"CASE WHEN {hidden} THEN NULL ELSE {quote(n)} END AS {quote(n)}" for n in names
    )
    without = ", ".join(map(quote, counted))
    select = f"SELECT * EXCLUDE ({without}) REPLACE ({emptied}) FROM {source}"
    with cursor() as db:
        described = db.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
        located = any(name == GEOMETRY_COLUMN for name, *_rest in described)
        params: list[object] = [list(rows)] * len(names)
        write_sorted(db, select, params, out, geometry=located)
    return out
