"""What is wrong with a zoning: areas that overlap, holes between them, in words and figures."""

from __future__ import annotations

from functools import lru_cache

import duckdb

from terrier.domain.tabular.plan import GEOMETRY_COLUMN, ROW_COLUMN
from terrier.lake.engine import cursor
from terrier.lake.relation import Relation, literal
from terrier.lake.typing.sentences import count as thousands

from .places import WGS84, Shape, placed

MOST_AREAS = 20_000
MOST_VERTICES = 3_000_000
MOST_PAIRS = 50_000
LEAST_M2 = 1.0
"""Less is the noise of outlines drawn twice."""


@lru_cache(maxsize=64)
def flaws(areas: Relation, crs: str) -> tuple[str, ...]:
    """Say what is wrong with areas, as French sentences; version files never change.

    Parameters
    ----------
    areas
        A relation with surfaces; what else it holds is left aside.
    crs
        Projection in which surfaces are measured.
    """
    source, bound = areas.sql()
    shape = f"(SELECT {ROW_COLUMN} AS row, {GEOMETRY_COLUMN} FROM {source})"
    with cursor() as cur:
        cur.execute(
            "CREATE TEMP TABLE areas AS SELECT row, g FROM "
            f"{placed(shape, Shape.AREA, crs)} WHERE g IS NOT NULL",
            bound,
        )
        size = cur.execute("SELECT count(*), coalesce(sum(ST_NPoints(g)), 0) FROM areas").fetchone()
        assert size is not None
        if size[0] < 2:
            return ()
        if size[0] > MOST_AREAS or size[1] > MOST_VERTICES:
            return (
                f"{thousands(size[0])} zones : trop pour chercher celles qui se recouvrent et les "
                "trous entre elles.",
            )
        return (*_overlaps(cur, crs), *_holes(cur, crs))


def _overlaps(cur: duckdb.DuckDBPyConnection, crs: str) -> tuple[str, ...]:
    shared = _square_metres("ST_CollectionExtract(ST_Intersection(a, b), 3)", crs)
    found = cur.execute(
        f"SELECT count(*), sum(shared) FROM (SELECT {shared} AS shared FROM "
        "(SELECT a.g AS a, b.g AS b FROM areas a JOIN areas b ON ST_Intersects(a.g, b.g) "
        "WHERE CASE WHEN a.row < b.row AND NOT ST_Touches(a.g, b.g) THEN true ELSE false END "
        f"LIMIT {MOST_PAIRS})) WHERE shared > {LEAST_M2}"
    ).fetchone()
    if not found or not found[0]:
        return ()
    pairs, square_metres = int(found[0]), round(found[1])
    least = "au moins " if pairs >= MOST_PAIRS else ""
    where = f"{thousands(pairs)} endroit{'s' if pairs > 1 else ''}"
    return (
        f"Des zones se recouvrent, à {least}{where} ({thousands(square_metres)} m² en tout) : ce "
        "qui s’y trouve rencontre chacune d’elles, et compte plusieurs fois dans les totaux.",
    )


def _holes(cur: duckdb.DuckDBPyConnection, crs: str) -> tuple[str, ...]:
    _unite(cur)
    filled = _square_metres("ST_MakePolygon(ST_ExteriorRing(p))", crs)
    found = cur.execute(
        f"SELECT sum(ST_NumInteriorRings(p)), sum({filled} - {_square_metres('p', crs)}) FROM "
        "(SELECT unnest(ST_Dump(g)).geom AS p FROM whole) WHERE ST_NumInteriorRings(p) > 0"
    ).fetchone()
    if not found or not found[0] or found[1] <= LEAST_M2:
        return ()
    many = int(found[0])
    holes = f"restent {thousands(many)} trous" if many > 1 else "reste un trou"
    return (
        f"Entre les zones {holes} ({thousands(round(found[1]))} m²) : ce qui y tombe ne rencontre "
        "aucune zone.",
    )


def _unite(cur: duckdb.DuckDBPyConnection) -> None:
    """Make `whole`: all the areas as one, by the short way where they share their vertices."""
    try:
        cur.execute("CREATE TEMP TABLE whole AS SELECT ST_CoverageUnion_Agg(g) AS g FROM areas")
        sound = cur.execute("SELECT ST_IsValid(g) FROM whole").fetchone()
    except duckdb.InvalidInputException:
        sound = None
    if not sound or not sound[0]:
        cur.execute("CREATE OR REPLACE TEMP TABLE whole AS SELECT ST_Union_Agg(g) AS g FROM areas")


def _square_metres(geometry: str, crs: str) -> str:
    return f"ST_Area(ST_Transform({geometry}, {literal(WGS84)}, {literal(crs)}))"
