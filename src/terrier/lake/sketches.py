"""Sketches of a relation: what is kept of it to guess which others it meets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import duckdb

from terrier.domain.kernel.years import names_years
from terrier.domain.matching.columns import forms_of, place_codes
from terrier.domain.matching.definition import Period, Rewrite
from terrier.domain.matching.sketch import (
    CELLS,
    KEPT,
    KEPT_OF_CODES,
    ColumnSketch,
    Digest,
    PlacesSketch,
    TableSketch,
)
from terrier.domain.tabular.plan import GEOMETRY_COLUMN, ROW_COLUMN
from terrier.lake.crossing.keys import rewritten
from terrier.lake.engine import TooLong, cursor
from terrier.lake.filters.values import NUMERIC, TEMPORAL, family
from terrier.lake.geometry_facts import FAMILIES
from terrier.lake.relation import quote

if TYPE_CHECKING:
    from terrier.lake.relation import Relation, RelationColumn

SECONDS = 120.0
COVER_SECONDS = 20.0
LONGEST = 120
"""Mean length beyond which texts are prose, and no keys."""
SAMPLE = 128
"""Objects of which a point is kept."""
MOST_COUPLES = 2
"""Codes, and moments, that are counted together."""
ENGINE = f"duckdb {duckdb.__version__}, 2"
"""What hashes, and what is kept: digests of another say nothing of those of this one."""


def sketch(relation: Relation, former_communes: Mapping[str, str]) -> TableSketch:
    """Sketch every column of a whole relation, and its geometries.

    Parameters
    ----------
    relation
        Read whole: what is kept speaks of every row and column, and must be shown to nobody who
        does not see them.
    former_communes
        {code of a commune that merged: code of today}.
    """
    source, params = relation.sql()
    with cursor(seconds=SECONDS) as db:
        found = db.execute(f"SELECT count(*) FROM {source}", params).fetchone()
        columns = tuple(_column(db, c, source, params, former_communes) for c in relation.columns)
        together = _together(db, relation, source, params)
        places = _places(db, source, params) if relation.has_geometry else None
    if places and places.family == "Polygon":
        places = _with_cover(places, source, params)
    return TableSketch(found[0] if found else 0, columns, places, together)


def _column(
    db: duckdb.DuckDBPyConnection,
    column: RelationColumn,
    source: str,
    params: list[object],
    former_communes: Mapping[str, str],
) -> ColumnSketch:
    """Group the column once by value; everything follows from the groups."""
    kind = family(column.type)
    db.execute(
        f"CREATE OR REPLACE TEMP TABLE _values AS SELECT {quote(column.name)} AS v, count(*) AS n "
        f"FROM {source} WHERE {quote(column.name)} IS NOT NULL GROUP BY v",
        params,
    )
    low, high, whole, numbered = _bounds(kind)
    figures = db.execute(
        f"SELECT coalesce(sum(n), 0), count(*), CAST({low} AS VARCHAR), CAST({high} AS VARCHAR), "
        f"{whole}, {numbered}, coalesce(avg(length(CAST(v AS VARCHAR))), 0) FROM _values"
    ).fetchone()
    assert figures is not None
    filled, distinct, low, high, whole_numbers, is_numbered, length = figures
    digests = {}
    if kind in {"text", "integer"} and distinct and length <= LONGEST:
        for form in forms_of(column.label or column.name, column.concept, kind):
            digests[form.name] = _digest(db, form.rewrites, column.concept, former_communes)
    return ColumnSketch(
        column.id,
        kind,
        int(filled),
        distinct,
        low,
        high,
        bool(whole_numbers),
        digests,
        bool(is_numbered),
    )


def _bounds(kind: str) -> tuple[str, str, str, str]:
    """Render the least and greatest value, whether all are whole numbers, or behind a prefix."""
    if kind == "text":
        whole = "count(TRY_CAST(v AS BIGINT)) = count(*)"
        behind = r"TRY_CAST(regexp_extract(v, '^\D*(\d{1,18})$', 1) AS BIGINT)"
        prefixes = r"count(DISTINCT regexp_extract(v, '^\D*'))"
        numbered = f"(NOT {whole} AND count({behind}) = count(*) AND {prefixes} = 1)"
        number = f"coalesce(TRY_CAST(v AS BIGINT), {behind})"
        low, high = (
            f"CASE WHEN {whole} OR {numbered} THEN {end}({number}) END" for end in ("min", "max")
        )
        return low, high, whole, numbered
    if kind in NUMERIC or kind in TEMPORAL:
        return "min(v)", "max(v)", "true" if kind == "integer" else "false", "false"
    return "NULL", "NULL", "false", "false"


def _digest(
    db: duckdb.DuckDBPyConnection,
    rewrites: tuple[Rewrite, ...],
    concept: str | None,
    former_communes: Mapping[str, str],
) -> Digest:
    value, params = _written_alike(rewrites, former_communes)
    kept = KEPT_OF_CODES if concept else KEPT
    found = db.execute(
        f"WITH hashed AS (SELECT DISTINCT CAST(hash(w) >> 32 AS UINTEGER) AS h "
        f"FROM (SELECT {value} AS w FROM _values) WHERE w <> '') "
        f"SELECT (SELECT count(*) FROM hashed), (SELECT min(h, {kept}) FROM hashed)",
        params,
    ).fetchone()
    return Digest.of(int(found[0]), list(found[1] or ())) if found else Digest.of(0, [])


def _written_alike(
    rewrites: tuple[Rewrite, ...], former_communes: Mapping[str, str]
) -> tuple[str, list[object]]:
    """Render a value as crossings compare it, with codes of communes of today."""
    value = rewritten("CAST(v AS VARCHAR)", frozenset(rewrites))
    if Rewrite.COMMUNES not in rewrites or not former_communes:
        return value, []
    old, today = (
        [code.lstrip("0") for code in codes] for codes in zip(*former_communes.items(), strict=True)
    )
    return f"coalesce(map(?::VARCHAR[], ?::VARCHAR[])[{value}], {value})", [old, today]


def _together(
    db: duckdb.DuckDBPyConnection, relation: Relation, source: str, params: list[object]
) -> dict[str, int]:
    """Count the different couples of a place code and a period: keys of two columns."""
    codes = [c for c in relation.columns if place_codes(c.concept)][:MOST_COUPLES]
    periods = [
        (moment, period)
        for moment in [c for c in relation.columns if family(c.type) in TEMPORAL][:MOST_COUPLES]
        for period in Period
    ]
    years = [c for c in relation.columns if names_years(c.label or c.name)][:MOST_COUPLES]
    periods += [(c, Period.YEAR) for c in years if family(c.type) == "integer"]
    counts = {
        f"{code.id}|{moment.id}|{period}": (
            f"count(DISTINCT ({quote(code.name)}, {_of_period(moment, period)}))"
        )
        for code in codes
        for moment, period in periods
    }
    if not counts:
        return {}
    found = db.execute(f"SELECT {', '.join(counts.values())} FROM {source}", params).fetchone()
    return dict(zip(counts, found or (), strict=True))


def _of_period(moment: RelationColumn, period: Period) -> str:
    name = quote(moment.name)
    return name if family(moment.type) not in TEMPORAL else f"date_trunc('{period}', {name})"


def _places(
    db: duckdb.DuckDBPyConnection, source: str, params: list[object]
) -> PlacesSketch | None:
    geom = quote(GEOMETRY_COLUMN)
    there = f"{geom} IS NOT NULL AND NOT ST_IsEmpty({geom})"
    found = db.execute(
        f"SELECT list(DISTINCT CAST(ST_GeometryType({geom}) AS VARCHAR)), count(*), "
        f"min(ST_XMin({geom})), min(ST_YMin({geom})), max(ST_XMax({geom})), max(ST_YMax({geom})) "
        f"FROM {source} WHERE {there}",
        params,
    ).fetchone()
    if not found or not found[1]:
        return None
    kinds, located, *box = found
    families = {FAMILIES.get(kind, "Mixed") for kind in kinds}
    point = f"ST_Centroid({geom})" if families == {"Point"} else f"ST_PointOnSurface({geom})"
    # The order of the hashes of ranks is none: a sample without a pattern, the same each time.
    sampled = db.execute(
        f"SELECT round(ST_X(p), 5), round(ST_Y(p), 5) FROM (SELECT {point} AS p FROM "
        f"(SELECT {geom}, {ROW_COLUMN} FROM {source} WHERE {there} "
        f"ORDER BY hash({ROW_COLUMN}) LIMIT {SAMPLE}))",
        params,
    ).fetchall()
    family_of_all = families.pop() if len(families) == 1 else "Mixed"
    return PlacesSketch(family_of_all, tuple(box), located, tuple(sampled))


def _with_cover(places: PlacesSketch, source: str, params: list[object]) -> PlacesSketch:
    """Draw what the areas cover on a raster; too many or too fine ones are left unknown."""
    west, south, east, north = places.bbox
    geom = quote(GEOMETRY_COLUMN)
    cells = (
        f"SELECT i, ST_Point({west!r} + ({east!r} - {west!r}) * (i % {CELLS} + 0.5) / {CELLS}, "
        f"{south!r} + ({north!r} - {south!r}) * (i // {CELLS} + 0.5) / {CELLS}) AS centre "
        f"FROM range({CELLS * CELLS}) AS r(i)"
    )
    try:
        with cursor(seconds=COVER_SECONDS) as db:
            found = db.execute(
                f"SELECT DISTINCT i FROM ({cells}) AS cells JOIN {source} AS areas "
                f"ON ST_Intersects(areas.{geom}, cells.centre)",
                params,
            ).fetchall()
    except (TooLong, duckdb.InvalidInputException):
        return places
    covered = PlacesSketch.pack([i for (i,) in found])
    return PlacesSketch(places.family, places.bbox, places.located, places.sample, covered)
