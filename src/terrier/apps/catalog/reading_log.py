"""Who read what: kept for datasets that are restricted or speak of persons, apart from the trail.

Source: CNIL, délibération n° 2021-122 du 14 octobre 2021 (journalisation): accesses to personal
data are logged, the log is kept six months to one year, without the data itself.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.core.cache import cache
from django.http import HttpRequest

from terrier.domain.access.policy import Reader, Visibility
from terrier.lake.filters import Filters

from .models import Dataset, Reading, Version

TOGETHER_SECONDS = 300
"""Reads of a map come by dozens: those of one reader within this time are one entry."""


def is_logged(dataset: Dataset) -> bool:
    """Say whether reads of the dataset are kept: public ones without persons cost nothing."""
    return bool(dataset.about_persons) or dataset.visibility == Visibility.RESTRICTED


def record_reading(
    who: HttpRequest | Reader,
    dataset: Dataset,
    version: Version | None,
    door: str,
    rows: int | None = None,
    *,
    filtered: Iterable[str] = (),
) -> None:
    """Write that rows were read, in one insert; nothing where the dataset is not logged.

    `door` is a `Reading.Door`; `filtered` names columns, never the values asked for.
    """
    if not is_logged(dataset):
        return
    reader = who if isinstance(who, Reader) else who.reader  # type: ignore[attr-defined]
    person = reader.through[0].user if reader.through else reader.user
    number = version.number if version else None
    if door == Reading.Door.MAP and not cache.add(
        f"reading:{person}:{dataset.pk}:{number}", True, TOGETHER_SECONDS
    ):
        return
    Reading.objects.create(
        reader_id=person,
        dataset=dataset,
        version=number,
        door=door,
        rows=rows,
        filtered=sorted(set(filtered)),
    )


def filtered_columns(filters: Filters) -> list[str]:
    """Give the names of the columns filtered on; `*` where words were looked for everywhere."""
    return sorted({f.column for f in filters.items} | ({"*"} if filters.q else set()))
