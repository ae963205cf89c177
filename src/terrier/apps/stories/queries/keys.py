"""Keys under which rendered blocks are kept: everything that what they show depends on.

A figure's own fingerprint needs its table opened; here the tables of a whole page are asked
together, in a dozen queries whatever the number of blocks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from terrier.apps.catalog.authority import sights_of
from terrier.apps.catalog.models import Column, Dataset, VersionTable
from terrier.apps.figures.models import FigureRelease
from terrier.apps.figures.releases import standing
from terrier.apps.territories.queries import land_digest

if TYPE_CHECKING:
    from terrier.apps.figures.figure import Scope
    from terrier.domain.access.policy import Reader, Sight

    from ..models import Block

SCHEME = 2
"""Raised when what is rendered changes its shape."""


def keys_of(reader: Reader, blocks: Iterable[Block], scope: Scope) -> dict[int, str]:
    """Give the key of each block that shows a figure which the reader sees, by its id.

    What has no key is drawn each time: it is reserved, or its dataset is gone.
    """
    figures = [block for block in blocks if block.is_figure]
    wanted = {block.dataset for block in figures}
    datasets = Dataset.objects.filter(slug__in=wanted, gone_reason="", current__isnull=False)
    known = {d.slug: d for d in datasets.select_related("owner")} if wanted else {}
    sights = sights_of(reader, known.values())
    stored = _stored(known.values())
    words = _words(known.values())
    # Names of communes stand in the answers, their populations under « pour 1 000 habitants »,
    # their outlines in the maps.
    around = (SCHEME, timezone.localdate(), repr(scope), land_digest() if figures else "")
    released = _released(known.values())
    keys = {}
    for block in figures:
        dataset = known.get(block.dataset)
        if dataset is None:
            continue
        seen, told = sights[dataset.pk], None
        if not seen.whole and dataset.pk in released:
            found = standing(reader, block.dataset, block.table, block.question)
            told = found and (found.pk, found.threshold)
        if not seen.visible and told is None:
            continue
        facts = (stored.get(dataset.pk), words.get(dataset.pk), _seen(seen), told)
        keys[block.pk] = _digest(around, (block.pk, block.revision), _told(dataset), facts)
    return keys


def _released(datasets: Iterable[Dataset]) -> frozenset[int]:
    """Give the datasets of which a figure is told wider than they are."""
    found = FigureRelease.objects.filter(dataset__in=[d.pk for d in datasets])
    return frozenset(found.values_list("dataset_id", flat=True))


def _stored(datasets: Iterable[Dataset]) -> dict[int, list[int]]:
    """Give the files of each dataset's current version."""
    current = VersionTable.objects.filter(version__in=[d.current_id for d in datasets])
    found: dict[int, list[int]] = {}
    for pk, dataset in current.order_by("pk").values_list("pk", "version__dataset_id"):
        found.setdefault(dataset, []).append(pk)
    return found


def _words(datasets: Iterable[Dataset]) -> dict[int, list[Any]]:
    """Give what is said of the columns of each dataset."""
    columns = Column.objects.filter(table__dataset__in=[d.pk for d in datasets]).order_by("pk")
    found: dict[int, list[Any]] = {}
    for dataset, *said in columns.values_list(
        "table__dataset_id", "stable_id", "name", "label", "unit", "concept", "table__title"
    ):
        found.setdefault(dataset, []).append(said)
    return found


def _told(dataset: Dataset) -> tuple[Any, ...]:
    return (dataset.title, dataset.owner.name, dataset.frequency, dataset.policy_revision)


def _seen(sight: Sight) -> tuple[Any, ...]:
    communes = None if sight.communes is None else sorted(sight.communes)
    return (sorted(sight.masked), sight.territory_column, communes, sight.outside)


def _digest(*parts: Any) -> str:
    return f"story:{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"
