"""Matches made by people, in place of what rows meet by themselves."""

from __future__ import annotations

import duckdb

from .plan import Plan


def apply(cur: duckdb.DuckDBPyConnection, plan: Plan) -> tuple[int, tuple[str, ...]]:
    """Change `meetings` as people said.

    Returns
    -------
    tuple
        Left rows that only a match by hand lets meet something, and what is to be said.
    """
    if not plan.hands:
        return 0, ()
    raise NotImplementedError
