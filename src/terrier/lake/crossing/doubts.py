"""Names of communes that look alike, and are not taken for the same: a person decides."""

from __future__ import annotations

import duckdb

from terrier.domain.matching.report import Doubt
from terrier.domain.tabular.plan import ROW_COLUMN
from terrier.lake.relation import Relation, RelationColumn, quote

from .plan import Plan

MOST = 100
LOOKED_AT = 300
"""Names that met nothing, the most frequent first: each is held against all those over there."""
ALIKE = 0.9
EQUALS = 3
"""Names over there that look as much alike: no more are told."""


def doubts(cur: duckdb.DuckDBPyConnection, plan: Plan) -> tuple[Doubt, ...]:
    """Find for the names that met nothing what looks most like each.

    Likeness is the greater of Jaro-Winkler's and of the part of the letters that need no change
    (Damerau-Levenshtein). Where other columns must be equal, names are only held against those.
    """
    names = plan.pairs[0]
    _told(cur, plan.left, names.left, "unmet", "stands l",
          "l.n IS NULL AND l.able AND NOT l.settled", LOOKED_AT)  # fmt: skip
    _told(cur, plan.right, names.right, "known", "rights l", "l.able", None)
    alone = len(plan.keys) == 1
    ours, theirs = ("u.grp", "k.grp") if alone else ("u.grp.k0", "k.grp.k0")
    among = [f"u.grp.k{n} = k.grp.k{n}" for n in range(1, len(plan.keys))]
    longest = f"greatest(length({ours}), length({theirs}))"
    likeness = (
        f"greatest(jaro_winkler_similarity({ours}, {theirs}), "
        f"1 - damerau_levenshtein({ours}, {theirs}) / {longest})"
    )
    found = cur.execute(
        f"SELECT * EXCLUDE (place) FROM (SELECT u.told AS ours, k.told AS theirs, "
        f"{likeness} AS likeness, u.rows, "
        "row_number() OVER (PARTITION BY u.grp ORDER BY likeness DESC, k.told) AS place, "
        "max(likeness) OVER (PARTITION BY u.grp) AS best "
        f"FROM unmet u JOIN known k ON {' AND '.join(among) or 'true'} "
        f"WHERE abs(length({ours}) - length({theirs})) <= {longest} / 2 AND {likeness} >= {ALIKE}) "
        f"WHERE place <= {EQUALS} AND likeness = best ORDER BY rows DESC, ours, theirs LIMIT {MOST}"
    ).fetchall()
    return tuple(Doubt(left, right, float(like), int(rows)) for left, right, like, rows, _ in found)


def _told(
    cur: duckdb.DuckDBPyConnection,
    relation: Relation,
    column: RelationColumn,
    into: str,
    rows: str,
    where: str,
    most: int | None,
) -> None:
    """Make a table of the different names of a side: `grp`, how it is written, `rows`."""
    source, bound = relation.sql()
    limit = f"ORDER BY rows DESC, told LIMIT {most}" if most else ""
    cur.execute(
        f"CREATE TEMP TABLE {into} AS SELECT l.grp, count(*) AS rows, "
        f"mode(CAST(s.{quote(column.name)} AS VARCHAR) ORDER BY s.{ROW_COLUMN}) AS told "
        f"FROM {rows} JOIN {source} s ON s.{ROW_COLUMN} = l.row WHERE {where} "
        f"GROUP BY l.grp {limit}",
        bound,
    )
