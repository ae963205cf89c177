"""The crossings worth proposing to a reader, of the tables that they see whole."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Q

from terrier.apps.catalog import authority
from terrier.apps.catalog.models import Column, Dataset, Derivation, VersionTable
from terrier.apps.territories.models import Commune
from terrier.domain.access.policy import Reader, Sight
from terrier.domain.matching.at_hand import AtHand, at_hand, in_perimeter
from terrier.domain.matching.columns import ColumnFacts
from terrier.domain.matching.definition import Side
from terrier.domain.matching.proposal import Proposal, TableFacts
from terrier.domain.matching.proposals import best, propose
from terrier.domain.matching.sketch import TableSketch as Sketch

from ..models import TableSketch

KEPT_SECONDS = 600
FEW = 6
"""Proposals on the page of a dataset."""


@dataclass(frozen=True)
class Proposed:
    """What is proposed for one table."""

    ready: bool
    """Whether the table has been looked at yet."""
    whole: bool
    """Whether the reader sees it whole: only then can it be crossed."""
    proposals: tuple[Proposal, ...] = ()
    at_hand: tuple[AtHand, ...] = ()
    """What it can be counted by in one step."""
    in_perimeter: Proposal | None = None
    """Its rows in the communes of the reader, where they have some."""

    @property
    def others(self) -> list[Proposal]:
        """Give the proposals that take another dataset: what is at hand stands apart."""
        return [p for p in self.proposals if p.definition.left.zoning is None]

    @property
    def first(self) -> list[Proposal]:
        """Give the few best of them, one for each other table."""
        return best(self.others, FEW)


def proposed(reader: Reader, stored: VersionTable) -> Proposed:
    """Give the crossings worth proposing for a table in place, the best first.

    Only tables that the reader sees whole are looked at: a proposal tells nothing of another.
    """
    datasets = _visible(reader)
    key = _key(reader, stored, datasets)
    kept = cache.get(key)
    if kept is None:
        kept = _proposed(reader, stored, datasets)
        if kept.ready:
            cache.set(key, kept, KEPT_SECONDS)
    return kept


def _proposed(reader: Reader, stored: VersionTable, datasets: list[Dataset]) -> Proposed:
    sights = authority.sights_of(reader, datasets)
    seen = sights.get(stored.version.dataset_id)
    if seen is None or not sees_whole(seen, stored):
        return Proposed(ready=True, whole=False)
    facts = dict(_facts(datasets, sights))
    mine = facts.get(Side(stored.version.dataset_id, stored.table.name))
    if mine is None:
        return Proposed(ready=False, whole=True)
    related = _related(stored.version.dataset_id)
    others = [f for f in facts.values() if f.side.dataset not in related]
    communes = Commune.objects.count()
    return Proposed(
        ready=True,
        whole=True,
        proposals=tuple(propose(mine, others, communes=communes)),
        at_hand=tuple(at_hand(mine, others, communes=communes)),
        in_perimeter=in_perimeter(mine, sorted(reader.communes)),
    )


def _related(dataset: int) -> set[int]:
    """Give what a dataset is computed from, and what is from it: they meet of course."""
    links = Derivation.objects.filter(Q(dataset=dataset) | Q(source=dataset))
    return {pk for pair in links.values_list("dataset_id", "source_id") for pk in pair} - {dataset}


def sees_whole(seen: Sight, stored: VersionTable) -> bool:
    """Say whether a reader sees every row and every column of a table of a version."""
    return seen.every_row and not any(entry["id"] in seen.masked for entry in stored.columns)


def _visible(reader: Reader) -> list[Dataset]:
    found = Dataset.objects.visible_to(reader).filter(current__isnull=False)
    return list(found.order_by("pk"))


def _key(reader: Reader, stored: VersionTable, datasets: Iterable[Dataset]) -> str:
    """Name what the proposals depend on: who reads, and the policy and version of each table."""
    sha = hashlib.sha256(f"{stored.pk}|{_authority(reader)}".encode())
    for d in datasets:
        sha.update(f"|{d.pk}.{d.policy_revision}.{d.current_id}".encode())
    newest = TableSketch.objects.count()
    return f"crossing.proposals.{sha.hexdigest()[:32]}.{newest}"


def _authority(reader: Reader) -> str:
    looked_through = ",".join(_authority(r) for r in reader.through or ())
    grants = sorted((g.organisation, g.role, sorted(g.rights)) for g in reader.grants)
    sets = (sorted(reader.organisations), sorted(reader.roots), sorted(reader.communes))
    return repr((reader.user, grants, sets, reader.bounds, looked_through))


def _facts(datasets: list[Dataset], sights: dict[int, Sight]) -> Iterator[tuple[Side, TableFacts]]:
    """Give the facts of the tables that are seen whole and have been looked at, in two queries."""
    by_version = {d.current_id: d for d in datasets}
    sketched = list(
        TableSketch.objects.filter(stored__version__in=by_version).select_related("stored__table")
    )
    columns: dict[int, dict[str, Column]] = {}
    tables = {kept.stored.table_id for kept in sketched}
    for column in Column.objects.filter(table__in=tables, removed=False):
        columns.setdefault(column.table_id, {})[column.stable_id] = column
    alone = _tables_of(sketched)
    for kept in sketched:
        dataset = by_version[kept.stored.version_id]
        if sees_whole(sights[dataset.pk], kept.stored):
            side = Side(dataset.pk, kept.stored.table.name)
            several = alone[kept.stored.version_id] > 1
            title = f"{dataset.title} · {kept.stored.table.title}" if several else dataset.title
            described = columns.get(kept.stored.table_id, {})
            yield side, _of(side, title, Sketch.from_json(kept.facts), described, dataset)


def _tables_of(sketched: Iterable[TableSketch]) -> dict[int, int]:
    counts: dict[int, int] = {}
    for kept in sketched:
        counts[kept.stored.version_id] = counts.get(kept.stored.version_id, 0) + 1
    return counts


def _of(
    side: Side, title: str, kept: Sketch, described: dict[str, Column], dataset: Dataset
) -> TableFacts:
    columns = tuple(
        ColumnFacts(c.name, c.label, c.concept or None, c.unit or None, kept.rows, sketched)
        for sketched in kept.columns
        if (c := described.get(sketched.id)) is not None
    )
    return TableFacts(
        side,
        title,
        kept.rows,
        columns,
        kept.places,
        kept.together,
        theme=dataset.theme,
        derived=dataset.derived,
    )
