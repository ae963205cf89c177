"""Composed reads about sources and notices."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from terrier.apps.catalog.freshness import Freshness, freshness
from terrier.apps.catalog.models import Dataset
from terrier.apps.imports.queries import organisations_to_contribute
from terrier.domain.access.policy import Reader

from .models import Notice, Source

NEWEST = 30


@dataclass(frozen=True)
class LateDataset:
    """A dataset whose promised update did not come."""

    dataset: Dataset
    freshness: Freshness


def sources_of(reader: Reader) -> QuerySet[Source]:
    """Give the followed addresses of the organisations that the reader contributes to."""
    followed = Source.objects.filter(active=True, dataset__in=_contributed(reader))
    return followed.select_related("dataset__owner", "importing")


def late_datasets(reader: Reader) -> list[LateDataset]:
    """Give the late datasets of the organisations that the reader contributes to."""
    promised = _contributed(reader).exclude(frequency="").exclude(current=None)
    light = promised.select_related("owner", "current").defer("current__plan", "current__receipt")
    found = [LateDataset(dataset, freshness(dataset)) for dataset in light]
    return sorted(
        (one for one in found if one.freshness.late), key=lambda one: str(one.freshness.due_on)
    )


def notices_of(reader: Reader) -> list[Notice]:
    """Give what the owners were told lately."""
    told = Notice.objects.filter(dataset__in=_contributed(reader))
    return list(told.select_related("dataset")[:NEWEST])


def _contributed(reader: Reader) -> QuerySet[Dataset]:
    owners = organisations_to_contribute(reader)
    return Dataset.objects.filter(owner__in=owners, gone_reason="")


def last_address(dataset: Dataset) -> str:
    """Give the address that the version in place was fetched from, if it was."""
    if dataset.current is None:
        return ""
    fetched = dataset.current.originals.exclude(url="")
    return fetched.values_list("url", flat=True).first() or ""
