"""Pages and figures of communes that use columns, for whoever is about to lose one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from terrier.apps.catalog.models import Column
from terrier.apps.catalog.uses import Use, tells_uses
from terrier.apps.figures.uses import named_in
from terrier.domain.access.policy import Reader

from .models import Block, Indicator, Page


@tells_uses
def pages_with(reader: Reader, columns: Collection[Column]) -> Iterator[Use]:
    """Give the pages that a reader sees with a figure of one of the columns."""
    found: dict[Page, frozenset[str]] = defaultdict(frozenset)
    shown = Block.objects.filter(
        page__in=Page.objects.visible_to(reader),
        dataset__in={c.table.dataset.slug for c in columns},
    )
    for block in shown.select_related("page"):
        found[block.page] |= _used(block, columns)
    for page, used in found.items():
        yield Use(
            _("page « %(title)s »") % {"title": page.title},
            _("une de ses figures ne sera plus calculée"),
            reverse("story", args=[page.slug]),
            used,
        )


@tells_uses
def indicators_with(_reader: Reader, columns: Collection[Column]) -> Iterator[Use]:
    """Give the figures of the communes' sheets made of one of the columns."""
    told = Indicator.objects.filter(dataset__in={c.table.dataset.slug for c in columns})
    for indicator in told:
        yield Use(
            _("chiffre « %(label)s » des fiches des communes") % {"label": indicator.label},
            _("il manquera"),
            "",
            _used(indicator, columns),
        )


def _used(asking: Block | Indicator, columns: Collection[Column]) -> frozenset[str]:
    mine = [
        column
        for column in columns
        if column.table.dataset.slug == asking.dataset and asking.table in {"", column.table.name}
    ]
    return named_in(asking.question, mine)
