"""What became of the geometries, measured for the receipt."""

from __future__ import annotations

from pathlib import Path

import duckdb

from terrier.domain.tabular.context import TypingContext
from terrier.domain.tabular.plan import GEOMETRY_COLUMN, TablePlan
from terrier.domain.tabular.receipt import GeometryReport, Place
from terrier.lake.relation import literal
from terrier.lake.typing import shape
from terrier.lake.typing.refusals import REFUSED, SOURCE

EXAMPLES = 20


def report(
    cur: duckdb.DuckDBPyConnection, plan: TablePlan, out: Path, context: TypingContext
) -> GeometryReport:
    """Report on the geometries of a written table.

    Parameters
    ----------
    plan
        Plan of the table, which has a geometry.
    out
        The written file.
    context
        Its bounds tell the features outside the territory.
    """
    geometry = plan.geometry
    assert geometry is not None
    geom, file = GEOMETRY_COLUMN, f"read_parquet({literal(str(out))})"
    beyond = _beyond(context)
    row = cur.execute(
        f"SELECT count({geom}), count(*) - count({geom}), min(ST_XMin({geom})), "
        f"min(ST_YMin({geom})), max(ST_XMax({geom})), max(ST_YMax({geom})), "
        f"list(DISTINCT ST_GeometryType({geom})::TEXT) FILTER ({geom} IS NOT NULL), "
        f"coalesce(bool_or(ST_HasZ({geom})), false), "
        f"{f'count_if({beyond})' if beyond else 'NULL'} FROM {file}"
    ).fetchone()
    assert row is not None
    located, without, west, south, east, north, types, has_z, outside = row
    impossible, examples = _impossible(cur, plan, file) if without else (0, ())
    repaired, mended = _repaired(cur, plan)
    return GeometryReport(
        kind=geometry.kind,
        crs=geometry.crs,
        crs_reason=geometry.crs_reason,
        types=tuple(sorted(types or ())),
        located=located,
        empty=without - impossible,
        impossible=impossible,
        impossible_examples=examples,
        repaired=repaired,
        repaired_examples=mended,
        outside=outside,
        outside_examples=_strangers(cur, plan, file, beyond) if outside else (),
        bbox=(west, south, east, north) if located else None,
        has_z=has_z,
    )


def _beyond(context: TypingContext) -> str:
    """Render the test of a geometry outside the territory; empty where that is unknown."""
    if context.bbox is None:
        return ""
    west, south, east, north = (repr(float(b)) for b in context.bbox)
    geom = GEOMETRY_COLUMN
    return (
        f"ST_XMax({geom}) < {west} OR ST_XMin({geom}) > {east} "
        f"OR ST_YMax({geom}) < {south} OR ST_YMin({geom}) > {north}"
    )


def _strangers(
    cur: duckdb.DuckDBPyConnection, plan: TablePlan, file: str, beyond: str
) -> tuple[Place, ...]:
    """Give the first rows outside the territory."""
    assert plan.geometry is not None
    first = f"SELECT _line FROM {file} WHERE {beyond} ORDER BY _line LIMIT {EXAMPLES}"
    return _places(cur, f"_line IN ({first})", shape.raw_coordinates(plan.geometry))[1]


def _impossible(
    cur: duckdb.DuckDBPyConnection, plan: TablePlan, file: str
) -> tuple[int, tuple[Place, ...]]:
    """Find the rows whose coordinates stand in the source but fall nowhere on Earth."""
    assert plan.geometry is not None
    given = shape.has_coordinates(plan.geometry)
    lost = f"_line IN (SELECT _line FROM {file} WHERE {GEOMETRY_COLUMN} IS NULL) AND {given}"
    return _places(cur, lost, shape.raw_coordinates(plan.geometry))


def _repaired(cur: duckdb.DuckDBPyConnection, plan: TablePlan) -> tuple[int, tuple[Place, ...]]:
    assert plan.geometry is not None
    if plan.geometry.kind in shape.POINTS:
        return 0, ()
    built = shape.source_geometry(plan)
    kept = f"_n NOT IN (SELECT n FROM {REFUSED})"
    return _places(cur, f"NOT ST_IsValid({built}) AND {kept}", f"left(ST_AsText({built}), 80)")


def _places(cur: duckdb.DuckDBPyConnection, test: str, value: str) -> tuple[int, tuple[Place, ...]]:
    rows = cur.execute(
        f"SELECT _line, {value}, count(*) OVER () FROM {SOURCE} WHERE {test} "
        f"ORDER BY _line LIMIT {EXAMPLES}"
    ).fetchall()
    places = tuple(Place(int(line), text or "") for line, text, _ in rows)
    return (int(rows[0][2]) if rows else 0), places
