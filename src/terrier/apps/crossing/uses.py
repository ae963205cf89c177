"""Crossings that use columns, for whoever is about to lose one."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from terrier.apps.catalog.models import Column, Dataset
from terrier.apps.catalog.uses import Use, tells_uses
from terrier.domain.access.policy import Reader

from .models import Crossing


@tells_uses
def crossings_with(reader: Reader, columns: Collection[Column]) -> Iterator[Use]:
    """Give the crossings that cannot be computed without one of the columns."""
    sources = {column.table.dataset_id for column in columns}
    using = Dataset.objects.visible_to(reader).filter(
        derivations__source__in=sources, gone_reason=""
    )
    for crossing in Crossing.objects.filter(dataset__in=using).select_related("dataset"):
        yield Use(
            _("croisement « %(title)s »") % {"title": crossing.dataset.title},
            _("il s’arrêtera, et gardera sa dernière version"),
            reverse("crossing", args=[crossing.pk]),
            crossing.asked().columns,
            by_name=False,
        )
