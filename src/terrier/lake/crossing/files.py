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


def as_it_lies(plan: Plan, report: MatchReport) -> bool:
    """Say whether the rows and columns of the left file are those of the result, with others."""
    whole = bool(plan.taken) and plan.kept == plan.left.columns
    return whole and not _numbered_again(plan, report)


def added(cur: duckdb.DuckDBPyConnection, plan: Plan) -> tuple[str, list[object]]:
    """Render what is brought over alone, with the rank in the left file, and its bound values."""
    source, bound = plan.left.sql(position=True)
    shown = ", ".join([f"s.{POSITION_COLUMN}", *_brought(cur, plan)])
    return f"SELECT {shown} FROM {source} s {joins(plan)}", bound


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
    if _numbered_again(plan, report):
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
    matched = " WHERE g.n IS NOT NULL" if plan.definition.only_matched else ""
    return f"SELECT {', '.join(shown)} FROM {source} s {joins(plan)}{matched}", bound


def _numbered_again(plan: Plan, report: MatchReport) -> bool:
    """Say whether rows are left out or multiplied."""
    multiplied = plan.several is Several.EACH
    left_out = plan.definition.only_matched or report.left.outside or plan.left.limited
    return bool(multiplied or left_out)


def _brought(cur: duckdb.DuckDBPyConnection, plan: Plan) -> list[str]:
    return [
        f"{sql} AS {quote(taken.name)}"
        for taken, sql in zip(plan.taken, columns(cur, plan), strict=True)
    ]
