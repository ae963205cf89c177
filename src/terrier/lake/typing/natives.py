"""Types declared by a format, brought to the few types of the lake without bending a value."""

from __future__ import annotations

WHOLE = frozenset({"TINYINT", "SMALLINT", "INTEGER", "UTINYINT", "USMALLINT", "UINTEGER"})
HUGE = frozenset({"HUGEINT", "UHUGEINT", "UBIGINT"})
KEPT = frozenset({"BIGINT", "DOUBLE", "BOOLEAN", "DATE", "TIME", "TIMESTAMP"})
LOCAL_TIMES = frozenset({"TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"})


def lake_type(declared: str) -> str:
    """Give the type of the lake that holds every value of a DuckDB type."""
    if declared in KEPT or declared.startswith("DECIMAL"):
        return declared
    if declared in WHOLE:
        return "BIGINT"
    if declared in HUGE:
        return "DECIMAL(38,0)"
    if declared == "FLOAT":
        return "DOUBLE"
    if declared in LOCAL_TIMES:
        return "TIMESTAMP"
    return "TIMESTAMPTZ" if declared == "TIMESTAMP WITH TIME ZONE" else "TEXT"


def native_value(column: str, declared: str) -> str:
    """Render a natively typed value in its type of the lake.

    A FLOAT goes through its shortest text, so that 0.1 does not become 0.10000000149. Nested
    values become JSON text.
    """
    if declared == "FLOAT":
        return f"CAST(CAST({column} AS VARCHAR) AS DOUBLE)"
    if declared.endswith("]") or declared.startswith(("STRUCT", "MAP", "UNION")):
        return f"CAST(to_json({column}) AS VARCHAR)"
    if declared == "BLOB":
        return f"to_base64({column})"
    target = lake_type(declared)
    return column if target == declared else f"CAST({column} AS {target})"
