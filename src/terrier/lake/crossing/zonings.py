"""Areas that are always at hand, as relations: communes, Insee's squares of 200 m."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from terrier.domain.kernel.errors import Invalid
from terrier.domain.tabular.plan import GEOMETRY_COLUMN
from terrier.lake.engine import cursor
from terrier.lake.relation import Relation, RelationColumn, literal
from terrier.lake.snapshot import write_sorted
from terrier.lake.typing.sentences import count as thousands

from .places import WGS84, Shape, placed

GRID_CRS = "EPSG:3035"
SIDE_M = 200
MOST_CELLS = 1_000_000
BLOCK_CELLS = 64
"""Large objects are first laid on blocks of so many squares a side."""
EDGE_M = 0.001
"""A point this near to an edge belongs to the squares on both sides: which one holds it is told
with the outlines in degrees, that bend a hair away from it."""


@dataclass(frozen=True)
class Area:
    """A commune."""

    code: str
    name: str
    population: int | None
    outline: bytes | None
    """WKB (Multi)Polygon, WGS84 longitude/latitude."""


def communes(areas: Sequence[Area], crs: str, out: Path) -> Relation:
    """Write communes as a version file: `code`, `name`, `population`, `area_km2`, `geom`.

    Parameters
    ----------
    areas
        In the order of the rows; the key of a row is its code.
    crs
        Projection in which `area_km2` is computed.
    out
        GeoParquet file; where it is there already, under a name that says what it holds, it is
        left as it is.
    """
    relation = Relation(
        path=out,
        columns=(
            _column("code", "TEXT", "Code Insee de la commune", concept="commune_code"),
            _column("name", "TEXT", "Commune", concept="commune_name"),
            _column("population", "BIGINT", "Population", unit="habitants"),
            _column("area_km2", "DOUBLE", "Superficie", unit="km²"),
        ),
        has_geometry=True,
        has_key=True,
    )
    if out.exists():
        return relation
    # To the square metre.
    area = f"round(ST_Area(ST_Transform(geom, {literal(WGS84)}, {literal(crs)})) / 1e6, 6)"
    select = (
        f"SELECT n AS _line, n AS _row, code AS _key, code, name, population, {area} AS area_km2, "
        "geom FROM (SELECT n, code, name, population, ST_GeomFromWKB(outline) AS geom FROM "
        "(SELECT unnest(range(1, len(codes) + 1)) AS n, unnest(codes) AS code, "
        "unnest(names) AS name, unnest(populations) AS population, unnest(outlines) AS outline "
        "FROM (SELECT ?::TEXT[] AS codes, ?::TEXT[] AS names, ?::BIGINT[] AS populations, "
        "?::BLOB[] AS outlines)))"
    )
    listed: list[object] = [
        [area.code for area in areas],
        [area.name for area in areas],
        [area.population for area in areas],
        [area.outline for area in areas],
    ]
    with cursor() as cur:
        write_sorted(cur, select, listed, out, geometry=True)
    return relation


def grid(other: Relation, out: Path) -> Relation:
    """Write Insee's squares of 200 m (EPSG:3035) that hold something of a relation.

    Parameters
    ----------
    other
        A relation with geometries.
    out
        GeoParquet file: `cell` (`CRS3035RES200mN2471000E4022000`, its south-west corner in
        metres), which is the key, and `geom`.

    Raises
    ------
    Invalid
        The relation has no geometry, or would fill more than a million squares.
    """
    other.require_geometry()
    with cursor() as cur:
        _write_cells(cur, other)
        select = (
            f"SELECT n AS _line, n AS _row, cell AS _key, cell, {_square()} AS geom FROM "
            f"(SELECT row_number() OVER (ORDER BY y, x) AS n, x, y, {_name()} AS cell FROM cells)"
        )
        write_sorted(cur, select, [], out, geometry=True)
    return Relation(
        path=out,
        columns=(_column("cell", "TEXT", "Carreau de 200 m"),),
        has_geometry=True,
        has_key=True,
    )


def _column(
    name: str, type: str, label: str, *, unit: str | None = None, concept: str | None = None
) -> RelationColumn:
    return RelationColumn(id=name, name=name, type=type, label=label, unit=unit, concept=concept)


def _write_cells(cur: duckdb.DuckDBPyConnection, other: Relation) -> None:
    """Make `cells`: the column `x` and line `y` of each square that holds something."""
    source, bound = other.sql()
    sound = placed(f"(SELECT {GEOMETRY_COLUMN} FROM {source})", Shape.WHOLE, GRID_CRS)
    cur.execute(
        "CREATE TEMP TABLE parts AS SELECT unnest(CASE WHEN ST_GeometryType(g) = 'POINT' THEN [g] "
        f"ELSE list_transform(ST_Dump(g), lambda d: d.geom) END) AS g FROM {sound} "
        "WHERE g IS NOT NULL",
        bound,
    )
    # Large objects are cut into blocks first: no object is laid on squares far from it.
    cur.execute(f"CREATE TEMP TABLE blocks AS {_laid('parts', BLOCK_CELLS * SIDE_M)}")
    cut = f"ST_Intersection(g, {_envelope(BLOCK_CELLS * SIDE_M)})"
    cur.execute(
        f"CREATE TEMP TABLE pieces AS SELECT CASE WHEN alone THEN g ELSE {cut} END AS g FROM blocks"
    )
    cur.execute(
        f"CREATE TEMP TABLE cells AS SELECT DISTINCT x, y FROM ({_laid('pieces', SIDE_M)}) "
        f"LIMIT {MOST_CELLS + 1}"
    )
    found = cur.execute("SELECT count(*) FROM cells").fetchone()
    if found and found[0] > MOST_CELLS:
        raise Invalid(
            f"Plus de {thousands(MOST_CELLS)} carreaux de 200 m tiendraient quelque chose de cette "
            "table : choisissez un zonage plus large (communes, IRIS), ou un périmètre."
        )


def _laid(shapes: str, side: int) -> str:
    """Render each shape with every square of the side that it meets; `alone`: it meets one."""
    ends = {"x": ("ST_XMin", "ST_XMax"), "y": ("ST_YMin", "ST_YMax")}
    first, last = (
        ", ".join(
            f"CAST(floor(({ends[axis][n]}(g) {sign} {EDGE_M}) / {side}) AS BIGINT) AS {axis}{n}"
            for axis in ends
        )
        for n, sign in enumerate("-+")
    )
    spread = "SELECT g, {0}1 - {0}0 AS w, {1}, unnest(range({0}0, {0}1 + 1)) AS {0} FROM ({2})"
    across = spread.format("x", "y0, y1", f"SELECT g, {first}, {last} FROM {shapes}")
    both = f"SELECT g, x, w + y1 - y0 = 0 AS alone, unnest(range(y0, y1 + 1)) AS y FROM ({across})"
    point = "ST_GeometryType(g) = 'POINT'"
    return f"SELECT * FROM ({both}) WHERE alone OR {point} OR ST_Intersects(g, {_envelope(side)})"


def _envelope(side: int) -> str:
    west, south = f"x * {side}", f"y * {side}"
    return f"ST_MakeEnvelope({west}, {south}, {west} + {side}, {south} + {side})"


def _name() -> str:
    return f"format('CRS3035RES200mN{{}}E{{}}', y * {SIDE_M}, x * {SIDE_M})"


def _square() -> str:
    return f"ST_Transform({_envelope(SIDE_M)}, {literal(GRID_CRS)}, {literal(WGS84)})"
