"""Where a derived dataset comes from, and what is computed from a dataset, for one reader."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from terrier.apps.catalog import authority
from terrier.apps.catalog.models import Dataset, Derivation
from terrier.domain.access.policy import Reader


@dataclass(frozen=True)
class Node:
    """A dataset of the lineage; one that the reader may not know of has no name."""

    pk: int
    title: str
    address: str
    depth: int
    """0 the dataset itself, 1 its sources, −1 what is computed from it …"""
    version: int | None = None

    @property
    def known(self) -> bool:
        """Say whether the reader may know of it."""
        return bool(self.title)


@dataclass(frozen=True)
class Lineage:
    """The datasets above and below one, and which is computed from which."""

    nodes: tuple[Node, ...]
    edges: tuple[tuple[int, int], ...]
    """(source, derived), by database id."""


def lineage(reader: Reader, dataset: Dataset) -> Lineage:
    """Give all that a dataset comes from and all that comes from it, as far as the reader sees."""
    pairs = list(Derivation.objects.values_list("source_id", "dataset_id"))
    above = _reached(dataset.pk, {(d, s) for s, d in pairs})
    below = _reached(dataset.pk, set(pairs))
    depths = {pk: -depth for pk, depth in below.items()} | above
    found = {
        d.pk: d for d in Dataset.objects.filter(pk__in=depths).select_related("owner", "current")
    }
    sights = authority.sights_of(reader, found.values())
    shown = {pk for pk in found if sights[pk].visible and not found[pk].gone_reason}
    # What is computed from it and is closed to the reader does not exist for them.
    kept = {pk for pk in depths if pk in shown or depths[pk] > 0}
    nodes = tuple(_node(found[pk], depths[pk], pk in shown) for pk in sorted(kept))
    return Lineage(nodes, tuple(p for p in pairs if p[0] in kept and p[1] in kept))


def _node(dataset: Dataset, depth: int, shown: bool) -> Node:
    if not shown:
        return Node(dataset.pk, "", "", depth)
    current = dataset.current
    return Node(
        dataset.pk,
        dataset.title,
        reverse("dataset", args=[dataset.slug]),
        depth,
        current.number if current else None,
    )


def _reached(start: int, steps: set[tuple[int, int]]) -> dict[int, int]:
    found, frontier, depth = {start: 0}, {start}, 0
    while frontier:
        depth += 1
        frontier = {b for a, b in steps if a in frontier} - found.keys()
        found |= dict.fromkeys(frontier, depth)
    return found
