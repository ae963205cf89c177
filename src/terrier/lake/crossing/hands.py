"""Matches made by people, in place of what rows meet by themselves.

Where one key decides alone, a match replaces the key of the left rows; elsewhere it replaces their
meetings, row by row. A left row that a match is about meets nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from terrier.domain.kernel.counting import counted

from .plan import Plan
from .sides import count, keyed, span_values


@dataclass(frozen=True)
class Applied:
    """What the matches by hand changed."""

    by_hand: int = 0
    """Left rows that only a match by hand lets meet something."""
    notes: tuple[str, ...] = ()


def apply(cur: duckdb.DuckDBPyConnection, plan: Plan, measures: str) -> Applied:
    """Change `lefts` or `meetings` as people said.

    Parameters
    ----------
    measures
        SQL of the distance and the extent of a pair, of `l` and `r`.
    """
    if not plan.hands:
        return Applied()
    _write_named(cur, plan)
    by_hand = _rename(cur) if plan.by_key_alone else _meet(cur, measures)
    return Applied(by_hand, _lost(cur, plan))


def _write_named(cur: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    """Make `hands`: `own` and `other`, as `lefts` and `rights` name their rows; `settled`."""
    for side in ("left", "right"):
        names = [(h.left if side == "left" else h.right) or () for h in plan.hands]
        width = 1 if plan.spatial else len(plan.pairs)
        columns = [[n[i] if len(n) == width else None for n in names] for i in range(width)]
        listed = ", ".join(f"unnest(?::TEXT[]) AS v{i}" for i in range(width))
        source = f"(SELECT unnest(range({len(names)})) AS h, {listed})"
        cur.execute(
            f"CREATE TEMP TABLE hands_{side} AS {_named(plan, side, source)}", list(columns)
        )
    cur.execute("CREATE TEMP TABLE said (h BIGINT, settled BOOLEAN)")
    cur.executemany(
        "INSERT INTO said VALUES (?, ?)", [(n, h.right is None) for n, h in enumerate(plan.hands)]
    )
    name = "grp" if plan.by_key_alone else "name"
    # A match that leads nowhere changes nothing; of two ways of writing one, the first counts.
    cur.execute(
        "CREATE TEMP TABLE hands AS SELECT l.name AS own, first(r.name ORDER BY h) AS other, "
        "first(settled ORDER BY h) AS settled, list(h) AS said FROM said "
        "JOIN hands_left l USING (h) JOIN hands_right r USING (h) "
        f"WHERE l.name IN (SELECT {name} FROM lefts) "
        f"AND (settled OR r.name IN (SELECT {name} FROM rights)) GROUP BY l.name"
    )


def _lost(cur: duckdb.DuckDBPyConnection, plan: Plan) -> tuple[str, ...]:
    found = cur.execute("SELECT coalesce(sum(len(said)), 0) FROM hands").fetchone()
    lost = len(plan.hands) - int(found[0] if found else 0)
    if not lost:
        return ()
    many = counted(lost, "rapprochement fait", "rapprochements faits")
    leads = "ne mène plus" if lost == 1 else "ne mènent plus"
    return (
        f"{many} à la main {leads} nulle part : la valeur ou la ligne n’est plus dans les données.",
    )


def _named(plan: Plan, side: str, source: str) -> str:
    """Render what people wrote as what the rows of a side are named by."""
    if plan.spatial:
        return f"SELECT h, v0 AS name FROM {source}"
    keys: list[str] = []
    spans: list[str] = []
    for i, compared in enumerate(plan.pairs):
        column = compared.left if side == "left" else compared.right
        value = f"TRY_CAST(v{i} AS {column.type})"
        if compared.until is None:
            keys.append(f"{compared.key(column, value)} AS k{len(keys)}")
        else:
            spans.append(span_values(compared, len(spans), side, value)[0])
    shown = ", ".join(["h", *keys, *spans])
    whole = keyed(plan, f"(SELECT {shown} FROM {source})")
    if plan.by_key_alone:
        return f"SELECT h, k AS name FROM {whole}"
    parts = ["k"] * bool(keys) + [f"{'s' if side == 'left' else 'a'}{n}" for n in range(len(spans))]
    known = " AND ".join(f"{part} IS NOT NULL" for part in parts)
    named = f"CAST(row({', '.join(parts)}) AS VARCHAR)"
    return f"SELECT h, CASE WHEN {known} THEN {named} END AS name FROM {whole}"


def _rename(cur: duckdb.DuckDBPyConnection) -> int:
    """Give left rows the key that a person gave them."""
    by_hand = count(
        cur,
        "lefts l JOIN hands h ON h.own = l.grp "
        "WHERE NOT h.settled AND l.grp NOT IN (SELECT grp FROM rights WHERE able)",
    )
    cur.execute(
        "UPDATE lefts SET grp = CASE WHEN h.settled THEN NULL ELSE h.other END, "
        "settled = h.settled FROM hands h WHERE h.own = lefts.grp"
    )
    return by_hand


def _meet(cur: duckdb.DuckDBPyConnection, measures: str) -> int:
    """Give left rows the meetings that a person gave them, and no other."""
    cur.execute(
        f"CREATE TEMP TABLE given AS SELECT l.row AS grp, r.row AS r, {measures} FROM hands h "
        "JOIN lefts l ON l.name = h.own JOIN rights r ON r.name = h.other WHERE NOT h.settled"
    )
    by_hand = count(cur, "(SELECT DISTINCT grp FROM given ANTI JOIN meetings USING (grp))")
    cur.execute(
        "DELETE FROM meetings WHERE grp IN "
        "(SELECT l.row FROM lefts l JOIN hands h ON h.own = l.name)"
    )
    cur.execute("INSERT INTO meetings BY NAME SELECT * FROM given")
    cur.execute(
        "UPDATE lefts SET grp = row, settled = h.settled FROM hands h WHERE h.own = lefts.name"
    )
    return by_hand
