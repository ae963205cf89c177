"""A table of a version as one immutable GeoParquet file."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb

from terrier.domain.tabular.plan import GEOMETRY_COLUMN, POSITION_COLUMN, ROW_COLUMN
from terrier.lake.relation import literal
from terrier.lake.splice import described, fit, splice

ROW_GROUP_ROWS = 20_000
"""Small groups, so that a window reads little (measured: 4 ms for 900 features of a million)."""
COMPRESSION = "COMPRESSION zstd, COMPRESSION_LEVEL 1"
"""The first level takes two thirds of the time of the third and gives the same size (measured on a
million rows of texts, numbers and points)."""
WORLD = (-180.0, -90.0, 180.0, 90.0)
TRIMMED_TAIL = 0.005
"""Share of points left outside the bounds of the curve at each end: outliers share its edges."""

Bounds = tuple[float, float, float, float]


def write_sorted(
    cur: duckdb.DuckDBPyConnection,
    select_sql: str,
    params: Sequence[object],
    out: Path,
    *,
    geometry: bool,
    bounds: Bounds | None = None,
    in_order: bool = False,
) -> int:
    """Write a query as a Parquet file, complete or not at all.

    The file is written beside `out` under a temporary name, synced, then renamed.

    Parameters
    ----------
    cur
        Cursor of the engine.
    select_sql
        Query that gives `_row`, the columns, and `geom` (WGS84 GEOMETRY) where `geometry`.
    params
        Bound parameters of the query.
    out
        Final path.
    geometry
        Sort along a Hilbert curve and write the statistics of native geometry; otherwise the
        rows are in the order of `_row`.
    bounds
        WGS84 bounds of the curve; measured on the query where None.
    in_order
        The rows come from a file that is sorted already: the query gives their rank in it too,
        `file_row_number`, one for each row, which orders them and is left out.

    Returns the number of rows written.
    """
    shown, order = "*", ROW_COLUMN
    if in_order:
        shown, order = f"* EXCLUDE ({POSITION_COLUMN})", POSITION_COLUMN
    elif geometry:
        order = _along_the_curve(bounds or measured_bounds(cur, select_sql, params))
    select = f"SELECT {shown} FROM ({select_sql}) ORDER BY {order}"
    with _whole(out) as partial:
        return _copy(cur, select, params, partial, geometry=geometry)


def write_widened(
    cur: duckdb.DuckDBPyConnection,
    source: Path,
    columns: Sequence[str],
    select_sql: str,
    params: Sequence[object],
    out: Path,
) -> int | None:
    """Write a file that has the columns of another, copied as they lie, and those of a query.

    Parameters
    ----------
    source
        File of a version.
    columns
        Its columns, all of them and in order.
    select_sql
        Query that gives the added columns, none of them a geometry, and `file_row_number`: one row
        for each of the file. They come before its geometry.
    cur, params, out
        As for `write_sorted`.

    Returns the number of rows; None, with nothing written, where the file has other columns or was
    cut in other groups of rows than those of `write_sorted`.
    """
    first = described(source)
    if first.names != list(columns):
        return None
    select = f"SELECT * EXCLUDE ({POSITION_COLUMN}) FROM ({select_sql}) ORDER BY {POSITION_COLUMN}"
    alone = _beside(out, "added")
    try:
        written = _copy(cur, select, params, alone, geometry=False)
        added = described(alone)
        if not fit(first, added):
            return None
        with _whole(out) as partial:
            splice(first, added, partial, before=GEOMETRY_COLUMN)
    finally:
        alone.unlink(missing_ok=True)
    return written


def _copy(
    cur: duckdb.DuckDBPyConnection,
    select: str,
    params: Sequence[object],
    out: Path,
    *,
    geometry: bool,
) -> int:
    options = f"FORMAT parquet, {COMPRESSION}, ROW_GROUP_SIZE {ROW_GROUP_ROWS}"
    options += ", GEOPARQUET_VERSION 'BOTH'" if geometry else ""
    written = cur.execute(f"COPY ({select}) TO {literal(str(out))} ({options})", params).fetchone()
    return int(written[0]) if written else 0


def _beside(out: Path, state: str) -> Path:
    return out.with_name(f".{out.name}.{os.getpid()}.{state}")


@contextmanager
def _whole(out: Path) -> Iterator[Path]:
    """Give the path to write at: what is there becomes `out`, unless an error ends it."""
    partial = _beside(out, "partial")
    try:
        yield partial
        _sync(partial)
        partial.replace(out)
        _sync(out.parent)
    finally:
        partial.unlink(missing_ok=True)


def measured_bounds(
    cur: duckdb.DuckDBPyConnection, select_sql: str, params: Sequence[object]
) -> Bounds:
    """Measure the bounds of a query's geometries, rare outliers left out."""
    ends = f"[{TRIMMED_TAIL}, {1 - TRIMMED_TAIL}]"
    geom = GEOMETRY_COLUMN
    row = cur.execute(
        f"SELECT approx_quantile(ST_XMin({geom}), {ends}), approx_quantile(ST_YMin({geom}), {ends})"
        f" FROM ({select_sql})",
        params,
    ).fetchone()
    if row is None or row[0] is None:
        return WORLD
    (west, east), (south, north) = row
    return widened((float(west), float(south), float(east), float(north)))


def widened(bounds: Bounds) -> Bounds:
    """Widen bounds a little, so that they have a surface and hold what lies at their edge."""
    west, south, east, north = bounds
    margin = 0.001 + 0.05 * max(east - west, north - south)
    return (west - margin, south - margin, east + margin, north + margin)


def _along_the_curve(bounds: Bounds) -> str:
    envelope = ", ".join(repr(float(b)) for b in bounds)
    geom = GEOMETRY_COLUMN
    curve = f"ST_Hilbert({geom}, ST_Extent(ST_MakeEnvelope({envelope})))"
    return (
        f"CASE WHEN {geom} IS NULL OR ST_IsEmpty({geom}) THEN NULL ELSE {curve} END NULLS LAST, "
        f"{ROW_COLUMN}"
    )


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
