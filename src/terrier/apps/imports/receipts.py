"""The receipt of an import, composed from what every step said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from terrier.apps.catalog.models import Version
from terrier.domain.retention.remains import receipt_without_values
from terrier.domain.tabular.plan import ImportPlan
from terrier.domain.tabular.receipt import (
    Comparison,
    Corrections,
    LineEquation,
    Proof,
    Receipt,
    SourceFile,
    Step,
    TableReceipt,
)

from .merging import MergedTable
from .models import Import

SHOWN_REJECTS = 10


def compose(
    importing: Import,
    plan: ImportPlan,
    base: Version | None,
    tables: Sequence[MergedTable],
    steps: Iterable[Step],
) -> dict[str, Any]:
    """Give the receipt as JSON; an equation that does not hold stops the import here."""
    receipt = Receipt(
        files=tuple(
            SourceFile(o.pk, o.name, o.size, o.sha256, o.url)
            for o in importing.originals.order_by("pk")
        ),
        format=plan.format,
        evidence=_proofs(importing.probe.get("evidence", ())),
        tables=tuple(_table(importing, base, table) for table in tables),
        steps=tuple(steps),
    )
    told = {**receipt.to_json(), "probe": importing.probe}
    erased = any(table.read.left_out for table in tables)
    return receipt_without_values(told) if erased else told


def _table(importing: Import, base: Version | None, table: MergedTable) -> TableReceipt:
    read, merged, counted = table.read, table.merged, table.read.counted
    view = next(
        (v for v in importing.probe.get("parts", ()) if v["source"] == read.plan.source), {}
    )
    return TableReceipt(
        name=read.plan.name,
        title=read.plan.title,
        equation=LineEquation(
            lines=counted.lines,
            preamble=counted.preamble,
            blank=counted.blank,
            total=counted.total,
            records=counted.records,
            inserted=merged.inserted,
            updated=merged.updated,
            unchanged=merged.unchanged,
            rejected=table.rejected.lines,
            erased=len(read.left_out),
            reader=counted.reader,
        ),
        rejects=table.rejected.summary(),
        rejected_examples=table.rejected.examples(SHOWN_REJECTS),
        evidence=_proofs(view.get("evidence", ())),
        columns=read.typed.reports,
        geometry=read.typed.geometry,
        conformity=read.conformity,
        comparison=base and table.base and _comparison(base, table),
        corrections=_corrections(table),
        broken_characters=read.staged.broken_characters,
        notes=tuple(dict.fromkeys([*view.get("notes", ()), *read.staged.notes])),
    )


def _proofs(evidence: Iterable[dict[str, str]]) -> tuple[Proof, ...]:
    return tuple(Proof(e["what"], e["value"], e["proof"]) for e in evidence)


def _comparison(base: Version, table: MergedTable) -> Comparison:
    merged = table.merged
    return Comparison(
        base_version=base.number,
        added=merged.inserted,
        removed=merged.removed,
        changed=merged.updated,
        unchanged=merged.unchanged,
        by_key=merged.has_key,
    )


def _corrections(table: MergedTable) -> Corrections | None:
    merged = table.merged
    if not merged.corrected and not merged.conflicts:
        return None
    return Corrections(merged.corrected, len(merged.conflicts))
