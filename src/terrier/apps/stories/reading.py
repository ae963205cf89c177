"""Pages and sheets on the access log: one entry by dataset, whatever the number of its figures."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from terrier.apps.catalog.authority import sights_of
from terrier.apps.catalog.models import Dataset, Reading
from terrier.apps.catalog.reading_log import is_logged, record_reading

if TYPE_CHECKING:
    from terrier.domain.access.policy import Reader

    from .rendering import Shown


def record_page(reader: Reader, blocks: Iterable[Shown]) -> None:
    """Write which datasets were read on a page."""
    seen = (one.block.dataset for one in blocks if one.seen and one.block.is_figure)
    record_figures(reader, seen, Reading.Door.PAGE)


def record_figures(reader: Reader, datasets: Iterable[str], door: Reading.Door) -> None:
    """Write which datasets were read, by their slugs.

    What a reader is told without seeing its rows (a result opened by itself) is no reading, as on
    the page of its question.
    """
    named = Dataset.objects.filter(slug__in=set(datasets)).select_related("current")
    logged = [dataset for dataset in named if is_logged(dataset)]
    if not logged:
        return
    sights = sights_of(reader, logged)
    for dataset in logged:
        if sights[dataset.pk].visible:
            record_reading(reader, dataset, dataset.current, door)
