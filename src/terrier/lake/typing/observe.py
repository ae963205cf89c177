"""What typing does to each column, measured for the receipt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from terrier.domain.tabular.concepts import BY_ID, Concept
from terrier.domain.tabular.context import TypingContext
from terrier.domain.tabular.grammars import grammar
from terrier.domain.tabular.grammars.contract import Reading
from terrier.domain.tabular.plan import ColumnPlan, TablePlan
from terrier.domain.tabular.receipt import Change, ClockReport, ColumnReport, Place
from terrier.lake.relation import literal, quote
from terrier.lake.typing import checks, render
from terrier.lake.typing.refusals import SOURCE

EXACT_DISTINCT_ROWS = 50_000
"""Up to here distinct values are counted; beyond, estimated (HyperLogLog) and marked."""
COLUMNS_TOGETHER = 200
"""What one query measures: each count of distinct values keeps a table of its own in memory."""
EXAMPLES = 3
LONGEST = 80
TIME_ZONE = "Europe/Paris"


@dataclass(frozen=True)
class Observed:
    """Counts of one column over the staged rows."""

    empty: int = 0
    refused: int = 0
    changed: int = 0
    invalid: int = 0
    missing: tuple[tuple[str, int], ...] = ()
    examples: tuple[Change, ...] = ()
    invalid_examples: tuple[Place, ...] = ()


def observe(
    cur: duckdb.DuckDBPyConnection, plan: TablePlan, context: TypingContext
) -> dict[str, Observed]:
    """Count over all staged rows, in one pass, what each planned column meets."""
    if not plan.columns:
        return {}
    checks.load_communes(cur, context.communes)
    known = {
        c.source: checks.register_applies(cur, SOURCE, quote(c.source), _concept(c))
        for c in plan.columns
    }
    inner = [cell for i, c in enumerate(plan.columns) for cell in _cells(i, c)]
    outer = [n for i, c in enumerate(plan.columns) for n in _counts(i, c, known[c.source])]
    row = cur.execute(
        f"SELECT {', '.join(outer)} FROM (SELECT {', '.join(inner)} FROM {SOURCE})"
    ).fetchone()
    numbers = [int(n or 0) for n in row or ()]
    return {
        c.source: _detailed(cur, c, numbers[4 * i : 4 * i + 4], known[c.source])
        for i, c in enumerate(plan.columns)
    }


def _cells(rank: int, column: ColumnPlan) -> list[str]:
    chosen, raw = grammar(column.grammar), quote(column.source)
    cells = [f"{raw} AS v{rank}"]
    if chosen.reading is Reading.NATIVE:
        return cells
    if chosen.reading is Reading.TEXT:
        return [*cells, f"{_text_after(column)} AS t{rank}"]
    return [*cells, f"{render.rewritten(raw, chosen, column.options)} AS t{rank}"]


def _text_after(column: ColumnPlan) -> str:
    return render.column_value(column)


def _counts(rank: int, column: ColumnPlan, communes_known: bool) -> list[str]:
    chosen = grammar(column.grammar)
    raw, text = f"v{rank}", f"t{rank}"
    if chosen.reading is Reading.NATIVE:
        return [f"count_if({raw} IS NULL)", "0", "0", "0"]
    if chosen.reading is Reading.TEXT:
        invalid = _invalid(raw, column, communes_known)
        return [f"count_if({text} IS NULL)", "0", f"count_if({text} <> {raw})", invalid]
    empty, missing = render.is_empty(raw), render.is_missing(raw, column.missing)
    kept = render.kept(text, column)
    rewrites = chosen.reading in {Reading.NUMBER, Reading.CAST}
    changed = f"{text} <> {raw}" if rewrites else f"{text} IS NOT NULL"
    return [
        f"count_if(CASE WHEN {text} IS NULL THEN {empty} ELSE false END)",
        f"count_if(CASE WHEN {kept} THEN false ELSE NOT {missing} END)",
        f"count_if({changed})",
        "0",
    ]


def _concept(column: ColumnPlan) -> Concept | None:
    return BY_ID.get(column.concept or "")


def _invalid(raw: str, column: ColumnPlan, communes_known: bool) -> str:
    concept = _concept(column)
    if concept is None or not concept.coded:
        return "0"
    test = checks.obeys(raw, concept, communes_known=communes_known)
    return f"count_if(CASE WHEN {test} THEN false ELSE NOT {render.is_empty(raw)} END)"


def _detailed(
    cur: duckdb.DuckDBPyConnection, column: ColumnPlan, numbers: list[int], known: bool
) -> Observed:
    empty, refused, changed, invalid = numbers
    misfits: tuple[Place, ...] = ()
    if invalid:
        test = checks.obeys(quote(column.source), BY_ID[column.concept or ""], communes_known=known)
        found = checks.example_misfits(cur, SOURCE, quote(column.source), test, EXAMPLES)
        misfits = tuple(Place(line, value[:LONGEST]) for line, value in found)
    return Observed(
        empty=empty,
        refused=refused,
        changed=changed,
        invalid=invalid,
        missing=_missing(cur, column),
        examples=_examples(cur, column) if changed else (),
        invalid_examples=misfits,
    )


def _missing(cur: duckdb.DuckDBPyConnection, column: ColumnPlan) -> tuple[tuple[str, int], ...]:
    if not column.missing:
        return ()
    raw = quote(column.source)
    rows = cur.execute(
        f"SELECT {render.trimmed(raw)} AS token, count(*) FROM {SOURCE} "
        f"WHERE {render.is_token(raw, column.missing)} GROUP BY token ORDER BY 2 DESC, 1"
    ).fetchall()
    return tuple((token, number) for token, number in rows)


def _examples(cur: duckdb.DuckDBPyConnection, column: ColumnPlan) -> tuple[Change, ...]:
    raw = quote(column.source)
    after = f"CAST({render.column_value(column)} AS VARCHAR)"
    rows = cur.execute(
        f"SELECT DISTINCT before, after FROM (SELECT {raw} AS before, {after} AS after "
        f"FROM {SOURCE} WHERE {raw} IS NOT NULL AND {after} IS NOT NULL AND {after} <> {raw} "
        f"LIMIT 50) ORDER BY before LIMIT {EXAMPLES}"
    ).fetchall()
    return tuple(Change(before[:LONGEST], after[:LONGEST]) for before, after in rows)


def reports(
    cur: duckdb.DuckDBPyConnection,
    plan: TablePlan,
    written: dict[str, tuple[str, str]],
    seen: dict[str, Observed],
    out: Path,
    records: int,
) -> tuple[ColumnReport, ...]:
    """Report on each column: what was met in the source, what stands in the written file."""
    if not plan.columns:
        return ()
    exact = records <= EXACT_DISTINCT_ROWS
    file = f"read_parquet({literal(str(out))})"
    names = [quote(written[column.source][0]) for column in plan.columns]
    built = []
    for column, of_column in zip(plan.columns, _measured(cur, file, names, exact), strict=True):
        filled, distinct, low, high = of_column
        name, type_ = written[column.source]
        local = type_ == "TIMESTAMP"
        built.append(
            _report(
                column,
                seen[column.source],
                type=type_,
                filled=filled,
                distinct=min(distinct, filled),
                distinct_exact=exact,
                minimum=low,
                maximum=high,
                clock=_clock(cur, file, quote(name)) if local else None,
            )
        )
    return tuple(built)


def _measured(
    cur: duckdb.DuckDBPyConnection, file: str, names: list[str], exact: bool
) -> Iterator[tuple[Any, ...]]:
    """Give for each column the number of values, of distinct ones, the lowest and the highest."""
    for start in range(0, len(names), COLUMNS_TOGETHER):
        parts = []
        for name in names[start : start + COLUMNS_TOGETHER]:
            distinct = f"count(DISTINCT {name})" if exact else f"approx_count_distinct({name})"
            ends = [f"left(CAST({end}({name}) AS VARCHAR), {LONGEST})" for end in ("min", "max")]
            parts += [f"count({name})", distinct, *ends]
        row = cur.execute(f"SELECT {', '.join(parts)} FROM {file}").fetchone() or ()
        yield from (row[i : i + 4] for i in range(0, len(row), 4))


def _report(column: ColumnPlan, seen: Observed, **measured: object) -> ColumnReport:
    told = {
        "name": column.name,
        "label": column.label,
        "grammar": column.grammar,
        "why": column.reason,
        "unit": column.unit,
        "concept": column.concept,
        "empty": seen.empty,
        "missing": dict(seen.missing),
        "changed": seen.changed,
        "examples": seen.examples,
        "rejected": seen.refused,
        "invalid": seen.invalid,
        "invalid_examples": seen.invalid_examples,
    }
    return ColumnReport(**{**told, **measured})  # type: ignore[arg-type]


def _clock(cur: duckdb.DuckDBPyConnection, file: str, column: str) -> ClockReport:
    """Report wall-clock times that do not exist, or exist twice, in Europe/Paris.

    Only the Sundays of spring and autumn are looked at closely: no change of the clock since 1976
    happened on another day or between 4 in the morning and midnight.
    """
    instant = f"({column} AT TIME ZONE '{TIME_ZONE}')"
    absent = f"({instant} AT TIME ZONE '{TIME_ZONE}') <> {column}"
    earlier = f"(({instant} - INTERVAL 1 HOUR) AT TIME ZONE '{TIME_ZONE}') = {column}"
    later = f"(({instant} + INTERVAL 1 HOUR) AT TIME ZONE '{TIME_ZONE}') = {column}"
    near = f"hour({column}) < 4 AND dayofweek({column}) = 0 AND month({column}) IN (3, 4, 9, 10)"
    kind = f"CASE WHEN {absent} THEN 'absent' WHEN {earlier} OR {later} THEN 'twice' END"
    rows = cur.execute(
        f"SELECT kind, count(*), min_by(_line, _line, {EXAMPLES}), "
        f"min_by(CAST({column} AS VARCHAR), _line, {EXAMPLES}) FROM ("
        f"SELECT _line, {column}, {kind} AS kind FROM {file} WHERE {near}) "
        "WHERE kind IS NOT NULL GROUP BY kind ORDER BY kind"
    ).fetchall()
    counts = {kind: number for kind, number, *_ in rows}
    places = [
        Place(line, value)
        for _, _, lines, values in rows
        for line, value in zip(lines, values, strict=True)
    ]
    return ClockReport(counts.get("absent", 0), counts.get("twice", 0), tuple(places))
