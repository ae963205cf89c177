"""Rows that were erased before do not come back with the next file that still holds them."""

from __future__ import annotations

import csv
from dataclasses import replace

from terrier.apps.catalog.erased import marks_of, secret
from terrier.apps.catalog.models import Column, Dataset, ErasedMark, Table
from terrier.connectors.contract import Reject, Staged
from terrier.domain.tabular.plan import TablePlan
from terrier.lake.typing.left_out import Erased, lines_written

from . import column_changes
from .models import Import

DELIMITED = "csv"
"""Format whose refused lines are kept as text."""


def known(dataset: Dataset | None) -> int:
    """Count what was erased of a dataset: another number later says that more was."""
    return ErasedMark.objects.filter(table__dataset=dataset).count() if dataset else 0


def of_import(importing: Import, plan: TablePlan) -> Erased | None:
    """Give what was erased of the table that an import updates; None where nothing was."""
    if importing.dataset is None:
        return None
    renamed = column_changes.for_reconciling(importing, plan.name)["renamed"]
    columns = Column.objects.filter(table__dataset=importing.dataset, table__name=plan.name)
    names = {c.stable_id: renamed.get(c.name, c.name) for c in columns}
    return of_table(importing.dataset, plan.name, names)


def of_table(dataset: Dataset, table: str, names: dict[str, str] | None) -> Erased | None:
    """Give what was erased of a table, for a file in which columns bear these names.

    Without names (by stable id), columns bear those of the version in place.
    """
    kept = Table.objects.filter(dataset=dataset, name=table, erased_marks__isnull=False).first()
    if kept is None:
        return None
    known = names or dict(kept.columns.values_list("stable_id", "name"))
    return Erased(marks_of(kept, known), secret())


def without_erased_rejects(
    staged: Staged, plan: TablePlan, format: str, erased: Erased | None
) -> tuple[Staged, frozenset[int]]:
    """Take the erased rows out of the lines that are no records; give their lines too.

    Only a delimited text keeps such lines as a whole: elsewhere what they held is not kept.
    """
    if erased is None or not staged.rejects:
        return staged, frozenset()
    if format != DELIMITED:
        bare = tuple(replace(r, value="", raw="") for r in staged.rejects)
        return replace(staged, rejects=bare), frozenset()
    columns = plan.reading["columns"]
    rows = [(r.line, _cells(r, plan)) for r in staged.rejects]
    lines = lines_written(rows, columns, plan, erased)
    left = tuple(r for r in staged.rejects if r.line not in lines)
    return replace(staged, rejects=left), lines


def _cells(reject: Reject, plan: TablePlan) -> list[str]:
    quote = plan.reading.get("quote") or None
    quoting = csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE
    text = (reject.raw or reject.value).splitlines()
    rows = list(
        csv.reader(text, delimiter=plan.reading["separator"], quotechar=quote, quoting=quoting)
    )
    return [cell for row in rows for cell in row]
