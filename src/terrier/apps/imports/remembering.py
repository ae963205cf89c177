"""What was decided at the last import of a dataset is proposed again."""

from __future__ import annotations

from dataclasses import replace

from terrier.domain.tabular.plan import ColumnPlan, ImportPlan, TablePlan

from .models import Import


def apply(importing: Import, plan: ImportPlan) -> ImportPlan:
    """Carry over key, names, types, units and geometry from the version in place."""
    dataset = importing.dataset
    if dataset is None or dataset.current is None or not dataset.current.plan:
        return plan
    before = ImportPlan.from_json(dataset.current.plan)
    tables = tuple(_carry(t, _same_table(t, before, len(plan.tables))) for t in plan.tables)
    return replace(plan, tables=tables)


def _same_table(table: TablePlan, before: ImportPlan, count: int) -> TablePlan | None:
    kept = [t for t in before.tables if t.keep]
    if count == 1 and len(kept) == 1:
        return kept[0]
    return next((t for t in kept if t.name == table.name), None)


def _carry(table: TablePlan, before: TablePlan | None) -> TablePlan:
    if before is None:
        return table
    known = {c.label: c for c in before.columns}
    columns = tuple(_carry_column(c, known.get(c.label)) for c in table.columns)
    names = {c.name for c in columns}
    return replace(
        table,
        name=before.name,
        title=before.title,
        columns=columns,
        key=before.key if set(before.key) <= names else table.key,
        geometry=table.geometry,
    )


def _carry_column(column: ColumnPlan, before: ColumnPlan | None) -> ColumnPlan:
    if before is None:
        return column
    return replace(
        column,
        name=before.name,
        grammar=before.grammar,
        concept=before.concept,
        unit=before.unit,
        keep=before.keep,
        missing=before.missing,
        options=before.options,
        reason=column.reason
        if column.grammar == before.grammar
        else f"comme à la version précédente ; le fichier seul ferait dire « {column.grammar} »",
    )
