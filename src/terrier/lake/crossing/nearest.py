"""The nearest object, exactly, through a tree of the right objects."""

from __future__ import annotations

import duckdb

from .plan import Plan


def meet_nearest(cur: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    """Make `meetings`: the right object nearest to each left one, the first of equals."""
    raise NotImplementedError
