"""Which rows lie in the perimeter that is asked for: by their place, else by their commune."""

from __future__ import annotations

import duckdb

from terrier.domain.kernel.counting import counted
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
    _locate(cur, plan, plan.left)
    unknown = cur.execute("SELECT count(*) FROM located WHERE here IS NULL").fetchone()
    gone = cur.execute(
        "DELETE FROM lefts WHERE row IN (SELECT row FROM located WHERE here IS NOT true)"
    ).fetchone()
    notes: tuple[str, ...] = ()
    if unknown and unknown[0]:
        rows = counted(int(unknown[0]), "ligne", "lignes")
        notes = (
            f"{rows} de la première table sans position ni code de commune : on ne sait pas si "
            "c’est dans le périmètre, elles sont laissées dehors.",
        )
    return int(gone[0]) if gone else 0, notes


def leave_out_right(cur: duckdb.DuckDBPyConnection, plan: Plan) -> tuple[int, int]:
    """Take the right rows that met nothing and are known to lie elsewhere out of `rights`.

    Returns
    -------
    tuple
        How many of them could have met something, and how many could not.
    """
    if not plan.right.has_geometry and commune_column(plan.right) is None:
        return 0, 0
    _locate(cur, plan, plan.right)
    gone = cur.execute(
        "DELETE FROM rights WHERE row IN (SELECT row FROM located WHERE NOT here) "
        "AND row NOT IN (SELECT r FROM met_right) RETURNING able"
    ).fetchall()
    able = sum(could for (could,) in gone)
    return able, len(gone) - able


def _locate(cur: duckdb.DuckDBPyConnection, plan: Plan, relation: Relation) -> None:
    """Make `located`: `row` and `here` (NULL: nobody can say)."""
    source, bound = relation.sql()
    column = commune_column(relation)
    coded = "NULL"
    if column is not None:
        coded = f"CAST({quote(column.name)} AS VARCHAR) IN (SELECT unnest(?::TEXT[]))"
    by_place = relation.has_geometry and plan.ground.perimeter is not None
    shape = GEOMETRY_COLUMN if by_place else "NULL::GEOMETRY AS geom"
    cur.execute(
        "CREATE OR REPLACE TEMP TABLE located AS SELECT row, g, here FROM "
        + placed(
            f"(SELECT {ROW_COLUMN} AS row, {shape}, {coded} AS here FROM {source})",
            Shape.POINT,
            plan.ground.crs,
        ),
        [*([_codes(plan)] if column else []), *bound],
    )
    cur.execute("UPDATE located SET here = false WHERE g IS NOT NULL")
    cur.execute("CREATE OR REPLACE TEMP TABLE perimeter (g GEOMETRY)")
    cur.execute("INSERT INTO perimeter SELECT ST_GeomFromWKB(?)", [plan.ground.perimeter])
    cur.execute(
        "UPDATE located SET here = true WHERE row IN "
        "(SELECT p.row FROM located p JOIN perimeter z ON ST_Intersects(z.g, p.g))"
    )


def _codes(plan: Plan) -> list[str]:
    """Give the codes of the perimeter, those of communes that merged into them included."""
    codes = set(plan.definition.perimeter)
    former = plan.ground.former_communes.items()
    return sorted(codes | {old for old, today in former if today in codes})
