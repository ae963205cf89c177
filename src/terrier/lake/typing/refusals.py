"""Rows that cannot become records: found, explained, written beside the table."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import duckdb

from terrier.domain.tabular.grammars import contract, grammar
from terrier.domain.tabular.plan import ColumnPlan
from terrier.domain.tabular.receipt import RejectSummary
from terrier.lake.relation import literal, quote
from terrier.lake.typing import render

REFUSED = "refused"
"""Temporary table `(n, line, column, value, rule)`: n is the 0-based row of the staged file."""
SOURCE = "source_rows"
"""Temporary view of the staged rows, repairs applied, with `_n`."""


def prepare(cur: duckdb.DuckDBPyConnection) -> None:
    """Make the empty temporary table of refused rows."""
    cur.execute(
        f"CREATE OR REPLACE TEMP TABLE {REFUSED} "
        '(n BIGINT, line BIGINT, "column" TEXT, value TEXT, rule TEXT)'
    )


def refuse_misfits(cur: duckdb.DuckDBPyConnection, columns: Iterable[ColumnPlan]) -> None:
    """Refuse the rows in which a column holds a value that its grammar does not read."""
    for plan in columns:
        cur.execute(
            f"INSERT INTO {REFUSED} SELECT _n, _line, ?, {quote(plan.source)}, ? "
            f"FROM {SOURCE} WHERE {render.column_refused(plan)}",
            [plan.label or plan.name, rule(plan)],
        )


def rule(plan: ColumnPlan) -> str:
    """Say the rule that a value of a column must obey, and the remedy."""
    chosen = grammar(plan.grammar)
    limit = ""
    declared = str(plan.options.get(contract.NUMBER_TYPE, ""))
    if declared.startswith("DECIMAL") and render.scale(plan):
        limit = f" à {render.scale(plan)} décimales au plus"
    elif declared == "BIGINT" and chosen.id != "integer":
        limit = " sans décimales"
    return (
        f"La valeur ne se lit pas comme « {chosen.label}{limit} » "
        f"(exemple : {chosen.example[0]}). "
        "Réparez-la, ou choisissez le type texte pour la colonne."
    )


def refuse_keys(
    cur: duckdb.DuckDBPyConnection, key: str, columns: Iterable[ColumnPlan], label: str
) -> None:
    """Refuse rows whose key is empty, or already seen at an earlier line.

    Parameters
    ----------
    key
        SQL of the canonical key over the staged rows, NULL where a part is empty.
    columns
        Columns of the key.
    label
        The key as people read it.
    """
    cells = ", ".join(f"CAST({quote(c.source)} AS TEXT)" for c in columns)
    cur.execute(
        f"CREATE OR REPLACE TEMP TABLE keyed AS SELECT _n AS n, _line AS line, {key} AS key "
        f"FROM {SOURCE} WHERE _n NOT IN (SELECT n FROM {REFUSED})"
    )
    cur.execute(
        f"INSERT INTO {REFUSED} SELECT _n, _line, ?, concat_ws(' | ', {cells}), "
        "'La clé est vide. Complétez-la, ou choisissez une autre clé.' "
        f"FROM {SOURCE} WHERE _n IN (SELECT n FROM keyed WHERE key IS NULL)",
        [label],
    )
    cur.execute(
        f"INSERT INTO {REFUSED} SELECT n, line, ?, key, "
        "'La clé est déjà vue à la ligne ' || first_line || "
        "'. Gardez une seule des deux lignes, ou choisissez une autre clé.' FROM ("
        "SELECT *, first_value(line) OVER seen AS first_line, row_number() OVER seen AS turn "
        "FROM keyed WHERE key IN (SELECT key FROM keyed GROUP BY key HAVING count(*) > 1) "
        "WINDOW seen AS (PARTITION BY key ORDER BY n)) WHERE turn > 1",
        [label],
    )
    cur.execute("DROP TABLE keyed")


def count(cur: duckdb.DuckDBPyConnection) -> int:
    """Count the refused rows (a row refused for two values counts once)."""
    row = cur.execute(f"SELECT count(DISTINCT n) FROM {REFUSED}").fetchone()
    return int(row[0] or 0) if row else 0


def write(cur: duckdb.DuckDBPyConnection, out: Path) -> None:
    """Write the refused values as Parquet: `line, column, value, rule`, in source order."""
    cur.execute(
        f'COPY (SELECT line, "column", value, rule FROM {REFUSED} ORDER BY n, "column") '
        f"TO {literal(str(out))} (FORMAT parquet, COMPRESSION zstd)"
    )


def summary(cur: duckdb.DuckDBPyConnection) -> tuple[RejectSummary, ...]:
    """Count refused values by column and rule."""
    rows = cur.execute(
        "SELECT \"column\", regexp_replace(rule, 'à la ligne [0-9]+', 'plus haut') "
        f"AS told, count(*) FROM {REFUSED} GROUP BY ALL ORDER BY 3 DESC, 1"
    ).fetchall()
    return tuple(RejectSummary(column, told, number) for column, told, number in rows)
