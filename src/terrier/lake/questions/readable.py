"""The SQL that ran, as people may read it and run it on an export."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from terrier.lake.filters import compile
from terrier.lake.relation import literal, quote

if TYPE_CHECKING:
    from terrier.lake.filters import Filters
    from terrier.lake.questions.compiling import Plan
    from terrier.lake.relation import Relation


def readable(relation: Relation, filters: Filters, plan: Plan, name: str) -> str:
    """Write what ran: names of the dataset and columns, no path, values as literals.

    Parameters
    ----------
    relation, filters
        What it ran on.
    plan
        What ran.
    name
        Of the table, as it reads in the SQL.
    """
    condition, params = compile(relation, filters)
    where = f"\n  WHERE {_filled(condition, params)}" if filters else ""
    return plan.sql(f"{quote(name)}{where}")


def _filled(sql: str, params: list[object]) -> str:
    """Put values in place of the marks of a condition, whose texts are all parameters."""
    parts = sql.split("?")
    values = [*map(_literal, params), ""]
    return "".join(part + value for part, value in zip(parts, values, strict=True))


def _literal(value: object) -> str:
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case datetime():
            kind = "TIMESTAMPTZ" if value.tzinfo else "TIMESTAMP"
            return f"{kind} {literal(value.isoformat(sep=' '))}"
        case date():
            return f"DATE {literal(value.isoformat())}"
        case int() | float():
            return repr(value)
        case str():
            return literal(value)
        case _:
            return str(value)
