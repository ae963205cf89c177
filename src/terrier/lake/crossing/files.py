"""The queries that the file of a crossing is written from."""

from __future__ import annotations

import duckdb

from terrier.domain.matching.definition import Several
from terrier.domain.matching.report import MatchReport
from terrier.domain.tabular.plan import (
    GEOMETRY_COLUMN,
    KEY_COLUMN,
    LINE_COLUMN,
    POSITION_COLUMN,
    ROW_COLUMN,
)
from terrier.lake.relation import quote

from .plan import Plan
from .summaries import columns, joins


def added(cur: duckdb.DuckDBPyConnection, plan: Plan) -> tuple[str, list[object]]:
    """Render what is brought over alone, with the rank in the left file, and its bound values."""
    left, bound = "", list[object]()
    if any(taken.per for taken in plan.taken):  # told for the inhabitants of a left column
        source, bound = plan.left.sql()
        left = f" JOIN {source} s ON s.{ROW_COLUMN} = g.row"
    shown = ", ".join([f"g.rank AS {POSITION_COLUMN}", *_brought(cur, plan)])
    return f"SELECT {shown} FROM stands g{left}{joins(plan)}", bound


def result(
    cur: duckdb.DuckDBPyConnection, plan: Plan, report: MatchReport
) -> tuple[str, list[object]]:
    """Render the rows of the result with their bound values; where they have a place, their rank in
    the left file, which lies along a curve, too.

    Rows keep their number where all of them are there; otherwise they are numbered again, in the
    same order.
    """
    located = plan.left.has_geometry
    source, bound = plan.left.sql(position=located)
    each = plan.several is Several.EACH
    number = f"s.{ROW_COLUMN}"
    if each or plan.definition.only_matched or report.left.outside or plan.left.limited:
        order = f"s.{ROW_COLUMN}, m.r" if each else f"s.{ROW_COLUMN}"
        number = f"row_number() OVER (ORDER BY {order})"
    shown = []
    if located:
        rank = f"row_number() OVER (ORDER BY s.{POSITION_COLUMN}, m.r) AS " if each else "s."
        shown = [f"{rank}{POSITION_COLUMN}"]
    shown += [f"s.{LINE_COLUMN}", f"{number} AS {ROW_COLUMN}"]
    shown += [f"s.{KEY_COLUMN}"] if plan.left.has_key and not each else []
    shown += [f"s.{quote(column.name)}" for column in plan.kept]
    shown += _brought(cur, plan)
    shown += [f"s.{GEOMETRY_COLUMN}"] if located else []
    stands = f"JOIN stands g ON g.row = s.{ROW_COLUMN}"
    matched = " WHERE g.n IS NOT NULL" if plan.definition.only_matched else ""
    return f"SELECT {', '.join(shown)} FROM {source} s {stands}{joins(plan)}{matched}", bound


def _brought(cur: duckdb.DuckDBPyConnection, plan: Plan) -> list[str]:
    return [
        f"{sql} AS {quote(taken.name)}"
        for taken, sql in zip(plan.taken, columns(cur, plan), strict=True)
    ]
