"""What follows, below a dataset, from a change of who may see it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F
from django.utils import timezone

from terrier.apps.catalog.derivations import descendants, with_what_they_made
from terrier.apps.catalog.models import Column, Dataset, Release, VersionTable
from terrier.apps.jobs.actions import enqueue


def source_policy_changed(dataset: Dataset, columns: Iterable[str] = ()) -> None:
    """Make what is kept of every dataset computed from this one obsolete; suspend releases.

    Part of the transaction that changes who may see the source; `columns` are the stable ids of
    those that were masked or shown.
    """
    below = descendants(dataset.pk)
    held = Release.objects.filter(dataset__in=below, suspended_at=None)
    # What is masked in its sources is masked again in what was released.
    again = Column.objects.filter(table__dataset__release__in=held)
    _forget_archives([*columns, *again.values_list("stable_id", flat=True)])
    Dataset.objects.filter(pk__in=below).update(policy_revision=F("policy_revision") + 1)
    held.update(suspended_at=timezone.now())


def _forget_archives(columns: Iterable[str]) -> None:
    """Blank the map archives that hold, or lack, these columns or what they made; ask for new."""
    stored = VersionTable.objects.filter(
        table__columns__stable_id__in=with_what_they_made(columns), version__gone_reason=""
    ).exclude(geometry_type="")
    for pk in stored.distinct().values_list("pk", flat=True):
        VersionTable.objects.filter(pk=pk).update(archive="")
        enqueue("catalog.archive", {"version_table_id": pk})
