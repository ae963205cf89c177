"""Where the geometry of a staged table comes from, and in which system it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import duckdb

from terrier.domain.tabular.context import TypingContext
from terrier.domain.tabular.crs import counterpart, crs_label
from terrier.domain.tabular.names import plain_label
from terrier.domain.tabular.plan import GEOMETRY_COLUMN, GeometryPlan
from terrier.lake import engine
from terrier.lake.relation import literal, quote
from terrier.lake.typing import render, shape
from terrier.lake.typing.locate import INVERTED, POINTS, Fix, locate

SAMPLE = 2000
MOST = 0.8
"""Share of the filled cells that must read as geometry."""
WKT = (
    r"\s*(?:SRID=[0-9]+;)?\s*(?i:(?:MULTI)?(?:POINT|LINESTRING|POLYGON)|GEOMETRYCOLLECTION)"
    r"\s*(?i:ZM?|M)?\s*(?:\(|(?i:EMPTY))(?s:.*)"
)
GEOJSON = r'\s*\{(?s:.*)"type"(?s:.*)\}\s*'
_PAIR_HEADERS = re.compile(
    r"(?:.*_)?(?:coord|coords|coordonnees?|coordinates?|geo_?point(?:_2d)?|loc|geopoint|latlon|latlng"
    r"|lat_?(?:lon|long|lng)|lon_?lat|xy|gps|position|localisation|location|geolocalisation|geo|point"
    r"|geom)(?:_.*)?"
)


def propose_geometry(
    staged: Path,
    columns: Sequence[str],
    labels: Sequence[str],
    context: TypingContext,
    *,
    native: bool = False,
    declared_crs: str | None = None,
    local: bool = False,
) -> GeometryPlan | None:
    """Propose the geometry of a staged table.

    Parameters
    ----------
    staged
        Parquet file of the staged part.
    columns, labels
        Staged column names and their headers.
    context
        What is known of the territory: its bounds prove the reference system.
    native
        The part has a geometry of its own (`geom`, WKB).
    declared_crs
        System declared by the file (`EPSG:2154`), None where it does not say.
    local
        The coordinates may be those of a drawing: none are proposed unless they fall in France.

    Returns
    -------
    GeometryPlan | None
        None where nothing reads as coordinates.
    """
    plain = {plain_label(label or c): c for c, label in zip(columns, labels, strict=True)}
    with engine.cursor() as cur:
        source = f"read_parquet({literal(str(staged))}, file_row_number = true)"
        row = cur.execute(f"SELECT count(*) FROM {source}").fetchone()
        step = 1 + (int(row[0]) if row else 0) // SAMPLE
        cur.execute(
            f"CREATE OR REPLACE TEMP TABLE glimpse AS SELECT * FROM {source} "
            f"WHERE file_row_number % {step} = 0"
        )
        if native:
            return _native(cur, context, declared_crs, local)
        found = [p for p in _proposals(cur, plain, context) if p is not None]
        return max(found, key=lambda p: p[1].share, default=(None, None))[0]


def _native(
    cur: duckdb.DuckDBPyConnection, context: TypingContext, declared: str | None, local: bool
) -> GeometryPlan | None:
    if declared:
        said = f"le fichier déclare {crs_label(declared)}"
        return GeometryPlan("native", crs=declared, crs_reason=said)
    fix = _fix(cur, f"TRY(ST_GeomFromWKB({quote(GEOMETRY_COLUMN)}))", context)
    if local and (fix is None or fix.abroad):
        return None
    if fix is None:
        said = "le fichier ne dit pas son système et rien ne le prouve : à confirmer"
        return GeometryPlan("native", crs=context.crs, crs_reason=said)
    said = f"le fichier ne dit pas son système ; {fix.reason}"
    return GeometryPlan("native", crs=fix.crs, crs_reason=said, swap_axes=fix.swap_axes)


Proposal = tuple[GeometryPlan, Fix]


def _proposals(
    cur: duckdb.DuckDBPyConnection, plain: dict[str, str], context: TypingContext
) -> Iterator[Proposal | None]:
    for label, x in plain.items():
        other = counterpart(label)
        y = plain.get(other) if other else None
        if y:
            yield _two_columns(cur, x, y, context)
    for label, column in plain.items():
        yield _one_column(cur, label, column, context)


def _two_columns(
    cur: duckdb.DuckDBPyConnection, x: str, y: str, context: TypingContext
) -> Proposal | None:
    cells = [shape.coordinate(f"CAST({quote(c)} AS TEXT)") for c in (x, y)]
    if not _mostly(cur, f"({cells[0]}) IS NOT NULL AND ({cells[1]}) IS NOT NULL", x):
        return None
    fix = _fix(cur, f"ST_Point({cells[0]}, {cells[1]})", context)
    if fix is None:
        return None
    kind = "lonlat" if fix.crs == "EPSG:4326" else "xy"
    return GeometryPlan(kind, (x, y), fix.crs, fix.reason, fix.swap_axes), fix


def _one_column(
    cur: duckdb.DuckDBPyConnection, label: str, column: str, context: TypingContext
) -> Proposal | None:
    cell = f"CAST({quote(column)} AS TEXT)"
    for kind, pattern in (("wkt", WKT), ("geojson", GEOJSON)):
        if _mostly(cur, render.matches(cell, pattern), column):
            return _shapes(cur, kind, column, context)
    named = bool(_PAIR_HEADERS.fullmatch(label))
    paired = f"({render.matches(cell, shape.PAIR)} OR {render.matches(cell, shape.COMMA_PAIR)})"
    if not (named and _mostly(cur, paired, column)):
        return None
    fix = _fix(cur, f"ST_Point({shape.pair(cell, 2)}, {shape.pair(cell, 1)})", context)
    if fix is None:
        return None
    reason = fix.reason.replace(INVERTED, ", la longitude étant écrite d'abord")
    return GeometryPlan("latlon_text", (column,), fix.crs, reason, fix.swap_axes), fix


def _shapes(
    cur: duckdb.DuckDBPyConnection, kind: str, column: str, context: TypingContext
) -> Proposal | None:
    cell = quote(column)
    plain = f"regexp_replace({cell}, '^\\s*SRID=[0-9]+;', '')"
    built = f"ST_GeomFromText({plain})" if kind == "wkt" else f"ST_GeomFromGeoJSON({cell})"
    fix = _fix(cur, f"TRY({built})", context)
    if fix is None:
        return None
    declared = _srid(cur, cell) if kind == "wkt" else None
    if declared:
        said = f"la colonne déclare {crs_label(declared)}"
        return GeometryPlan(kind, (column,), declared, said), replace(fix, crs=declared)
    return GeometryPlan(kind, (column,), fix.crs, fix.reason, fix.swap_axes), fix


def _srid(cur: duckdb.DuckDBPyConnection, cell: str) -> str | None:
    """Give the system that every EWKT of the sample declares."""
    rows = cur.execute(
        f"SELECT DISTINCT regexp_extract({cell}, '^\\s*SRID=([0-9]+);', 1) FROM glimpse "
        f"WHERE NOT {render.is_empty(cell)}"
    ).fetchall()
    return f"EPSG:{rows[0][0]}" if len(rows) == 1 and rows[0][0] else None


def _mostly(cur: duckdb.DuckDBPyConnection, test: str, column: str) -> bool:
    cell = f"CAST({quote(column)} AS TEXT)"
    row = cur.execute(
        f"SELECT count_if({test}), count(*) FROM glimpse WHERE NOT {render.is_empty(cell)}"
    ).fetchone()
    fitting, filled = row or (0, 0)
    return bool(filled) and fitting >= MOST * filled


def _fix(cur: duckdb.DuckDBPyConnection, geometry: str, context: TypingContext) -> Fix | None:
    cur.execute(
        f"CREATE OR REPLACE TEMP TABLE {POINTS} AS "
        "SELECT (ST_XMin(g) + ST_XMax(g)) / 2 AS x, (ST_YMin(g) + ST_YMax(g)) / 2 AS y "
        f"FROM (SELECT {geometry} AS g FROM glimpse) WHERE g IS NOT NULL AND NOT ST_IsEmpty(g)"
    )
    return locate(cur, context)
