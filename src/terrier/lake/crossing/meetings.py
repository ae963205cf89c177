"""Who meets whom: `meetings`, one row for each group and right row, with how far and how much.

`grp` is the group of a left row (see `sides`), `r` the number of a right row; `distance` in
metres, `extent` in metres or square metres, NULL where neither is asked.
"""

from __future__ import annotations

import duckdb

from terrier.domain.kernel.errors import Invalid
from terrier.domain.matching.definition import Kind, Several
from terrier.lake.typing.sentences import count as thousands

from .nearest import meet_nearest
from .plan import Plan
from .sides import count

MOST_MEETINGS = 20_000_000
"""Beyond it nobody reads what comes of a crossing, and the machine is held for long."""
MOST_ROWS = 5_000_000
"""With one row for each meeting."""
FEW_BY_KEY = 5_000_000
"""Pairs of rows with the same key that are worth looking at one by one."""
SLIVER_M, SLIVER_M2 = 0.001, 0.0001
"""What two objects share at least: less is the noise of the last decimals."""
SAMPLE = 1000


def meet(cur: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    """Make `meetings`, of `lefts` and `rights`.

    Raises
    ------
    Invalid
        There would be more than can be held.
    """
    match plan.kind:
        case _ if plan.by_key_alone:
            cur.execute(
                "CREATE TEMP VIEW meetings AS SELECT grp, row AS r, NULL::DOUBLE AS distance, "
                "NULL::DOUBLE AS extent FROM rights WHERE able"
            )
        case Kind.INSIDE:
            _meet_inside(cur, plan, point="grp", area="r")
        case Kind.HOLDS:
            _meet_inside(cur, plan, point="r", area="grp")
        case Kind.OVERLAP:
            _meet_over(cur, plan)
        case Kind.WITHIN_DISTANCE:
            metres = repr(float(plan.definition.link.metres or 0))
            near = f"ST_DWithin(l.g, r.g, {metres})"
            _gather(cur, plan, near, "ST_Distance(l.g, r.g) AS distance, NULL::DOUBLE AS extent")
        case Kind.NEAREST:
            meet_nearest(cur, plan)
        case _:
            _gather(cur, plan, "", "NULL::DOUBLE AS distance, NULL::DOUBLE AS extent")


def _gather(
    cur: duckdb.DuckDBPyConnection,
    plan: Plan,
    predicate: str,
    measures: str,
    into: str = "meetings",
) -> None:
    """Write the pairs that satisfy a spatial predicate and whatever else is asked."""
    shown = f"l.row AS grp, r.row AS r, {measures}"
    further = _further(plan)
    if _by_key_first(cur, plan, predicate):
        asked = " AND ".join(further)
        source = f"FROM {{lefts}} l JOIN rights r ON {asked}"
        source += f" WHERE {predicate}" if predicate else ""
    else:
        # A comparison beside a spatial predicate would take the spatial index away.
        asked = f" WHERE CASE WHEN {' AND '.join(further)} THEN true ELSE false END"
        source = f"FROM {{lefts}} l JOIN rights r ON {predicate}{asked if further else ''}"
    limit = _limit(cur, source)
    cur.execute(f"CREATE TEMP TABLE {into} AS SELECT {shown} {source.format(lefts='lefts')}{limit}")
    if limit and count(cur, into) > MOST_MEETINGS:
        raise too_many(MOST_MEETINGS, more=True)


def _further(plan: Plan) -> list[str]:
    asked = ["l.k = r.k"] if plan.keys else []
    for n in range(len(plan.spans)):
        asked += [f"l.s{n} >= r.a{n}", f"l.s{n} <= r.b{n}"]
    if plan.itself and plan.spatial:
        asked.append("l.row <> r.row")
    return asked


def _by_key_first(cur: duckdb.DuckDBPyConnection, plan: Plan, predicate: str) -> bool:
    """Say whether few enough rows have the same key to look at all their pairs."""
    if not predicate:
        return True
    if not plan.keys:
        return False
    pairs = cur.execute(
        "SELECT sum(l.n::DOUBLE * r.n) FROM (SELECT k, count(*) AS n FROM lefts GROUP BY k) l "
        "JOIN (SELECT k, count(*) AS n FROM rights GROUP BY k) r ON l.k = r.k"
    ).fetchone()
    return not pairs or (pairs[0] or 0) <= FEW_BY_KEY


def _limit(cur: duckdb.DuckDBPyConnection, source: str) -> str:
    """Give the limit of a join that may grow out of hand; it costs a processor, hence the look."""
    lefts, rights = count(cur, "lefts"), count(cur, "rights")
    if lefts * rights <= MOST_MEETINGS:
        return ""
    limit = f" LIMIT {MOST_MEETINGS + 1}"
    looked = max(1, min(SAMPLE, lefts // 50))
    some = f"(SELECT * FROM lefts USING SAMPLE reservoir({looked} ROWS) REPEATABLE (1))"
    found = count(cur, f"(SELECT 1 {source.format(lefts=some)}{limit})")
    return limit if found * (lefts / looked) > MOST_MEETINGS / 10 else ""


def too_many(number: int, *, more: bool = False) -> Invalid:
    """Give the refusal of a crossing that would grow out of hand."""
    return Invalid(
        f"Ce croisement ferait {'plus de ' if more else ''}{thousands(number)} rencontres : "
        "ajoutez une colonne à la clé, réduisez la distance ou la période, ou demandez un résumé."
    )


def check_each(plan: Plan, meetings: int) -> None:
    """Refuse one row for each meeting where they are too many.

    Raises
    ------
    Invalid
        The sentence says how many there would be.
    """
    if plan.several is Several.EACH and meetings > MOST_ROWS:
        raise Invalid(
            f"Une ligne par rencontre ferait {thousands(meetings)} lignes (au plus "
            f"{thousands(MOST_ROWS)}) : demandez un résumé (nombre, somme, moyenne), ou ajoutez une "
            "colonne à la clé."
        )


def _meet_inside(cur: duckdb.DuckDBPyConnection, plan: Plan, *, point: str, area: str) -> None:
    """Gather points and areas; a point on the border of several lies in the first of them.

    A point in the inside of areas that overlap lies in each of them.
    """
    points, areas = ("lefts", "rights") if point == "grp" else ("rights", "lefts")
    alias = ("l", "r") if point == "grp" else ("r", "l")
    predicate = f"ST_Intersects({alias[1]}.g, {alias[0]}.g)"
    _gather(cur, plan, predicate, "NULL::DOUBLE AS distance, NULL::DOUBLE AS extent")
    cur.execute(
        f"CREATE TEMP TABLE shared AS SELECT {point} FROM meetings GROUP BY {point} "
        "HAVING count(*) > 1"
    )
    if not count(cur, "shared"):
        return
    cur.execute(
        f"CREATE TEMP TABLE judged AS SELECT m.grp, m.r, ST_Contains(a.g, p.g) AS within "
        f"FROM meetings m JOIN shared USING ({point}) JOIN {points} p ON p.row = m.{point} "
        f"JOIN {areas} a ON a.row = m.{area}"
    )
    cur.execute(
        f"DELETE FROM meetings USING (SELECT grp, r, within, "
        f"bool_or(within) OVER everywhere AS inside, min({area}) OVER everywhere AS first "
        f"FROM judged WINDOW everywhere AS (PARTITION BY {point})) j "
        f"WHERE meetings.grp = j.grp AND meetings.r = j.r "
        f"AND CASE WHEN j.inside THEN NOT j.within ELSE j.{area} <> j.first END"
    )


def _meet_over(cur: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    """Gather objects that share a length or an area."""
    both = "ST_Intersection(l.g, r.g)"
    areas = "ST_Dimension(l.g) = 2 AND ST_Dimension(r.g) = 2"
    extent = f"CASE WHEN {areas} THEN ST_Area({both}) ELSE ST_Length({both}) END AS extent"
    _gather(
        cur,
        plan,
        "ST_Intersects(l.g, r.g)",
        f"NULL::DOUBLE AS distance, {extent}, {areas} AS areas",
    )
    cur.execute(
        f"DELETE FROM meetings WHERE NOT extent > CASE WHEN areas THEN {SLIVER_M2} ELSE {SLIVER_M} END"
    )
    cur.execute("ALTER TABLE meetings DROP areas")
