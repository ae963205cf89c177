"""From a decided plan to a version: type, merge, check, commit."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from terrier.apps.accounts.models import User
from terrier.apps.catalog.actions import correcting, metadata, versions
from terrier.apps.catalog.actions.lease import writer_lease
from terrier.apps.catalog.models import Dataset, Version
from terrier.apps.catalog.store import store
from terrier.apps.jobs.actions import enqueue
from terrier.apps.territories.queries import reader_of
from terrier.connectors import schemas
from terrier.connectors.contract import Staged
from terrier.domain.kernel.errors import Conflict
from terrier.domain.tabular.context import TypingContext
from terrier.domain.tabular.plan import ImportPlan, TablePlan
from terrier.domain.tabular.receipt import Conformity, Step
from terrier.lake.typing.apply import type_table

from . import erased, merging, presenting, reading, receipts
from .merging import MergedTable
from .models import Import
from .place import typing_context
from .read_table import ReadTable

Report = Callable[[str, float], None]
MOST_REBASES = 5


@dataclass
class Stopwatch:
    """Times the steps for the receipt."""

    steps: list[Step] = field(default_factory=list)

    @contextmanager
    def step(self, name: str, rows: Callable[[], int] | None = None) -> Iterator[None]:
        """Time one step; `rows` is asked once it is over."""
        start = time.perf_counter()
        yield
        seconds = round(time.perf_counter() - start, 3)
        self.steps.append(Step(name, seconds, rows() if rows else None))


def run(importing: Import, report: Report) -> None:
    """Import as decided; the import says afterwards which version it made."""
    plan = ImportPlan.from_json(importing.plan)
    context = typing_context(importing.owner)
    watch = Stopwatch()
    with store().workshop() as folder:

        def read() -> list[ReadTable]:
            kept = [table for table in plan.tables if table.keep]
            return [_read(importing, plan, t, folder, context, watch, report) for t in kept]

        known = erased.known(importing.dataset)
        tables = read()
        dataset = importing.dataset or _new_dataset(importing, plan)
        with writer_lease(dataset, lambda: report(_("Attente d’un autre import"), 0.8)) as lease:
            if erased.known(dataset) != known:
                # Rows were erased while the file was read: it is read again without them.
                tables = read()

            def alive(step: str, share: float) -> None:
                lease.renew()
                report(step, share)

            version = _merge_and_commit(importing, dataset, plan, tables, folder, watch, alive)
    if version is None:
        _end(importing, None, tables)


def _arrived(importing: Import, tables: list[MergedTable], version: Version) -> None:
    for table in tables:
        correcting.note_conflicts(table.merged.conflicts)
    _end(importing, version, [table.read for table in tables])


def _end(importing: Import, version: Version | None, tables: list[ReadTable]) -> None:
    importing.version = version
    importing.state = Import.State.DONE if version else Import.State.UNCHANGED
    with transaction.atomic():
        importing.save(update_fields=["version", "state"])
        if any(table.left_out for table in tables):
            # The file that was just received still holds what had been erased.
            enqueue("imports.redact", {"import_id": str(importing.pk)}, importing.created_by)


def _read(
    importing: Import,
    plan: ImportPlan,
    table: TablePlan,
    folder: Path,
    context: TypingContext,
    watch: Stopwatch,
    report: Report,
) -> ReadTable:
    with watch.step(_("lire %(table)s") % {"table": table.title}):
        staged = reading.stage(importing, plan, table, report)
    gone = erased.of_import(importing, table)
    staged, refused = erased.without_erased_rejects(staged, table, plan.format, gone)
    with watch.step(_("typer et écrire"), lambda: staged.records):
        typed = type_table(
            staged.path,
            table,
            folder / f"{table.name}.parquet",
            progress=lambda step, share: report(step.capitalize(), 0.1 + 0.5 * share),
            context=context,
            erased=gone,
        )
    conformity = _held_against_schema(staged, table, watch)
    left_out = frozenset(typed.erased) | refused
    return ReadTable(table, staged, reading.counted(importing, table), typed, conformity, left_out)


def _held_against_schema(staged: Staged, table: TablePlan, watch: Stopwatch) -> Conformity | None:
    if settings.SCHEMAS is None:
        return None
    with watch.step(_("comparer au schéma national")):
        return schemas.conformity(
            staged.path,
            [c.source for c in table.columns],
            [c.source for c in table.columns],
            settings.SCHEMAS,
        )


def forget_empty_draft(importing: Import) -> None:
    """Take away the dataset that a failed first import leaves without any version."""
    dataset = importing.dataset
    if dataset is None or dataset.versions.exists() or dataset.imports.exclude(pk=importing.pk):
        return
    dataset.delete()
    importing.dataset = None


def _new_dataset(importing: Import, plan: ImportPlan) -> Dataset:
    actor = _actor(importing)
    described = dict(importing.metadata)
    title = str(described.pop("title", "") or presenting.proposed_title(importing, plan))
    described.pop("url", None)
    with transaction.atomic():
        # A run that is killed from here on is run again, and must find this one.
        importing.dataset = metadata.create_dataset(
            actor, reader_of(actor), importing.owner, title, **described
        )
        importing.save(update_fields=["dataset"])
    return importing.dataset


def _actor(importing: Import) -> User:
    if importing.created_by is None:
        raise Conflict(_("Le compte qui a lancé cet import n’existe plus."))
    return importing.created_by


def _merge_and_commit(
    importing: Import,
    dataset: Dataset,
    plan: ImportPlan,
    tables: list[ReadTable],
    folder: Path,
    watch: Stopwatch,
    report: Report,
) -> Version | None:
    """Merge on the version in place; when another arrives meanwhile, merge again on that one."""
    for attempt in range(MOST_REBASES):
        dataset.refresh_from_db()
        current = dataset.current
        base = merging.base_of(importing, current)
        with watch.step(_("rapprocher de la version en place")):
            merged = [
                merging.merge(importing, dataset, base, t, folder / f"merge-{attempt}", report)
                for t in tables
            ]
        if current is not None and merging.nothing_new(current, merged):
            return None
        new = versions.NewVersion(
            mode=importing.mode,
            tables=tuple(merging.finished(importing, m, folder) for m in merged),
            plan=plan.to_json(),
            receipt=receipts.compose(importing, plan, base, merged, watch.steps),
            originals=tuple(importing.originals.all()),
        )
        try:
            version = versions.commit(
                dataset,
                current,
                new,
                importing.created_by,
                also=partial(_arrived, importing, merged),
            )
        except versions.BaseMoved:
            continue
        return version
    raise Conflict(
        _(
            "D’autres imports du même jeu de données sont arrivés sans cesse pendant celui-ci. "
            "Relancez-le dans un moment."
        )
    )
