"""Which rows lie in the perimeter that is asked for."""

from __future__ import annotations

import duckdb

from terrier.domain.tabular.plan import GEOMETRY_COLUMN, ROW_COLUMN
from terrier.lake.relation import Relation, quote

from .places import Shape, placed
from .plan import Plan, commune_column


def leave_out(cur: duckdb.DuckDBPyConnection, plan: Plan) -> tuple[int, tuple[str, ...]]:
    """Take the left rows that lie elsewhere out of `lefts`.

    Returns
    -------
    tuple
        How many they are, and what is to be said of them.
    """
    _locate(cur, plan.left, plan, "left_stand")
    unknown = cur.execute("SELECT count(*) FROM left_stand WHERE here IS NULL").fetchone()
    gone = cur.execute(
        "DELETE FROM lefts WHERE row IN (SELECT row FROM left_stand WHERE here IS NOT true)"
    ).fetchone()
    notes = ()
    if unknown and unknown[0]:
        notes = (
            f"{unknown[0]} ligne(s) de la première table n’ont ni position ni code de commune : "
            "elles sont comptées hors du périmètre.",
        )
    return int(gone[0]) if gone else 0, notes


def _locate(cur: duckdb.DuckDBPyConnection, relation: Relation, plan: Plan, into: str) -> None:
    """Write `row` and `here` (NULL: nobody can say): by place, else by code of commune."""
    source, bound = relation.sql()
    column = commune_column(relation)
    codes = set(plan.definition.perimeter)
    codes |= {old for old, today in plan.ground.former_communes.items() if today in codes}
    by_code = (
        f"CAST({quote(column.name)} AS VARCHAR) IN (SELECT unnest(?::TEXT[]))" if column else "NULL"
    )
    listed: list[object] = [sorted(codes)] if column else []
    if not relation.has_geometry or plan.ground.perimeter is None:
        cur.execute(
            f"CREATE TEMP TABLE {into} AS SELECT {ROW_COLUMN} AS row, {by_code} AS here FROM {source}",
            [*listed, *bound],
        )
        return
    cur.execute(
        "CREATE OR REPLACE TEMP TABLE perimeter AS SELECT ST_GeomFromWKB(?) AS g",
        [plan.ground.perimeter],
    )
    points = placed(
        f"(SELECT {ROW_COLUMN} AS row, {GEOMETRY_COLUMN}, {by_code} AS coded FROM {source})",
        Shape.POINT,
        plan.ground.crs,
    )
    cur.execute(
        f"CREATE OR REPLACE TEMP TABLE points AS SELECT row, g, coded FROM {points}",
        [*listed, *bound],
    )
    cur.execute(
        f"CREATE TEMP TABLE {into} AS SELECT p.row, "
        "CASE WHEN p.g IS NULL THEN p.coded ELSE i.row IS NOT NULL END AS here FROM points p "
        "LEFT JOIN (SELECT p.row FROM points p JOIN perimeter z ON ST_Intersects(z.g, p.g)) i "
        "ON i.row = p.row"
    )
