"""The two tables made ready to meet: `lefts` and `rights`, with what decides and no more.

`lefts`: `row`, `grp` (the group of right rows that it may meet: those of its key, or its own;
NULL: none), `able` (it could meet something), `settled` (a person said that nothing is over
there) and, where the left file is copied, `rank` (that of the row in it). `rights`: `row`, `able`,
and the brought columns `c0` …
Where one key decides alone, the `grp` of a right row is its key. Elsewhere both have `g` and
`mended` where places count, `k` where keys do, `s0` … (left) or `a0` and `b0` … (right, start and
end) where intervals do, and `name` where people matched by hand (what names the row then).
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from terrier.domain.matching.definition import Period
from terrier.domain.tabular.plan import (
    GEOMETRY_COLUMN,
    KEY_COLUMN,
    POSITION_COLUMN,
    ROW_COLUMN,
)
from terrier.lake.filters.values import NUMERIC, family
from terrier.lake.relation import Relation, RelationColumn, quote

from .keys import Comparison
from .perimeter import leave_out
from .places import SHAPES, placed
from .plan import Plan

_CODE = RelationColumn("", "", "TEXT")


@dataclass(frozen=True)
class Sides:
    """How many rows stand ready, and what is to be said of them."""

    left_rows: int
    """All of them, those out of the perimeter included."""
    outside: int
    right_rows: int
    notes: tuple[str, ...]


def prepare(cur: duckdb.DuckDBPyConnection, plan: Plan, *, brought: bool) -> Sides:
    """Make `lefts` and `rights`.

    Parameters
    ----------
    brought
        Whether the columns to bring over are read too.
    """
    _write_former_codes(cur, plan)
    carried = [f"{quote(t.column.name)} AS c{n}" for n, t in enumerate(plan.taken) if t.column]
    theirs = _ready(plan, plan.right, "right", carried if brought else [])
    rank = [f"{POSITION_COLUMN} AS rank"] if plan.as_it_lies else []
    ours = _ready(plan, plan.left, "left", ["false AS settled", *rank])
    for name, ready, relation in (("rights", theirs, plan.right), ("lefts", ours, plan.left)):
        bound = relation.sql()[1]
        # What is read once, and never changed, is not worth writing down.
        kind = "VIEW" if plan.read_once and not bound else "TABLE"
        cur.execute(f"CREATE TEMP {kind} {name} AS {ready}", bound)
    left_rows = count(cur, "lefts")
    outside, notes = leave_out(cur, plan) if plan.definition.perimeter else (0, ())
    return Sides(left_rows, outside, count(cur, "rights"), notes)


def count(cur: duckdb.DuckDBPyConnection, source: str) -> int:
    """Count the rows of a table, or of a query in parentheses."""
    found = cur.execute(f"SELECT count(*) FROM {source}").fetchone()
    return int(found[0]) if found else 0


def keyed(plan: Plan, source: str) -> str:
    """Render a source that has `k0` … with `k`, the whole key; NULL where a part of it is.

    Codes of communes that merged are those of today.
    """
    joins, today = "", []
    for n, compared in enumerate(plan.keys):
        if compared.by_code_of_today:
            joins += f" LEFT JOIN former_{n} f{n} ON f{n}.old = t.k{n}"
            today.append(f"coalesce(f{n}.today, t.k{n}) AS k{n}")
    replaced = f" REPLACE ({', '.join(today)})" if today else ""
    parts = [f"k{n}" for n in range(len(plan.keys))]
    whole = parts[0] if parts else "NULL"
    if len(parts) > 1:
        known = " AND ".join(f"{part} IS NOT NULL" for part in parts)
        packed = f"struct_pack({', '.join(f'{part} := {part}' for part in parts)})"
        whole = f"CASE WHEN {known} THEN {packed} END"
    gone = f" EXCLUDE ({', '.join(parts)})" if parts else ""
    return f"(SELECT *{gone}, {whole} AS k FROM (SELECT t.*{replaced} FROM {source} t{joins}))"


def span_values(compared: Comparison, n: int, side: str, of: str = "") -> list[str]:
    """Render what is placed in an interval, or the interval; no end is the end of time.

    Parameters
    ----------
    of
        SQL of the value of the first column, where it is not the column itself.
    """
    if side == "left":
        return [f"{compared.key(compared.left, of or quote(compared.left.name))} AS s{n}"]
    assert compared.until is not None
    kinds = {family(c.type) for c in (compared.left, compared.right, compared.until)}
    numbered = kinds <= NUMERIC or compared.period in (Period.MONTH, Period.YEAR)
    never = f"'infinity'::{'DOUBLE' if numbered else 'TIMESTAMP'}"
    start = compared.key(compared.right, of or quote(compared.right.name))
    end = compared.key(compared.until, quote(compared.until.name)) if not of else "NULL"
    return [f"{start} AS a{n}", f"coalesce({end}, {never}) AS b{n}"]


def _ready(plan: Plan, relation: Relation, side: str, carried: list[str]) -> str:
    """Render one table, ready to meet the other."""
    keys = [
        f"{c.key(column, quote(column.name))} AS k{n}"
        for n, c in enumerate(plan.keys)
        for column in (c.left if side == "left" else c.right,)
    ]
    spans = [sql for n, c in enumerate(plan.spans) for sql in span_values(c, n, side)]
    shape = [GEOMETRY_COLUMN] if plan.spatial else []
    name = []
    if plan.spatial and plan.hands:
        name = [f"{KEY_COLUMN if relation.has_key else 'NULL::TEXT'} AS name"]
    columns = [f"{ROW_COLUMN} AS row", *keys, *spans, *name, *carried, *shape]
    source = keyed(plan, f"(SELECT {', '.join(columns)} FROM {relation.sql(position=True)[0]})")
    if plan.spatial:
        source = placed(source, SHAPES[plan.kind][side == "right"], plan.ground.crs)
    decides = ["k"] * bool(plan.keys) + ["g"] * plan.spatial
    decides += [f"{'s' if side == 'left' else 'a'}{n}" for n in range(len(plan.spans))]
    able = " AND ".join(f"{column} IS NOT NULL" for column in decides)
    if plan.by_key_alone:
        return f"SELECT * RENAME (k AS grp), {able} AS able FROM {source}"
    if plan.hands and not plan.spatial:
        named = ", ".join(decides)
        source = f"(SELECT *, CAST(row({named}) AS VARCHAR) AS name FROM {source})"
    group = f", CASE WHEN {able} THEN row END AS grp" if side == "left" else ""
    return f"SELECT *, {able} AS able{group} FROM {source}"


def _write_former_codes(cur: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    """Write the codes that changed as each key writes them."""
    known = plan.ground.former_communes
    for n, compared in enumerate(plan.keys):
        if compared.by_code_of_today:
            old, today = (compared.key(_CODE, name) for name in ("old", "today"))
            cur.execute(
                f"CREATE TEMP TABLE former_{n} AS SELECT old, min(today) AS today FROM "
                f"(SELECT {old} AS old, {today} AS today FROM "
                "(SELECT unnest(?::TEXT[]) AS old, unnest(?::TEXT[]) AS today)) "
                "WHERE old <> today GROUP BY old",
                [list(known), list(known.values())],
            )
