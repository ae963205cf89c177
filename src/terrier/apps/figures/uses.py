"""Released figures that use columns, for whoever is about to lose one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from terrier.apps.catalog import authority
from terrier.apps.catalog.models import Column
from terrier.apps.catalog.uses import Use, tells_uses
from terrier.domain.access.policy import Reader
from terrier.domain.kernel.errors import Invalid
from terrier.domain.questions import address

from .models import FigureRelease


def named_in(query: str, columns: Iterable[Column]) -> frozenset[str]:
    """Give the stable ids of the columns, all of one table, that a question speaks of."""
    try:
        names = address.read(query).columns
    except Invalid:
        return frozenset()
    return frozenset(c.stable_id for c in columns if c.name in names)


@tells_uses
def released_with(reader: Reader, columns: Collection[Column]) -> Iterator[Use]:
    """Give the released figures that use one of the columns, to who may publish their dataset."""
    datasets = {column.table.dataset for column in columns}
    sights = authority.sights_of(reader, datasets)
    publishing = [d for d in datasets if sights[d.pk].publishes]
    for release in FigureRelease.objects.filter(dataset__in=publishing).select_related("dataset"):
        mine = [
            c
            for c in columns
            if (c.table.dataset_id, c.table.name) == (release.dataset_id, release.table)
        ]
        yield Use(
            _("figure ouverte « %(title)s »") % {"title": release.title},
            _("elle ne sera plus calculée"),
            reverse("dataset", args=[release.dataset.slug]),
            named_in(release.query, mine),
        )
