"""Three examples per column, before and after typing, for the person to judge."""

from __future__ import annotations

from pathlib import Path

from terrier.domain.tabular.plan import LINE_COLUMN, ColumnPlan, TablePlan
from terrier.lake.engine import cursor
from terrier.lake.relation import literal, quote
from terrier.lake.typing import render

EXAMPLES = 3
SAMPLE_ROWS = 5_000
_SAMPLE = "first_rows"


def preview_columns(staged: Path, table: TablePlan) -> dict[str, list[tuple[str, str | None]]]:
    """Give up to three distinct (raw, typed) texts per staged column, those that change first.

    Parameters
    ----------
    staged
        Staged Parquet file.
    table
        Plan of the table; columns that are not kept have no example.
    """
    with cursor() as duck:
        duck.execute(
            f"CREATE TEMP TABLE {_SAMPLE} AS SELECT * FROM read_parquet({literal(str(staged))}) "
            f"ORDER BY {quote(LINE_COLUMN)} LIMIT {SAMPLE_ROWS}"
        )
        return {
            column.source: duck.execute(_query(column)).fetchall()
            for column in table.columns
            if column.keep
        }


def _query(column: ColumnPlan) -> str:
    raw = quote(column.source)
    text = f"CAST({raw} AS VARCHAR)"
    shown = f"CAST({render.column_value(column)} AS VARCHAR)"
    return (
        f"SELECT before, after FROM (SELECT {text} AS before, "
        f"{shown} AS after, min({quote(LINE_COLUMN)}) AS line "
        f"FROM {_SAMPLE} WHERE {raw} IS NOT NULL GROUP BY ALL) "
        f"ORDER BY (before IS NOT DISTINCT FROM after), line LIMIT {EXAMPLES}"
    )
