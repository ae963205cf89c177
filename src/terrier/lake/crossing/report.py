"""The match report, counted on the tables that the crossing itself is made of."""

from __future__ import annotations

import duckdb

from terrier.domain.kernel.counting import counted
from terrier.domain.kernel.errors import Invalid
from terrier.domain.matching.definition import Kind
from terrier.domain.matching.report import MatchReport, Tally
from terrier.domain.tabular.plan import KEY_COLUMN, ROW_COLUMN
from terrier.lake.relation import quote

from .doubts import doubts
from .flaws import flaws
from .hands import Applied
from .perimeter import leave_out_right
from .plan import Plan
from .sides import Sides, count

EXAMPLES = 5
LOOKED_AT = 1_000
"""Rows that met nothing among which the most frequent values are chosen."""
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
    """Make `stands` (each left row, what it met and what it brings over) and `met_right`.

    Where one key decides alone, keys are compared here and never again: `together` has the right
    keys that nothing meets too, without a row.

    Raises
    ------
    Invalid
        A sum has more digits than any column holds.
    """
    looked_up = plan.by_group or not plan.read_once
    shown = ["l.row", "l.settled", *(["l.grp"] if looked_up else [])]
    shown += [*(["l.rank"] if plan.as_it_lies else []), "g.* EXCLUDE (grp)"]
    able, join = "l.able", "LEFT"
    if plan.by_key_alone:
        able, join = "coalesce(l.able, g.grp IS NOT NULL) AS able", "FULL"
    try:
        cur.execute(
            f"CREATE TEMP TABLE together AS SELECT {able}, {', '.join(shown)} "
            f"FROM lefts l {join} JOIN groups g ON g.grp = l.grp"
        )
    except duckdb.OutOfRangeException as error:
        raise Invalid(
            "Une somme dépasse 38 chiffres : choisissez la moyenne, le minimum ou le maximum.",
            message=str(error),
        ) from error
    cur.execute("CREATE TEMP VIEW stands AS SELECT * FROM together WHERE row IS NOT NULL")
    met = "VIEW met_right AS SELECT row AS r FROM rights SEMI JOIN lefts USING (grp)"
    if not plan.by_key_alone:
        met = "TABLE met_right AS SELECT r, count(*) AS times FROM meetings GROUP BY r"
    cur.execute(f"CREATE TEMP {met}")


def report(
    cur: duckdb.DuckDBPyConnection, plan: Plan, sides: Sides, applied: Applied
) -> MatchReport:
    """Count what became of every row of `stands` and `met_right`.

    Raises
    ------
    DoesNotAddUp
        A row is not accounted for.
    """
    left, pairs, unmet = _left(cur, sides)
    right, unmet_right = _right(cur, plan, sides)
    return MatchReport(
        left=left.check(),
        right=right.check(),
        pairs=pairs,
        by_hand=applied.by_hand,
        doubts=doubts(cur, plan) if plan.kind is Kind.COMMUNE_NAMES else (),
        notes=(*sides.notes, *_mended(cur, plan), *_flaws(plan), *applied.notes),
        examples={
            "left": _examples(cur, plan, "left", unmet),
            "right": _examples(cur, plan, "right", unmet_right),
        },
    )


def _left(cur: duckdb.DuckDBPyConnection, sides: Sides) -> tuple[Tally, int, list[int]]:
    """Count the left rows and the meetings; give rows that met nothing."""
    found = cur.execute(
        "SELECT count(n), count(*) FILTER (n IS NULL AND (able OR settled)), "
        "count(*) FILTER (n IS NULL AND NOT (able OR settled)), count(*) FILTER (n > 1), "
        "coalesce(sum(n), 0), "
        f"min(row, {LOOKED_AT}) FILTER (n IS NULL AND able AND NOT settled) FROM stands"
    ).fetchone()
    assert found is not None
    matched, unmatched, without, several, pairs = (int(n) for n in found[:5])
    tally = Tally(sides.left_rows, matched, unmatched, without, several, sides.outside)
    return tally, pairs, found[5] or []


def _right(cur: duckdb.DuckDBPyConnection, plan: Plan, sides: Sides) -> tuple[Tally, list[int]]:
    """Count the right rows; give rows that met nothing, one of each key."""
    if plan.by_key_alone:
        # The rows of a key meet all the left rows that have it.
        rows = (
            "SELECT id AS row, n AS rows, count(*) AS times, true AS able FROM stands "
            "WHERE id IS NOT NULL GROUP BY id, n "
            "UNION ALL SELECT id, n, NULL, able FROM together WHERE row IS NULL"
        )
    else:
        rows = "SELECT row, 1 AS rows, times, able FROM rights LEFT JOIN met_right ON r = row"
    found = cur.execute(
        "SELECT coalesce(sum(rows) FILTER (times > 0), 0), "
        "coalesce(sum(rows) FILTER (times IS NULL AND able), 0), "
        "coalesce(sum(rows) FILTER (times IS NULL AND NOT able), 0), "
        "coalesce(sum(rows) FILTER (times > 1), 0), "
        f"min(row, {LOOKED_AT}) FILTER (times IS NULL AND able) FROM ({rows})"
    ).fetchone()
    assert found is not None
    matched, unmatched, without, several = (int(n) for n in found[:4])
    able, unable = leave_out_right(cur, plan) if plan.definition.perimeter else (0, 0)
    tally = Tally(
        sides.right_rows, matched, unmatched - able, without - unable, several, able + unable
    )
    return tally, found[4] or []


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
    cur: duckdb.DuckDBPyConnection, plan: Plan, side: str, unmet: list[int]
) -> tuple[str, ...]:
    """Give a few of what met nothing: the most frequent values, or the first rows."""
    relation = plan.left if side == "left" else plan.right
    source, bound = relation.sql()
    if plan.spatial:
        name = KEY_COLUMN if relation.has_key else f"'ligne ' || {ROW_COLUMN}"
        shown, order = f"SELECT {name}", f"ORDER BY {ROW_COLUMN}"
    else:
        columns = [c.left if side == "left" else c.right for c in plan.pairs]
        texts = ", ".join(f"CAST(s.{quote(c.name)} AS VARCHAR)" for c in columns)
        shown = f"SELECT concat_ws(' · ', {texts})"
        order = "GROUP BY 1 ORDER BY count(*) DESC, 1"
    among = "(SELECT unnest(?::BIGINT[]) AS row)"
    if side == "right" and plan.definition.perimeter:
        among = f"(FROM {among} SEMI JOIN rights USING (row))"
    found = cur.execute(
        f"{shown} FROM {source} s SEMI JOIN {among} u ON u.row = s.{ROW_COLUMN} "
        f"{order} LIMIT {EXAMPLES}",
        [*bound, unmet],
    ).fetchall()
    return tuple(str(value)[:LONGEST] for (value,) in found)
