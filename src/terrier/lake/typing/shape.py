"""Geometry of a table as SQL, from its plan."""

from __future__ import annotations

from terrier.domain.tabular.grammars import contract, grammar
from terrier.domain.tabular.grammars.contract import Reading
from terrier.domain.tabular.grammars.numbers import SCIENTIFIC_COMMA, SCIENTIFIC_DOT
from terrier.domain.tabular.plan import GEOMETRY_COLUMN, GeometryPlan, TablePlan
from terrier.lake.relation import literal, quote
from terrier.lake.typing import render

WGS84 = frozenset({"EPSG:4326", "OGC:CRS84", "EPSG:4171"})
"""RGF93 geographic (4171) equals WGS84 within a metre (IGN)."""
TWO_COLUMNS = frozenset({"lonlat", "xy"})
POINTS = TWO_COLUMNS | {"latlon_text"}

FARTHEST = 50_000_000
"""Metres: beyond the length of the equator, no projection means a place."""
_NUMBER = r"[+\-−]?[0-9]+(?:\.[0-9]+)?"
_COMMA_NUMBER = r"[+\-−]?[0-9]+(?:,[0-9]+)?"
_OPEN, _CLOSE = r"[\s\[(]*", r"[\s\])]*"
PAIR = rf"{_OPEN}({_NUMBER})\s*[,; ]\s*({_NUMBER}){_CLOSE}"
"""`48.85, 2.35`, `[2.35, 48.85]`, `48.85 2.35`."""
COMMA_PAIR = rf"{_OPEN}({_COMMA_NUMBER})\s*(?:;|, | )\s*({_COMMA_NUMBER}){_CLOSE}"
"""`48,85 ; 2,35`."""


def coordinate(column: str) -> str:
    """Render a raw coordinate, with a comma or a point, as DOUBLE; NULL where it is no number.

    Degrees near a meridian are written with an exponent by many programs: `3.2E-5`.
    """
    options = {contract.NUMBER_TYPE: "DOUBLE"}
    cases = []
    for chosen in (SCIENTIFIC_COMMA, SCIENTIFIC_DOT):
        whole = contract.full_pattern(chosen, {})
        cases.append(
            f"WHEN {render.matches(column, whole)} THEN {render.value(column, chosen, options)}"
        )
    return f"CASE {' '.join(cases)} END"


def pair(column: str, rank: int) -> str:
    """Render the first or second number of a text that holds both coordinates, as DOUBLE."""
    cases = []
    for pattern in (PAIR, COMMA_PAIR):
        found = f"regexp_extract({column}, {literal(pattern)}, {rank})"
        text = f"translate({found}, ',−', '.-')"
        cases.append(f"WHEN {render.matches(column, pattern)} THEN TRY_CAST({text} AS DOUBLE)")
    return f"CASE {' '.join(cases)} END"


def source_cells(table: TablePlan) -> str:
    """Render the cells of the source that `wgs84_geometry` builds upon.

    They are read once, in a query of their own: what stands several times under a CASE is
    computed as many times.
    """
    plan = _planned(table)
    if plan.kind not in TWO_COLUMNS:
        return f"{source_geometry(table)} AS _source"
    x, y = (_number(table, c) for c in plan.columns)
    return f"{x} AS _x, {y} AS _y"


def source_geometry(table: TablePlan) -> str:
    """Render the geometry in the CRS of the source; NULL where none can be read.

    Two columns of coordinates are those of `source_cells`.
    """
    plan = _planned(table)
    columns = [quote(c) for c in plan.columns]
    match plan.kind:
        case "native":
            built = f"TRY(ST_GeomFromWKB({quote(GEOMETRY_COLUMN)}))"
        case "lonlat" | "xy":
            built = f"CASE WHEN greatest(abs(_x), abs(_y)) < {FARTHEST} THEN ST_Point(_x, _y) END"
        case "latlon_text":
            built = f"ST_Point({pair(columns[0], 2)}, {pair(columns[0], 1)})"
        case "wkt":
            plain = f"regexp_replace({columns[0]}, '^\\s*SRID=[0-9]+;', '')"
            built = f"TRY(ST_GeomFromText({plain}))"
        case _:
            built = f"TRY(ST_GeomFromGeoJSON({columns[0]}))"
    return f"ST_FlipCoordinates({built})" if plan.swap_axes else built


def _planned(table: TablePlan) -> GeometryPlan:
    assert table.geometry is not None
    return table.geometry


def _number(table: TablePlan, source: str) -> str:
    """Read a coordinate by the column's own grammar where that is a number."""
    column = next((c for c in table.columns if c.source == source), None)
    if column and grammar(column.grammar).reading in {Reading.NUMBER, Reading.NATIVE}:
        return f"CAST({render.column_value(column)} AS DOUBLE)"
    return coordinate(quote(source))


def wgs84_geometry(table: TablePlan) -> str:
    """Render the geometry of `source_cells` in WGS84 longitude/latitude, repaired.

    NULL where it falls nowhere.
    """
    plan = _planned(table)
    shape = f"({source_geometry(table)})" if plan.kind in TWO_COLUMNS else "_source"
    if plan.kind not in POINTS:
        shape = f"(CASE WHEN ST_IsValid({shape}) THEN {shape} ELSE ST_MakeValid({shape}) END)"
    if plan.crs not in WGS84:
        shape = f"TRY(ST_Transform({shape}, {literal(plan.crs)}, 'EPSG:4326'))"
    return shape


def on_earth(geometry: str) -> str:
    """Render a geometry, or NULL where it is empty or outside the degrees of the globe."""
    inside = (
        f"ST_XMin({geometry}) >= -180 AND ST_XMax({geometry}) <= 180 "
        f"AND ST_YMin({geometry}) >= -90 AND ST_YMax({geometry}) <= 90"
    )
    return f"CASE WHEN NOT ST_IsEmpty({geometry}) AND {inside} THEN {geometry} END"


def has_coordinates(plan: GeometryPlan) -> str:
    """Render the test that the source gives coordinates, readable or not."""
    if plan.kind == "native":
        return f"({quote(GEOMETRY_COLUMN)} IS NOT NULL)"
    cells = [f"NOT {render.is_empty(f'CAST({quote(c)} AS TEXT)')}" for c in plan.columns]
    return "(" + " OR ".join(cells) + ")"


def raw_coordinates(plan: GeometryPlan) -> str:
    """Render the raw coordinates as one text, for reports."""
    if plan.kind == "native":
        return f"left(ST_AsText(TRY(ST_GeomFromWKB({quote(GEOMETRY_COLUMN)}))), 80)"
    cells = ", ".join(f"CAST({quote(c)} AS TEXT)" for c in plan.columns)
    return f"left(concat_ws(' ; ', {cells}), 80)"
