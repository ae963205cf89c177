"""Erasing rows: asked for by a person who may, then done by a worker until nothing is left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from terrier.apps.accounts.actions import record
from terrier.apps.accounts.models import User
from terrier.apps.catalog import erased, leftovers
from terrier.apps.catalog.actions.lease import WriterLease, writer_lease
from terrier.apps.catalog.models import Dataset, ErasedMark, Tombstone
from terrier.apps.imports.redaction import redact_dataset
from terrier.apps.jobs.actions import enqueue
from terrier.domain.access.policy import Reader
from terrier.domain.kernel.errors import Invalid

from .. import ledger
from ..models import Erasure
from ..permissions import require_protector
from ..targets import Target, dataset_of
from . import rewriting, traces, withdrawing

Report = Callable[[str, float], None]
KIND = "privacy.erase"


def ask(
    actor: User | None,
    reader: Reader,
    targets: Sequence[Target],
    reason: str,
    cause: Tombstone.Cause = Tombstone.Cause.PERSON,
) -> Erasure:
    """Decide to erase, for each dataset by somebody who protects its data; a worker does it."""
    datasets = {t.dataset: dataset_of(t.dataset) for t in targets}
    for dataset in datasets.values():
        if dataset is None:
            raise Invalid(_("Un des jeux de données n’existe plus : refaites la recherche."))
        require_protector(reader, dataset.owner)
    if not targets:
        raise Invalid(_("Choisissez au moins une ligne à effacer."))
    if not reason.strip():
        raise Invalid(_("Indiquez la référence de la demande : elle est gardée avec l’effacement."))
    with transaction.atomic():
        asked = Erasure.objects.create(
            cause=cause,
            reason=reason.strip()[:300],
            requested_by=actor,
            targets=[t.to_json() for t in targets],
        )
        for dataset in datasets.values():
            assert dataset is not None
            record(
                actor,
                "erasure.ask",
                dataset,
                organisation=dataset.owner_id,
                reason=asked.reason,
                erasure=str(asked.pk),
            )
        enqueue(KIND, {"erasure_id": str(asked.pk)}, actor, idempotency_key=f"{KIND}:{asked.pk}")
    return asked


def execute(erasure: Erasure, report: Report) -> Erasure:
    """Erase everywhere; killed at any moment, it is run again and ends the same."""
    # First of all: whatever happens from here on, a restore will know.
    ledger.write(erasure)
    by_dataset: dict[str, list[Target]] = defaultdict(list)
    for data in erasure.targets:
        target = Target.from_json(data)
        by_dataset[target.dataset].append(target)
    for done, (slug, targets) in enumerate(by_dataset.items()):
        dataset = dataset_of(slug)
        if dataset is not None:
            share = done / len(by_dataset)
            _erase_from(erasure, dataset, targets, lambda step, s=share: report(step, s))
    leftovers.sweep()
    with transaction.atomic():
        erasure.state, erasure.done_at = Erasure.State.DONE, timezone.now()
        erasure.save(update_fields=["state", "done_at"])
        record(erasure.requested_by, "erasure.done", erasure, rows=total_rows(erasure))
    return erasure


def total_rows(erasure: Erasure) -> int:
    """Count the rows erased, in all versions."""
    return sum(part["rows"] for part in erasure.result)


def _erase_from(
    erasure: Erasure, dataset: Dataset, targets: list[Target], tell: Callable[[str], None]
) -> None:
    # The marks come before the lease: a file that is being read meets them when it gets the lease.
    _mark(dataset, targets)

    def waiting() -> None:
        tell(_("Attente d’un import en cours"))

    with writer_lease(dataset, waiting) as lease:
        alive = _alive(lease, tell)
        touched = rewriting.rewrite(erasure, dataset, targets, alive)
        touched |= withdrawing.withdraw(erasure, dataset, targets)
        if any(t.marked for t in targets) or touched:
            reason = _("%(cause)s, le %(day)s") % {
                "cause": _("Des lignes ont été effacées %(why)s") % {"why": _why(erasure)},
                "day": f"{timezone.localtime(erasure.created_at):%d/%m/%Y}",
            }
            older = {t.table: (t.columns[0], t.limit) for t in targets if t.limit}
            redact_dataset(dataset, touched, reason, alive, older)
        traces.clear(dataset, targets, alive)
        leftovers.sweep()


def _why(erasure: Erasure) -> str:
    return str(Tombstone.Cause(erasure.cause).label)


def _alive(lease: WriterLease, tell: Callable[[str], None]) -> Callable[[str], None]:
    def alive(step: str) -> None:
        lease.renew()
        tell(step)

    return alive


def _mark(dataset: Dataset, targets: Sequence[Target]) -> None:
    """Keep the digests: the next file that holds these rows is read without them."""
    ours = erased.fingerprint()
    for target in targets:
        table = target.find()
        if table is None:
            continue
        ErasedMark.objects.bulk_create(
            (
                ErasedMark(table=table, columns=list(columns), digest=digest, secret=ours)
                for columns, digests in target.marked.items()
                for digest in digests
            ),
            ignore_conflicts=True,
        )
