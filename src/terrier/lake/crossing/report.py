"""The match report, counted on the tables that the crossing itself is made of."""

from __future__ import annotations

import duckdb

from terrier.domain.kernel.counting import counted
from terrier.domain.matching.definition import Kind
from terrier.domain.matching.report import MatchReport, Tally
from terrier.domain.tabular.plan import KEY_COLUMN, ROW_COLUMN
from terrier.lake.relation import Relation, quote

from .doubts import doubts
from .flaws import flaws
from .hands import Applied
from .perimeter import leave_out_right
from .plan import Plan
from .sides import Sides, count

EXAMPLES = 5
LOOKED_AT = 10_000
"""Rows that met nothing among which examples are chosen."""
LONGEST = 80
"""Characters of an example."""
UNMET = {
    "left": "SELECT row FROM stands WHERE n IS NULL AND able AND NOT settled",
    "right": "SELECT row FROM rights ANTI JOIN met_right ON r = row WHERE able",
}
"""Rows that could have met something and did not, and that nobody settled."""
UNABLE = {
    "left": "SELECT row FROM stands WHERE n IS NULL AND NOT able AND NOT settled",
    "right": "SELECT row FROM rights ANTI JOIN met_right ON r = row WHERE NOT able",
}
"""Rows that cannot meet anything."""


def stand(cur: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    """Make `stands` (each left row with its group and how many it met) and `met_right`.

    Keys are compared here for the last time: groups have numbers.
    """
    kind = "TABLE" if plan.by_key_alone else "VIEW"
    cur.execute(
        f"CREATE TEMP {kind} stands AS SELECT l.row, l.grp, l.able, l.settled, g.n, g.id "
        "FROM lefts l LEFT JOIN groups g ON g.grp = l.grp"
    )
    if plan.by_key_alone:
        met = "SELECT grp FROM stands WHERE n IS NOT NULL"
        cur.execute(
            f"CREATE TEMP VIEW met_right AS SELECT row AS r FROM rights WHERE grp IN ({met})"
        )
    else:
        cur.execute(
            "CREATE TEMP TABLE met_right AS SELECT r, count(*) AS n FROM meetings GROUP BY r"
        )


def report(
    cur: duckdb.DuckDBPyConnection, plan: Plan, sides: Sides, applied: Applied
) -> MatchReport:
    """Count what became of every row of `stands` and `met_right`.

    Raises
    ------
    DoesNotAddUp
        A row is not accounted for.
    """
    left, pairs = _left(cur, sides)
    right = _right(cur, plan, sides)
    return MatchReport(
        left=left.check(),
        right=right.check(),
        pairs=pairs,
        by_hand=applied.by_hand,
        doubts=doubts(cur, plan) if plan.kind is Kind.COMMUNE_NAMES else (),
        notes=(*sides.notes, *_mended(cur, plan), *_flaws(plan), *applied.notes),
        examples={
            "left": _examples(cur, plan, plan.left, "left"),
            "right": _examples(cur, plan, plan.right, "right"),
        },
    )


def _left(cur: duckdb.DuckDBPyConnection, sides: Sides) -> tuple[Tally, int]:
    found = cur.execute(
        "SELECT count(n), count(*) FILTER (n IS NULL AND (able OR settled)), "
        "count(*) FILTER (n IS NULL AND NOT (able OR settled)), count(*) FILTER (n > 1), "
        "coalesce(sum(n), 0) FROM stands"
    ).fetchone()
    assert found is not None
    matched, unmatched, without, several, pairs = (int(n) for n in found)
    tally = Tally(sides.left_rows, matched, unmatched, without, several, sides.outside)
    return tally, pairs


def _right(cur: duckdb.DuckDBPyConnection, plan: Plan, sides: Sides) -> Tally:
    outside = leave_out_right(cur, plan) if plan.definition.perimeter else 0
    if plan.by_key_alone:
        # The rows of a key meet all the left rows that have it.
        met = "SELECT n AS rows, count(*) AS times FROM stands WHERE n > 0 GROUP BY id, n"
        unable = "SELECT count(*) FROM rights WHERE NOT able"
    else:
        met = "SELECT 1 AS rows, n AS times FROM met_right"
        unable = f"SELECT count(*) FROM ({UNABLE['right']})"
    found = cur.execute(
        "SELECT coalesce(sum(rows), 0), coalesce(sum(rows) FILTER (times > 1), 0), "
        f"({unable}) FROM ({met})"
    ).fetchone()
    assert found is not None
    matched, several, without = (int(n) for n in found)
    unmatched = count(cur, "rights") - matched - without
    return Tally(sides.right_rows, matched, unmatched, without, several, outside)


def _mended(cur: duckdb.DuckDBPyConnection, plan: Plan) -> tuple[str, ...]:
    if not plan.spatial:
        return ()
    notes = []
    for which, side in (("première", "lefts"), ("seconde", "rights")):
        if number := count(cur, f"(SELECT 1 FROM {side} WHERE mended)"):
            objects = counted(
                number, "géométrie n’est pas valide", "géométries ne sont pas valides"
            )
            notes.append(
                f"Dans la {which} table, {objects} (contour qui se croise) : réparé pour le calcul "
                "seulement, les données ne changent pas."
            )
    return tuple(notes)


def _flaws(plan: Plan) -> tuple[str, ...]:
    match plan.kind:
        case Kind.INSIDE | Kind.OVERLAP:
            return flaws(plan.right, plan.ground.crs)
        case Kind.HOLDS:
            return flaws(plan.left, plan.ground.crs)
        case _:
            return ()


def _examples(
    cur: duckdb.DuckDBPyConnection, plan: Plan, relation: Relation, side: str
) -> tuple[str, ...]:
    """Give a few of what met nothing: the most frequent values, or the first rows."""
    source, bound = relation.sql()
    among = UNMET[side]
    if plan.spatial:
        name = KEY_COLUMN if relation.has_key else f"'ligne ' || {ROW_COLUMN}"
        shown, order = f"SELECT {name}", f"ORDER BY {ROW_COLUMN}"
        among = f"{among} ORDER BY row LIMIT {EXAMPLES}"
    else:
        columns = [c.left if side == "left" else c.right for c in plan.pairs]
        texts = ", ".join(f"CAST(s.{quote(c.name)} AS VARCHAR)" for c in columns)
        shown = f"SELECT concat_ws(' · ', {texts})"
        order = f"GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT {EXAMPLES}"
        among = f"{among} ORDER BY row LIMIT {LOOKED_AT}"
    found = cur.execute(
        f"{shown} FROM {source} s SEMI JOIN ({among}) u ON u.row = s.{ROW_COLUMN} {order}", bound
    ).fetchall()
    return tuple(str(value)[:LONGEST] for (value,) in found)
