"""What is brought over, as SQL: summaries of all that a left row meets, or of one meeting.

With `EACH` and `BEST` a row of the result is about one meeting, and `VALUE`, `EXTENT`, `DISTANCE`
and `SHARE` speak of it; every other summary is of all the meetings of the left row.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from terrier.domain.matching.definition import Kind, Several, Summary
from terrier.lake.filters.values import family
from terrier.lake.relation import quote

from .coverage import covers, part, write_covered
from .plan import BY_DISTANCE, Plan, Taken

MOST_LISTED = 20
SEPARATOR = " ; "
_BIGINT = 9_223_372_036_854_775_807
MILLIMETRE = 3
"""Decimals of what is measured in metres: what is beyond is the noise of the projection."""
PER_THOUSAND = 3
"""Decimals of a figure for 1 000 inhabitants: for 300 of them one thing more counts for 3,333."""


def group(cur: duckdb.DuckDBPyConnection, plan: Plan, *, brought: bool) -> None:
    """Make `groups`: what each group meets, to be read once.

    For each group the number of its meetings `n`, its summaries `b0` …, and where one key decides
    alone the first of its right rows, `id`: right rows without a key are a group then too, that
    nothing meets.
    """
    shown = ["grp", "count(*) AS n", *(["min(r) AS id"] if plan.by_key_alone else [])]
    made = {n: sql for n, t in enumerate(plan.taken) if brought and (sql := _summary(n, t))}
    shown += [f"{sql} AS b{n}" for n, sql in made.items()]
    shown += _best(plan) if brought and plan.several is Several.BEST else []
    source = _met(plan, [n for n in made if plan.taken[n].column])
    cur.execute(f"CREATE TEMP VIEW groups AS SELECT {', '.join(shown)} FROM {source} GROUP BY grp")
    if not brought:
        return
    for n, taken in enumerate(plan.taken):
        if taken.summary is Summary.LIST:
            _write_list(cur, plan, n)
    if any(covers(plan, taken) for taken in plan.taken):
        write_covered(cur)


def joins(plan: Plan) -> str:
    """Render what the final query joins to how a left row stands, `g`."""
    made = ""
    if plan.several is Several.EACH:
        carried = [n for n, taken in enumerate(plan.taken) if taken.column]
        made += f" LEFT JOIN {_met(plan, carried)} m ON m.grp = g.grp"
    elif plan.several is Several.BEST:
        made += " LEFT JOIN rights m ON m.row = g.best"
    for n, taken in enumerate(plan.taken):
        if taken.summary is Summary.LIST:
            made += f" LEFT JOIN listed_{n} i{n} ON i{n}.grp = g.grp"
    if any(covers(plan, taken) for taken in plan.taken) and plan.several is Several.SUMMARISED:
        made += " LEFT JOIN covered v ON v.grp = g.grp"
    return made


def columns(cur: duckdb.DuckDBPyConnection, plan: Plan) -> list[str]:
    """Render the brought columns of the final query, of the joins of `joins`."""
    return [
        _per_thousand(_column(cur, plan, n, taken), taken) for n, taken in enumerate(plan.taken)
    ]


def _per_thousand(figure: str, taken: Taken) -> str:
    """Render a figure for 1 000 inhabitants; none where they are none, or not known."""
    if taken.per is None:
        return figure
    people = f"CAST(s.{quote(taken.per.name)} AS DOUBLE)"
    rate = f"1000 * CAST({figure} AS DOUBLE) / {people}"
    return f"CASE WHEN {people} > 0 THEN round({rate}, {PER_THOUSAND}) END"


def _column(cur: duckdb.DuckDBPyConnection, plan: Plan, n: int, taken: Taken) -> str:
    alone = plan.several is not Several.SUMMARISED
    match taken.summary:
        case Summary.VALUE:
            return f"m.c{n}"
        case Summary.COUNT:
            return "coalesce(g.n, 0)"
        case Summary.EXTENT | Summary.DISTANCE:
            measured = f"{_one(plan)}.{taken.summary.value}" if alone else f"g.b{n}"
            return f"round({measured}, {MILLIMETRE})"
        case Summary.SUM:
            return _sum(cur, n, taken)
        case Summary.LIST:
            return f"i{n}.listed"
        case Summary.SHARE:
            return _share(cur, plan, n, taken)
        case _:
            return f"g.b{n}"


def _summary(n: int, taken: Taken) -> str:
    """Render a summary of the meetings of a group; empty where it is made elsewhere."""
    match taken.summary:
        case Summary.SUM if taken.brought.spread:
            return f"fsum({number(n, taken)} * {part('r')} ORDER BY r)"
        case Summary.SUM | Summary.SHARE if taken.column is not None:
            return _added("sum", n, taken)
        case Summary.MEAN:
            return f"CAST({_added('avg', n, taken)} AS DOUBLE)"
        case Summary.MIN | Summary.MAX:
            value = number(n, taken) if _is_double(taken) else f"c{n}"
            return f"{taken.summary.value}({value})"
        case Summary.FILLED:
            return f"count({number(n, taken)})"
        case Summary.EXTENT:
            return "fsum(extent ORDER BY r)"
        case Summary.DISTANCE:
            return "min(distance)"
        case _:
            return ""


def _added(function: str, n: int, taken: Taken) -> str:
    """Render a sum or a mean; those of DOUBLE are made in one order, to be the same each time."""
    if _is_double(taken):
        return f"{'f' + function if function == 'sum' else 'favg'}({number(n, taken)} ORDER BY r)"
    return f"{function}({number(n, taken)})"


def number(n: int, taken: Taken) -> str:
    """Render a brought column as a number to add up; what is not finite is no value."""
    assert taken.column is not None
    match family(taken.column.type):
        case "double":
            return f"CASE WHEN isfinite(c{n}) THEN c{n} END"
        case "boolean":
            return f"CAST(c{n} AS BIGINT)"
        case _:
            return f"c{n}"


def _is_double(taken: Taken) -> bool:
    return taken.column is not None and family(taken.column.type) == "double"


def _sum(cur: duckdb.DuckDBPyConnection, n: int, taken: Taken) -> str:
    """Render a sum in the narrowest type that holds all of them exactly."""
    assert taken.column is not None
    if taken.brought.spread or family(taken.column.type) not in ("integer", "boolean"):
        return f"g.b{n}"
    found = cur.execute(f"SELECT max(abs(b{n})) FROM stands").fetchone()
    fits = not found or found[0] is None or found[0] <= _BIGINT
    return f"CAST(g.b{n} AS {'BIGINT' if fits else 'DECIMAL(38,0)'})"


def _share(cur: duckdb.DuckDBPyConnection, plan: Plan, n: int, taken: Taken) -> str:
    if covers(plan, taken):
        of_one = f"CASE WHEN g.n > 0 THEN {part('l', f'{_one(plan)}.')} END"
        found = "v.share" if plan.several is Several.SUMMARISED else of_one
        return f"coalesce({found}, CASE WHEN g.able THEN 0 END)"
    if taken.column is None:
        one = "CASE WHEN m.r IS NULL THEN 0 ELSE 1 END"
        figure = one if plan.several is Several.EACH else "coalesce(g.n, 0)"
    else:
        alone = plan.several is not Several.SUMMARISED
        value = number(n, taken).replace(f"c{n}", f"m.c{n}") if alone else f"g.b{n}"
        figure = f"coalesce({value}, 0)"
    return f"CAST({figure} AS DOUBLE) / nullif(CAST(sum({figure}) OVER () AS DOUBLE), 0)"


def _best(plan: Plan) -> list[str]:
    """Render the best meeting of a group, and what is measured of it."""
    if plan.kind in BY_DISTANCE:
        return ["first(r ORDER BY distance NULLS LAST, r) AS best", "min(distance) AS distance"]
    if plan.kind is Kind.OVERLAP:
        first = "first({0} ORDER BY extent DESC NULLS LAST, r) AS {1}"
        found = {"r": "best", "extent": "extent", "whole_l": "whole_l"}
        return [first.format(value, name) for value, name in found.items()]
    return ["min(r) AS best"]


def _one(plan: Plan) -> str:
    """Name what has the measures of the one meeting that a row is about."""
    return "m" if plan.several is Several.EACH else "g"


def _met(plan: Plan, carried: Sequence[int]) -> str:
    """Render the meetings with columns of the right rows.

    Parameters
    ----------
    carried
        Places of these columns in what is brought over.
    """
    if plan.by_key_alone:
        return "(SELECT *, row AS r FROM rights)"
    if not carried:
        return "meetings"
    columns = ", ".join(f"w.c{n}" for n in carried)
    return f"(SELECT m.*, {columns} FROM meetings m JOIN rights w ON w.row = m.r)"


def _write_list(cur: duckdb.DuckDBPyConnection, plan: Plan, n: int) -> None:
    """Make `listed_n`: the different values of a column in their order, as one text."""
    column = plan.taken[n].column
    assert column is not None
    kind = family(column.type)
    text = "CASE WHEN x THEN 'oui' ELSE 'non' END" if kind == "boolean" else "CAST(x AS VARCHAR)"
    finite = f" AND isfinite(c{n})" if kind == "double" else ""
    different = f"SELECT DISTINCT grp, c{n} FROM {_met(plan, [n])} WHERE c{n} IS NOT NULL{finite}"
    cur.execute(
        f"CREATE TEMP TABLE listed_{n} AS SELECT grp, array_to_string("
        f"list_transform(found[1:{MOST_LISTED}], lambda x: {text}), '{SEPARATOR}') "
        f"|| CASE WHEN len(found) > {MOST_LISTED} THEN '{SEPARATOR}…' ELSE '' END AS listed "
        f"FROM (SELECT grp, min(c{n}, {MOST_LISTED + 1}) AS found FROM ({different}) GROUP BY grp)"
    )
