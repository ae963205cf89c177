"""Rows erased from a source leave what was computed from them too."""

from __future__ import annotations

from django.utils.translation import gettext as _

from terrier.apps.catalog.derivations import descendants
from terrier.apps.catalog.leftovers import put_aside_files
from terrier.apps.catalog.models import Dataset, Version

from ..models import Crossing


def mark(source: Dataset) -> None:
    """Mark, in the transaction of an erasure, what was computed from the dataset.

    The versions before the one in place are withdrawn at once; the one in place is, as soon as it
    has been computed again.
    """
    below = Crossing.objects.filter(dataset__in=descendants(source.pk)).select_related("dataset")
    for crossing in below:
        Crossing.objects.filter(pk=crossing.pk).update(purging=True)
        _withdraw(crossing.dataset, keep=crossing.dataset.current_id)


def withdraw_older(crossing: Crossing, version: Version) -> None:
    """Withdraw every version but the new one, within its transaction."""
    _withdraw(crossing.dataset, keep=version.pk)


def _withdraw(dataset: Dataset, keep: int | None) -> None:
    reason = _("des lignes ont été effacées dans une des sources")
    for version in dataset.versions.filter(gone_reason="").exclude(pk=keep):
        put_aside_files(version)
        Version.objects.filter(pk=version.pk).update(gone_reason=reason, receipt={})
