"""Imports and their proposals written for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from terrier.apps.imports.presenting import grammar_choices, proposed_title
from terrier.apps.opening.addresses import absolute
from terrier.domain.tabular.plan import ColumnPlan, ImportPlan, TablePlan

from .deciding import geometry_of, missing_columns
from .schemas.imports import (
    ColumnChange,
    ColumnProposal,
    FileAnswer,
    ImportAnswer,
    ProgressAnswer,
    ProposalAnswer,
    TableProposal,
)

if TYPE_CHECKING:
    from django.http import HttpRequest

    from terrier.apps.imports.column_changes import Missing
    from terrier.apps.imports.models import Import
    from terrier.apps.jobs.models import Job


def one(request: HttpRequest, importing: Import) -> ImportAnswer:
    """Write an import where it is."""
    return ImportAnswer(
        id=str(importing.pk),
        state=importing.state,
        state_label=importing.get_state_display(),
        error=importing.error,
        created_at=importing.created_at,
        organisation=importing.owner.slug,
        dataset=importing.dataset.slug if importing.dataset else None,
        mode=importing.mode,
        files=[
            FileAnswer(name=original.name, size=original.size, sha256=original.sha256)
            for original in importing.originals.all()
        ],
        progress=progress(importing.job) if importing.job else None,
        version=importing.version.number if importing.version else None,
        url=absolute(request, "rest-import", importing.pk),
    )


def progress(job: Job) -> ProgressAnswer:
    """Write how far a piece of work is."""
    return ProgressAnswer(state=job.state, step=job.step, share=job.progress)


def proposal(importing: Import) -> ProposalAnswer:
    """Write the plan that waits for decisions."""
    plan = ImportPlan.from_json(importing.plan)
    views = {view["source"]: view for view in importing.probe["parts"]}
    missing = missing_columns(importing)
    return ProposalAnswer(
        format=plan.format,
        title=importing.metadata.get("title") or proposed_title(importing, plan),
        questions=[
            f"{column.label} : {column.question}"
            for table in plan.tables
            if table.keep
            for column in table.columns
            if column.keep and column.question
        ],
        tables=[
            _table(table, views[table.source]["examples"], missing[table.name])
            for table in plan.tables
        ],
    )


def _table(
    table: TablePlan, examples: dict[str, list[object]], missing: tuple[Missing, ...]
) -> TableProposal:
    return TableProposal(
        name=table.name,
        title=table.title,
        keep=table.keep,
        key=list(table.key),
        geometry=geometry_of(table),
        columns=[_column(column, examples.get(column.source, [])) for column in table.columns],
        missing=[ColumnChange(name=one.name, label=one.label) for one in missing],
    )


def _column(column: ColumnPlan, examples: list[object]) -> ColumnProposal:
    return ColumnProposal(
        name=column.name,
        label=column.label,
        keep=column.keep,
        grammar=column.grammar,
        grammars=[word for word, _label in grammar_choices(column)],
        unit=column.unit,
        concept=column.concept,
        reason=column.reason,
        question=column.question,
        examples=[str(example) for example in examples],
    )
