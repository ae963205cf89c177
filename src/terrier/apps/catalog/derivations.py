"""Datasets computed from others: their policies, read together with those of their sources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q

from terrier.apps.territories.models import Organisation
from terrier.domain.access.policy import Policy, Reader, Source, Visibility, sight

from .models import Column, Dataset, Derivation

_DECLARED = (
    "owner_id", "visibility", "territory_column", "published_at", "keeps_rows", "gone_reason",
    "derived",
)  # fmt: skip
"""The fields of a dataset that its policy is made of."""
_RELEASED = Q(dataset__release__holds_since__isnull=False, dataset__release__suspended_at=None)
"""Of a derivation: a release of the dataset stands for its sources."""


_Link = tuple[int, dict[str, list[str]], dict[str, str]]
"""A source, with `Derivation.made` and `carried`."""


def policies_of(datasets: Iterable[Dataset]) -> dict[int, Policy]:
    """Give the declared policies of datasets in the words of the domain, by their ids.

    The policy of a derived dataset holds those of its sources, and theirs, read in a few queries
    whatever their number; a release that holds stands for the sources.
    """
    asked = {d.pk: d for d in datasets}
    known = dict(asked)
    links = _links(known)
    plain = _declared(known)
    made: dict[int, Policy] = {}

    def of(pk: int) -> Policy:
        if pk not in made:
            sources = (Source(of(s), parts, carried) for s, parts, carried in links.get(pk, ()))
            made[pk] = Policy(**plain[pk], sources=tuple(sources))
        return made[pk]

    return {pk: of(pk) for pk in asked}


def hidden_from(reader: Reader, datasets: Iterable[Dataset]) -> frozenset[int]:
    """Give those of the datasets that the reader does not see."""
    policies = policies_of(datasets)
    return frozenset(pk for pk, policy in policies.items() if not sight(reader, policy).visible)


def descendants(*sources: int) -> list[int]:
    """Give the datasets computed from these, directly or not, each after what it is made from."""
    children: dict[int, list[int]] = defaultdict(list)
    for source, derived in Derivation.objects.values_list("source_id", "dataset_id"):
        children[source].append(derived)
    found: dict[int, None] = {}

    def visit(pk: int) -> None:
        for child in children[pk]:
            if child not in found:
                visit(child)
                found[child] = None

    for pk in sources:
        visit(pk)
    return list(reversed(found))


def with_what_they_made(columns: Iterable[str]) -> set[str]:
    """Give columns (stable ids) with those that they have a part in, directly or not."""
    found, waiting = set[str](), set(columns)
    links = list(Derivation.objects.values_list("made", flat=True)) if waiting else []
    while waiting:
        found |= waiting
        waiting = {i for made in links for c in waiting & made.keys() for i in made[c]} - found
    return found


def _links(known: dict[int, Dataset]) -> dict[int, list[_Link]]:
    """Give the derivations of all known datasets that narrow them, and add their sources."""
    links: dict[int, list[_Link]] = defaultdict(list)
    frontier = [pk for pk, d in known.items() if d.derived]
    while frontier:
        found = Derivation.objects.filter(dataset__in=frontier).exclude(_RELEASED).order_by("pk")
        for pk, *link in found.values_list("dataset_id", "source_id", "made", "carried"):
            links[pk].append(tuple(link))
        new = {source for pk in frontier for source, *_ in links.get(pk, ())} - known.keys()
        sources = Dataset.objects.only(*_DECLARED).in_bulk(new)
        known.update(sources)
        frontier = [pk for pk, source in sources.items() if source.derived]
    return links


def _declared(known: dict[int, Dataset]) -> dict[int, dict[str, object]]:
    """Give the fields of each policy but its sources, in three queries."""
    lineages = Organisation.objects.lineages()
    masked: dict[int, set[str]] = defaultdict(set)
    columns = Column.objects.filter(table__dataset__in=known, masked=True)
    for pk, column in columns.values_list("table__dataset_id", "stable_id"):
        masked[pk].add(column)
    shared: dict[int, set[int]] = defaultdict(set)
    named = Dataset.shared_with.through.objects.filter(dataset__in=known)
    for pk, organisation in named.values_list("dataset_id", "organisation_id"):
        shared[pk].add(organisation)
    return {
        pk: {
            "visibility": Visibility(d.visibility),
            "owner_lineage": lineages[d.owner_id],
            "shared_with": frozenset(shared[pk]),
            "masked": frozenset(masked[pk]),
            "territory_column": d.territory_column or None,
            "published": d.published_at is not None,
            "keeps_rows": d.keeps_rows,
            "dataset": pk,
            "withdrawn": bool(d.gone_reason),
        }
        for pk, d in known.items()
    }
