"""A staged table typed by its plan: records in the lake, rejected rows beside, none lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from terrier.domain.kernel.errors import Invalid
from terrier.domain.tabular.context import TypingContext
from terrier.domain.tabular.grammars import contract, grammar
from terrier.domain.tabular.grammars.contract import QUALIFIER_SUFFIX, Reading
from terrier.domain.tabular.plan import (
    GEOMETRY_COLUMN,
    KEY_COLUMN,
    LINE_COLUMN,
    ROW_COLUMN,
    ColumnPlan,
    Repair,
    TablePlan,
)
from terrier.domain.tabular.receipt import ColumnReport, GeometryReport, RejectSummary
from terrier.lake import engine
from terrier.lake.relation import literal, quote
from terrier.lake.snapshot import Bounds, measured_bounds, write_sorted
from terrier.lake.typing import (
    left_out,
    natives,
    observe,
    observe_geometry,
    refusals,
    render,
    sentences,
    shape,
)
from terrier.lake.typing.left_out import LEFT_OUT, Erased
from terrier.lake.typing.observe import Observed
from terrier.lake.typing.refusals import REFUSED, SOURCE
from terrier.lake.typing.survey import Candidate
from terrier.lake.typing.tally import number_type, tally

Progress = Callable[[str, float], None]
KEY_SEPARATOR = "|"
BOUNDS_ROWS = 50_000
"""Rows enough to know where a table lies."""


@dataclass(frozen=True)
class TypedColumn:
    """A column as written in the lake."""

    source: str
    """Staged column it comes from."""
    name: str
    type: str
    label: str
    unit: str | None = None
    concept: str | None = None
    grammar: str = "text"


@dataclass(frozen=True)
class TypedTable:
    """A table written in the lake, with what the receipt says of it."""

    path: Path
    columns: tuple[TypedColumn, ...]
    records: int
    """Rows written."""
    rejected: int
    """Rows refused; `records + rejected + len(erased)` is the number of staged rows."""
    rejects_path: Path
    """Parquet `line, column, value, rule`; a row refused for two values stands twice."""
    rejects: tuple[RejectSummary, ...]
    reports: tuple[ColumnReport, ...]
    geometry: GeometryReport | None
    has_key: bool
    erased: tuple[int, ...] = ()
    """Lines of rows left out because they had been erased."""


def type_table(
    staged: Path,
    plan: TablePlan,
    out: Path,
    *,
    progress: Progress,
    context: TypingContext | None = None,
    erased: Erased | None = None,
) -> TypedTable:
    """Type a staged table and write it, sorted, with `_line`, `_row`, `_key` and `geom`.

    Parameters
    ----------
    staged
        Parquet file of the staged part.
    plan
        How each column, the geometry and the key are read; repairs are applied first.
    out
        GeoParquet file to write; the rejected values go to `out` with `.rejects.parquet`.
    progress
        Called between steps; raises to cancel.
    context
        What is known of the territory.
    erased
        Rows that were erased before: they are neither written nor refused.

    Raises
    ------
    Invalid
        When the plan names a column that the file has not.
    """
    context = context or TypingContext()
    with engine.cursor() as cur:
        types = _open(cur, staged, plan)
        plan = _completed(cur, staged, plan)
        progress("vérifier", 0.0)
        key = _key(plan, types)
        gone = left_out.leave_out(cur, plan, _values(plan, types, key), erased) if erased else ()
        seen = observe.observe(cur, plan, context)
        rejected = _refuse(cur, plan, seen, key)
        progress("écrire", 0.3)
        located = plan.geometry is not None
        records = write_sorted(
            cur,
            _select(plan, types, key, rejected=rejected > 0 or bool(gone)),
            [],
            out,
            geometry=located,
            bounds=_bounds(cur, plan) if located else None,
        )
        rejects_path = out.with_suffix(".rejects.parquet")
        refusals.write(cur, rejects_path)
        progress("décrire", 0.8)
        columns = _columns(plan, types)
        written = {c.source: (c.name, c.type) for c in columns if c.source}
        return TypedTable(
            path=out,
            columns=columns,
            records=records,
            rejected=rejected,
            rejects_path=rejects_path,
            rejects=refusals.summary(cur),
            reports=observe.reports(cur, plan, written, seen, out, records),
            geometry=observe_geometry.report(cur, plan, out, context) if located else None,
            has_key=bool(key),
            erased=gone,
        )


def _values(plan: TablePlan, types: dict[str, str], key: str) -> dict[str, str]:
    """Give the SQL of the typed values by name, and of the key."""
    values = {c.name: _typed(c, types)[0] for c in plan.columns}
    return values | {KEY_COLUMN: key} if key else values


def _refuse(
    cur: duckdb.DuckDBPyConnection, plan: TablePlan, seen: dict[str, Observed], key: str
) -> int:
    """Refuse the rows that cannot become records; give their number."""
    refusals.prepare(cur)
    refusals.refuse_misfits(cur, [c for c in plan.columns if seen[c.source].refused])
    if key:
        parts = [c for c in plan.columns if c.name in plan.key]
        label = " + ".join(c.label or c.name for c in parts)
        refusals.refuse_keys(cur, key, parts, label)
    return refusals.count(cur)


def _bounds(cur: duckdb.DuckDBPyConnection, plan: TablePlan) -> Bounds:
    """Measure where the table lies, on some of its rows."""
    row = cur.execute(f"SELECT count(*) FROM {SOURCE}").fetchone()
    step = 1 + (int(row[0]) if row else 0) // BOUNDS_ROWS
    some = f"(SELECT {shape.source_cells(plan)} FROM {SOURCE} WHERE _n % {step} = 0)"
    built = f"SELECT {shape.wgs84_geometry(plan)} AS built FROM {some}"
    shown = f"SELECT {shape.on_earth('built')} AS {GEOMETRY_COLUMN} FROM ({built})"
    return measured_bounds(cur, shown, [])


def _open(cur: duckdb.DuckDBPyConnection, staged: Path, plan: TablePlan) -> dict[str, str]:
    """Make the view of the staged rows, repairs applied; give the staged types."""
    file = f"read_parquet({literal(str(staged))}, file_row_number = true)"
    rows = cur.execute(f"DESCRIBE SELECT * FROM {file}").fetchall()
    types = {name: type_ for name, type_, *_ in rows}
    unknown = [c.source for c in plan.columns if c.source not in types]
    unknown += [r.column for r in plan.repairs if r.column not in types]
    if unknown:
        raise Invalid(f"La colonne « {unknown[0]} » n'est pas dans le fichier : refaites l'aperçu.")
    cases: dict[str, str] = {}
    for repair in plan.repairs:
        case = f" WHEN {int(repair.line)} THEN {_mended(cur, repair, types[repair.column])}"
        cases[repair.column] = cases.get(repair.column, "") + case
    mended = ", ".join(
        f"CASE _line{case} ELSE {quote(c)} END AS {quote(c)}" for c, case in cases.items()
    )
    replaced = f" REPLACE ({mended})" if mended else ""
    left_out.prepare(cur)
    cur.execute(
        f"CREATE OR REPLACE TEMP VIEW {SOURCE} AS SELECT * EXCLUDE (file_row_number){replaced}, "
        f"file_row_number AS _n FROM {file} WHERE file_row_number NOT IN (SELECT n FROM {LEFT_OUT})"
    )
    return types


def _mended(cur: duckdb.DuckDBPyConnection, repair: Repair, type_: str) -> str:
    """Render the value of a repair in the staged type; an empty one empties the cell."""
    if not repair.value:
        return "NULL"
    value = f"TRY_CAST({literal(repair.value)} AS {type_})"
    row = cur.execute(f"SELECT {value} IS NULL").fetchone()
    if row is None or row[0]:
        raise Invalid(
            f"Ligne {repair.line}, colonne « {repair.column} » : « {repair.value} » n'est pas du "
            f"type que déclare le fichier ({sentences.type_name(type_)}). Corrigez la réparation."
        )
    return value


def _completed(cur: duckdb.DuckDBPyConnection, staged: Path, plan: TablePlan) -> TablePlan:
    """Leave out unwanted columns, and measure the type of numbers chosen by hand."""
    kept = [c for c in plan.columns if c.keep]
    unmeasured = {
        c.source: Candidate(
            grammar(c.grammar),
            bool(c.options.get(contract.PARENTHESES)),
            bool(c.options.get(contract.QUALIFIED)),
        )
        for c in kept
        if grammar(c.grammar).reading is Reading.NUMBER and contract.NUMBER_TYPE not in c.options
    }
    measured = tally(cur, staged, unmeasured)
    completed = []
    for column in kept:
        if column.source in measured:
            exact = number_type(measured[column.source]) or "DECIMAL(38,0)"
            column = replace(column, options={**column.options, contract.NUMBER_TYPE: exact})
        completed.append(column)
    return replace(plan, columns=tuple(completed))


def _typed(column: ColumnPlan, types: dict[str, str]) -> tuple[str, str]:
    """Give the SQL and the type of a planned column."""
    if grammar(column.grammar).reading is Reading.NATIVE:
        declared = types[column.source]
        return natives.native_value(quote(column.source), declared), natives.lake_type(declared)
    return render.column_value(column), render.column_type(column)


def _columns(plan: TablePlan, types: dict[str, str]) -> tuple[TypedColumn, ...]:
    columns = []
    for c in plan.columns:
        type_ = _typed(c, types)[1]
        columns.append(TypedColumn(c.source, c.name, type_, c.label, c.unit, c.concept, c.grammar))
        if c.options.get(contract.QUALIFIED):
            label = f"{c.label} (qualificatif)"
            columns.append(TypedColumn("", c.name + QUALIFIER_SUFFIX, "TEXT", label))
    return tuple(columns)


def _key(plan: TablePlan, types: dict[str, str]) -> str:
    """Render the canonical key, NULL where a part is empty; empty text without a key."""
    if not plan.key:
        return ""
    by_name = {c.name: c for c in plan.columns}
    absent = [name for name in plan.key if name not in by_name]
    if absent:
        raise Invalid(f"La clé « {absent[0]} » n'est pas une colonne gardée : choisissez-en une.")
    parts = [f"CAST({_typed(by_name[name], types)[0]} AS VARCHAR)" for name in plan.key]
    return f" || '{KEY_SEPARATOR}' || ".join(f"({p})" for p in parts)


def _select(plan: TablePlan, types: dict[str, str], key: str, *, rejected: bool) -> str:
    """Render the records: typed columns of the rows that are not refused."""
    rank = "row_number() OVER (ORDER BY _n)" if rejected else "_n + 1"
    cells = {LINE_COLUMN: LINE_COLUMN, ROW_COLUMN: rank}
    if key:
        cells[KEY_COLUMN] = key
    cells |= {c.name: _typed(c, types)[0] for c in plan.columns}
    for c in plan.columns:
        if c.options.get(contract.QUALIFIED):
            cells[c.name + QUALIFIER_SUFFIX] = render.qualifier_value(c)
    typed = ", ".join(f"{sql} AS {quote(name)}" for name, sql in cells.items())
    kept = f" WHERE _n NOT IN (SELECT n FROM {REFUSED})" if rejected else ""
    if plan.geometry is None:
        return f"SELECT {typed} FROM {SOURCE}{kept}"
    read = f"SELECT {typed}, {shape.source_cells(plan)} FROM {SOURCE}{kept}"
    built = f"SELECT *, {shape.wgs84_geometry(plan)} AS _built FROM ({read})"
    names = ", ".join(quote(name) for name in cells)
    return f"SELECT {names}, {shape.on_earth('_built')} AS {GEOMETRY_COLUMN} FROM ({built})"
