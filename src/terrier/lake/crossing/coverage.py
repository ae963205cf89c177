"""How much of an object others cover: overlaps counted once."""

from __future__ import annotations

import duckdb

from terrier.domain.matching.definition import Kind, Summary

from .plan import Plan, Taken

PART_OF_RIGHT = "part_of_right"


def covers(plan: Plan, taken: Taken) -> bool:
    """Say whether a brought column is the part of the left object that is covered."""
    return plan.kind is Kind.OVERLAP and taken.summary is Summary.SHARE and taken.column is None


def measured(left: str, right: str) -> str:
    """Render what two objects share and how they stand to it, for `meetings`."""
    return ""


def write_covered(cur: duckdb.DuckDBPyConnection) -> None:
    """Make `covered`: for each left row that meets something, the share of it that is covered."""
    own = "CASE WHEN ST_Dimension(l.g) = 2 THEN ST_Area(l.g) ELSE ST_Length(l.g) END"
    kind = "CASE WHEN ST_Dimension(l.g) = 2 THEN 3 ELSE 2 END"
    raise NotImplementedError(own + kind)
