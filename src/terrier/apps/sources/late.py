"""Datasets whose promised update did not come."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from terrier.apps.catalog.freshness import freshness
from terrier.apps.catalog.models import Dataset

from .models import Notice
from .telling import tell


def tell_owners(datasets: Iterable[Dataset]) -> int:
    """Tell each owner once per missed day; give how many were told."""
    told = 0
    for dataset in datasets:
        fresh = freshness(dataset)
        if not fresh.late:
            continue
        sentence = _("« %(title)s » n’a pas été mis à jour comme promis : %(promise)s.")
        said = sentence % {"title": dataset.title, "promise": fresh.promise}
        told += tell(dataset, Notice.Kind.LATE, str(fresh.due_on), said)
    return told
