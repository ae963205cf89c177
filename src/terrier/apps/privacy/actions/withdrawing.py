"""Whole versions past their time: content, map, rejects and original go, the address says why."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from terrier.apps.catalog import erased
from terrier.apps.catalog.leftovers import put_aside, put_aside_files
from terrier.apps.catalog.models import Dataset, Original, Tombstone, Version
from terrier.domain.retention import remains

from ..models import Erasure
from ..targets import Target
from .rewriting import tell_result


def withdraw(erasure: Erasure, dataset: Dataset, targets: Sequence[Target]) -> set[int]:
    """Withdraw the versions of the targets; give their ids."""
    numbers = {n for t in targets for n in t.versions}
    found = list(dataset.versions.filter(number__in=numbers, gone_reason=""))
    for version in found:
        _withdraw(erasure, dataset, version)
    return {v.pk for v in found}


def _withdraw(erasure: Erasure, dataset: Dataset, version: Version) -> None:
    reason = _("durée de conservation dépassée, retirée le %(day)s") % {
        "day": f"{timezone.localtime(erasure.created_at):%d/%m/%Y}"
    }
    with transaction.atomic():
        rows = sum(version.tables.values_list("records", flat=True))
        put_aside_files(version)
        Version.objects.filter(pk=version.pk).update(
            gone_reason=reason,
            receipt=remains.receipt_without_values(version.receipt),
            plan=remains.plan_without_values(version.plan, {}),
        )
        if dataset.current_id == version.pk:
            # The dataset is described and waits for data, as before its first version.
            Dataset.objects.filter(pk=dataset.pk).update(current=None)
        Tombstone.objects.create(version=version, cause=erasure.cause, rows=rows)
        _withdraw_originals(version, reason)
        tell_result(erasure, dataset, [version], rows)
        erased.announce(dataset)


def _withdraw_originals(version: Version, reason: str) -> None:
    """Withdraw the files that no version in force was made from."""
    for original in version.originals.filter(gone_reason=""):
        if original.versions.filter(gone_reason="").exists():
            continue
        Original.objects.filter(pk=original.pk).update(gone_reason=reason)
        if not Original.objects.filter(path=original.path, gone_reason="").exists():
            put_aside([original.path])
