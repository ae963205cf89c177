"""The catalogue: what a reader finds, narrowed by facets, in pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models.fields.json import KeyTextTransform

from terrier.apps.catalog import authority, search
from terrier.apps.catalog.freshness import Freshness, freshness
from terrier.apps.catalog.models import Column, Dataset, VersionTable

from .facets import Facet, facets, matches

if TYPE_CHECKING:
    from collections.abc import Iterable

    from terrier.domain.access.policy import Reader, Sight

PAGE_SIZE = 20
SORTS = ("pertinence", "recents", "titre")


@dataclass(frozen=True)
class Wish:
    """What a person asks of the catalogue."""

    q: str = ""
    facets: dict[str, str] = field(default_factory=dict)
    sort: str = ""
    page: int = 1

    @property
    def order(self) -> str:
        """Give the sort that applies: by relevance only where words were given."""
        if self.sort in SORTS and (self.q or self.sort != "pertinence"):
            return self.sort
        return "pertinence" if self.q else "recents"


@dataclass(frozen=True)
class Entry:
    """A dataset as the catalogue lists it."""

    dataset: Dataset
    sight: Sight
    tables: tuple[VersionTable, ...] = ()

    @cached_property
    def freshness(self) -> Freshness:
        """Say how fresh the dataset is."""
        return freshness(self.dataset)

    @property
    def records(self) -> int | None:
        """Count the rows of all tables; None where the reader sees only a part of them."""
        if not self.sight.every_row or not self.tables:
            return None
        return sum(t.records for t in self.tables)

    @property
    def spatial(self) -> bool:
        """Say whether there is a map."""
        return any(t.geometry_type for t in self.tables)

    @property
    def summary(self) -> str:
        """Give the first sentence of the description."""
        first = self.dataset.description.strip().split("\n", 1)[0]
        sentence, stop, _rest = first.partition(". ")
        return sentence + ("." if stop else "")


@dataclass(frozen=True)
class Listing:
    """One page of the catalogue."""

    wish: Wish
    entries: tuple[Entry, ...]
    total: int
    """Exact number of datasets found."""
    facets: tuple[Facet, ...]

    @property
    def pages(self) -> int:
        """Number of pages, at least one."""
        return max(1, -(-self.total // PAGE_SIZE))


def listing(reader: Reader, wish: Wish) -> Listing:
    """Search the catalogue for a reader."""
    entries = sorted(_entries(reader, Dataset.objects.visible_to(reader)), key=_title)
    found = _searched(entries, wish.q)
    shown = [e for e in found if matches(e, wish.facets)]
    ordered = _ordered(shown, wish.order)
    start = (wish.page - 1) * PAGE_SIZE
    return Listing(
        wish=wish,
        entries=_with_tables(ordered[start : start + PAGE_SIZE]),
        total=len(shown),
        facets=facets(found, wish.facets),
    )


def newest(reader: Reader, count: int = 5) -> tuple[Entry, ...]:
    """List the datasets brought up to date last."""
    filled = Dataset.objects.visible_to(reader).filter(current__isnull=False)
    entries = _entries(reader, filled.order_by("-current__created_at", "-pk")[:count])
    return _with_tables(entries)


def _entries(reader: Reader, datasets: Iterable[Dataset]) -> list[Entry]:
    heavy = ("current__plan", "current__receipt")
    asked = datasets.select_related("owner__commune", "current").defer(*heavy)
    found = list(asked.annotate(format=KeyTextTransform("format", "current__plan")))
    sights = authority.sights_of(reader, found)
    return [Entry(d, sights[d.pk]) for d in found if sights[d.pk].visible]


def _with_tables(entries: list[Entry]) -> tuple[Entry, ...]:
    tables: dict[int, list[VersionTable]] = {}
    current = [e.dataset.current_id for e in entries if e.dataset.current_id]
    light = ("version_id", "table_id", "records", "geometry_type")
    for stored in VersionTable.objects.filter(version__in=current).only(*light):
        tables.setdefault(stored.version_id, []).append(stored)
    return tuple(
        Entry(e.dataset, e.sight, tuple(tables.get(e.dataset.current_id, ()))) for e in entries
    )


def _searched(entries: list[Entry], q: str) -> list[Entry]:
    asked = search.words(q[: search.LONGEST_QUERY])
    if not asked:
        return entries
    labels = _known_labels(entries)
    scores = {e.dataset.pk: search.score(asked, _fields(e, labels)) for e in entries}
    best = [e for e in entries if scores[e.dataset.pk] > 0]
    return sorted(best, key=lambda e: -scores[e.dataset.pk])


def _known_labels(entries: list[Entry]) -> dict[int, list[str]]:
    """Collect the column labels that the reader may know, by dataset."""
    sights = {e.dataset.pk: e.sight for e in entries}
    labels: dict[int, list[str]] = {}
    columns = Column.objects.filter(table__dataset__in=sights, removed=False)
    for pk, stable_id, label in columns.values_list("table__dataset_id", "stable_id", "label"):
        if stable_id not in sights[pk].masked:
            labels.setdefault(pk, []).append(label)
    return labels


def _fields(entry: Entry, labels: dict[int, list[str]]) -> tuple[search.Field, ...]:
    dataset = entry.dataset
    commune = dataset.owner.commune.name if dataset.owner.commune else ""
    return (
        search.field([dataset.title], 4),
        search.field(dataset.keywords, 3),
        search.field([dataset.get_theme_display(), dataset.spatial_coverage, commune], 2),
        search.field([dataset.owner.name], 2),
        search.field(labels.get(dataset.pk, ()), 1.5),
        search.field([dataset.description], 1),
    )


def _ordered(entries: list[Entry], order: str) -> list[Entry]:
    if order == "titre":
        return sorted(entries, key=_title)
    if order == "recents":
        return sorted(entries, key=_age)
    return entries


def _title(entry: Entry) -> tuple[str, str, int]:
    """Sort here: each database would place accents and capitals its own way."""
    title = entry.dataset.title
    return (search.normalise(title), title, entry.dataset.pk)


def _age(entry: Entry) -> tuple[bool, float, tuple[str, str, int]]:
    current = entry.dataset.current
    moment = current.created_at.timestamp() if current else 0.0
    return (current is None, -moment, _title(entry))
