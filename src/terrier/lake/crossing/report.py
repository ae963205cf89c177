"""The match report, counted on the tables that the crossing itself is made of."""

from __future__ import annotations

import duckdb

from terrier.domain.matching.report import MatchReport, Tally

from .hands import Applied
from .plan import Plan
from .sides import Sides


def report(
    cur: duckdb.DuckDBPyConnection, plan: Plan, sides: Sides, applied: Applied
) -> MatchReport:
    """Count what became of every row.

    Raises
    ------
    DoesNotAddUp
        A row is not accounted for.
    """
    left, pairs = _left(cur, sides)
    return MatchReport(
        left=left.check(),
        right=_right(cur, plan, sides).check(),
        pairs=pairs,
        by_hand=applied.by_hand,
        notes=(*sides.notes, *applied.notes),
    )


def _left(cur: duckdb.DuckDBPyConnection, sides: Sides) -> tuple[Tally, int]:
    found = cur.execute(
        "SELECT count(*) FILTER (g.n IS NOT NULL), "
        "count(*) FILTER (g.n IS NULL AND (l.able OR l.settled)), "
        "count(*) FILTER (g.n IS NULL AND NOT (l.able OR l.settled)), "
        "count(*) FILTER (g.n > 1), coalesce(sum(g.n), 0) "
        "FROM lefts l LEFT JOIN groups g ON g.grp = l.grp"
    ).fetchone()
    assert found is not None
    matched, unmatched, without, several, pairs = (int(n) for n in found)
    tally = Tally(sides.left_rows, matched, unmatched, without, several, sides.outside)
    return tally, pairs


def _right(cur: duckdb.DuckDBPyConnection, plan: Plan, sides: Sides) -> Tally:
    # A group is a key or a left row; it may have no left row in the perimeter.
    cur.execute(
        "CREATE TEMP TABLE met_right AS SELECT m.r, sum(l.n) AS n FROM meetings m "
        "JOIN (SELECT grp, count(*) AS n FROM lefts WHERE grp IS NOT NULL GROUP BY grp) l "
        "ON l.grp = m.grp GROUP BY m.r"
    )
    found = cur.execute(
        "SELECT count(*) FILTER (m.n IS NOT NULL), count(*) FILTER (m.n IS NULL AND r.able), "
        "count(*) FILTER (m.n IS NULL AND NOT r.able), count(*) FILTER (m.n > 1) "
        "FROM rights r LEFT JOIN met_right m ON m.r = r.row"
    ).fetchone()
    assert found is not None
    matched, unmatched, without, several = (int(n) for n in found)
    return Tally(sides.right_rows, matched, unmatched, without, several)
