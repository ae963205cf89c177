"""Who meets whom: `meetings`, one row for each group and right row, with how far and how much.

`grp` is the group of a left row (see `sides`), `r` the number of a right row; `distance` in
metres, `extent` in metres or square metres, NULL where neither is asked. Where one key decides
alone there is none: the rows of a group are those of its key.
"""

from __future__ import annotations

import duckdb

from terrier.domain.kernel.errors import Invalid
from terrier.domain.matching.definition import Kind, Several
from terrier.lake.typing.sentences import count as thousands

from .apart import measure_again
from .coverage import MEASURES
from .inside import tell_by_cells
from .nearest import meet_nearest
from .plan import BY_DISTANCE, Plan
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
            pass
        case Kind.INSIDE:
            _lie_in(cur, plan, "ST_Intersects(r.g, l.g)", point="grp", area="r")
        case Kind.HOLDS:
            _lie_in(cur, plan, "ST_Intersects(l.g, r.g)", point="r", area="grp")
        case Kind.OVERLAP:
            _gather(cur, plan, "ST_Intersects(l.g, r.g)")
            least = f"CASE WHEN surface THEN {SLIVER_M2} ELSE {SLIVER_M} END"
            cur.execute(f"DELETE FROM meetings WHERE NOT extent > {least}")
        case Kind.WITHIN_DISTANCE:
            metres = float(plan.definition.link.metres or 0)
            _gather(cur, plan, f"ST_DWithin(l.g, r.g, {metres!r})")
            measure_again(cur, metres)
        case Kind.NEAREST:
            meet_nearest(cur, plan)
        case _:
            _gather(cur, plan, "")


def measures(plan: Plan) -> str:
    """Render what is measured of a left row `l` and a right row `r`."""
    if plan.kind in BY_DISTANCE:
        return "ST_Distance(l.g, r.g) AS distance"
    return MEASURES if plan.kind is Kind.OVERLAP else "NULL::DOUBLE AS distance"


def _lie_in(
    cur: duckdb.DuckDBPyConnection, plan: Plan, predicate: str, *, point: str, area: str
) -> None:
    """Write the points with their areas, a point on a border with one alone.

    Parameters
    ----------
    point, area
        Columns of `meetings`.
    """
    sides = {"grp": "lefts", "r": "rights"}
    if _further(plan) or not tell_by_cells(cur, points=sides[point], areas=sides[area]):
        _gather(cur, plan, predicate)
        _choose_on_borders(cur, point=point, area=area)
        return
    if count(cur, "told") > MOST_MEETINGS:
        raise too_many(MOST_MEETINGS, more=True)
    shown = f"SELECT point AS {point}, area AS {area}, NULL::DOUBLE AS distance FROM"
    cur.execute(f"CREATE TEMP TABLE meetings AS {shown} bordering")
    _choose_on_borders(cur, point=point, area=area)
    cur.execute(f"INSERT INTO meetings BY NAME {shown} told")


def _gather(cur: duckdb.DuckDBPyConnection, plan: Plan, predicate: str) -> None:
    """Write the pairs that satisfy a spatial predicate and whatever else is asked."""
    shown = f"l.row AS grp, r.row AS r, {measures(plan)}"
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
    pairs = f"SELECT {shown} {source.format(lefts='lefts')}{limit}"
    cur.execute(f"CREATE TEMP TABLE meetings AS {pairs}")
    if limit and count(cur, "meetings") > MOST_MEETINGS:
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
            f"{thousands(MOST_ROWS)}) : demandez un résumé (nombre, somme, moyenne), ou ajoutez "
            "une colonne à la clé."
        )


def _choose_on_borders(cur: duckdb.DuckDBPyConnection, *, point: str, area: str) -> None:
    """Leave a point on the border of several areas in the first of them alone.

    A point in the inside of areas that overlap lies in each of them.

    Parameters
    ----------
    point, area
        Columns of `meetings`.
    """
    cur.execute(
        f"CREATE TEMP TABLE shared AS SELECT {point} FROM meetings GROUP BY {point} "
        "HAVING count(*) > 1"
    )
    if not count(cur, "shared"):
        return
    table = {"grp": "lefts", "r": "rights"}
    cur.execute(
        f"CREATE TEMP TABLE judged AS SELECT m.grp, m.r, ST_Contains(a.g, p.g) AS within "
        f"FROM meetings m SEMI JOIN shared USING ({point}) "
        f"JOIN {table[point]} p ON p.row = m.{point} JOIN {table[area]} a ON a.row = m.{area}"
    )
    cur.execute(
        "DELETE FROM meetings USING (SELECT grp, r, within, bool_or(within) OVER w AS inside, "
        f"min({area}) OVER w AS first FROM judged WINDOW w AS (PARTITION BY {point})) j "
        "WHERE meetings.grp = j.grp AND meetings.r = j.r "
        f"AND CASE WHEN j.inside THEN NOT j.within ELSE j.{area} <> j.first END"
    )
