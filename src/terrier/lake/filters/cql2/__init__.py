"""Filters in CQL2 (OGC 21-065r2) as DuckDB conditions: listed operations, bound values alone."""

from terrier.lake.filters.cql2.conditions import Expression, compile

__all__ = ["Expression", "compile"]
