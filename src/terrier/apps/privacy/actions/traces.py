"""What else told of an erased row: corrections, files for download, filters in the trail."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Sequence

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from terrier.apps.accounts.models import AuditEntry
from terrier.apps.catalog import erased, exporting
from terrier.apps.catalog.leftovers import put_aside
from terrier.apps.catalog.models import Correction, Dataset, Table, VersionTable
from terrier.apps.imports.models import Import
from terrier.apps.interventions.actions import forgetting
from terrier.apps.interventions.models import Document, Intervention
from terrier.apps.jobs.actions import stop
from terrier.apps.jobs.models import Job
from terrier.lake.erasure import marked_texts

from ..targets import Target

SECONDS_TO_STOP = 30
QUOTED = {"download.table": ("filters",), "import.repair": ("values",)}
"""Details of the trail that quote values of rows, by action."""


def clear(dataset: Dataset, targets: Sequence[Target], tell: Callable[[str], None]) -> None:
    """Take away the traces of the erased rows of a dataset. May be run again."""
    tell(_("Corrections, interventions, fichiers préparés et journal"))
    for target in targets:
        _forget_corrections(target)
        _forget_interventions(target)
    _forget_files(dataset)
    _forget_quotes(dataset)


def _forget_corrections(target: Target) -> None:
    table = target.find()
    if table is None or not target.keys:
        return
    held = Correction.objects.filter(table=table)
    held.filter(row_key__in=_marked(target, table, held.values_list("row_key", flat=True))).delete()


def _forget_interventions(target: Target) -> None:
    table = target.find()
    if table is None:
        return
    if target.keys:
        forgetting.forget(table, _marked(target, table, forgetting.keys_of(table)))
    if target.limit:
        # Rows past their time left every file: what is kept of them by their key goes too.
        forgetting.forget(table, forgetting.orphans(table))


def _marked(target: Target, table: Table, keys: Iterable[str]) -> Collection[str]:
    """Give the keys, among these, of rows that are erased."""
    scope, digests = erased.scope(table, ()), frozenset(target.keys)
    return marked_texts(list(keys), scope, digests, erased.secret())


def _forget_files(dataset: Dataset) -> None:
    """Stop the files under way, then remove those that are ready."""
    versions = VersionTable.objects.filter(version__dataset=dataset)
    tables = set(versions.values_list("pk", flat=True))
    jobs = [j for j in Job.objects.filter(kind=exporting.KIND) if j.payload["stored_id"] in tables]
    for job in jobs:
        stop(job)
    asked = Job.objects.filter(pk__in=[job.pk for job in jobs])
    until = time.monotonic() + SECONDS_TO_STOP
    while asked.filter(state=Job.State.RUNNING).exists() and time.monotonic() < until:
        time.sleep(0.5)
    ended = asked.exclude(state=Job.State.RUNNING)
    with transaction.atomic():
        put_aside(job.result.get("key", "") for job in ended)
        ended.delete()


def _forget_quotes(dataset: Dataset) -> None:
    brought = list(Import.objects.filter(dataset=dataset).values_list("pk", flat=True))
    about = Q(object_type="dataset", object_id=str(dataset.pk))
    about |= Q(object_type="import", object_id__in=[str(pk) for pk in brought])
    for entry in AuditEntry.objects.filter(about, action__in=QUOTED):
        _strip(entry, QUOTED[entry.action])
    held = set(Correction.objects.filter(table__dataset=dataset).values_list("pk", flat=True))
    for entry in AuditEntry.objects.filter(about, action__startswith="correction."):
        if entry.detail.get("correction") not in held:
            _strip(entry, ("row", "expected", "value", "reason"))
    told = set(Intervention.objects.filter(table__dataset=dataset).values_list("pk", flat=True))
    for entry in AuditEntry.objects.filter(about, action__startswith="intervention."):
        if entry.detail.get("intervention") not in told:
            _strip(entry, ("row", "before", "reason"))
    attached = set(Document.objects.filter(table__dataset=dataset).values_list("pk", flat=True))
    for entry in AuditEntry.objects.filter(about, action__startswith="document."):
        if entry.detail.get("number") not in attached:
            _strip(entry, ("row", "document"))
    for job in Job.objects.filter(kind="catalog.correct"):
        if not Correction.objects.filter(pk=job.payload["correction_id"]).exists():
            job.delete()
    Job.objects.filter(
        kind__startswith="imports.", payload__import_id__in=[str(pk) for pk in brought]
    ).exclude(error="").update(error=_("Le détail de cette erreur a été effacé avec les données."))


def _strip(entry: AuditEntry, names: Sequence[str]) -> None:
    kept = {name: value for name, value in entry.detail.items() if name not in names}
    AuditEntry.objects.filter(pk=entry.pk).update(detail=kept)
