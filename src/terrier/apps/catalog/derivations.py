"""Datasets computed from others: their policies, read together with those of their sources."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import F
from django.utils import timezone

from terrier.apps.territories.models import Organisation
from terrier.domain.access.policy import Policy, Reader, Source, Visibility, sight

from .models import Column, Dataset, Derivation, Release


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
            sources = tuple(
                Source(
                    of(link.source_id),
                    {column: frozenset(ids) for column, ids in link.made.items()},
                    link.carried,
                )
                for link in links.get(pk, ())
            )
            made[pk] = Policy(**plain[pk], sources=sources)
        return made[pk]

    return {pk: of(pk) for pk in asked}


def hidden_from(reader: Reader) -> frozenset[int]:
    """Give the derived datasets that what they are computed from hides from a reader."""
    derived = list(Dataset.objects.filter(derived=True))
    policies = policies_of(derived) if derived else {}
    return frozenset(pk for pk, policy in policies.items() if not sight(reader, policy).visible)


def descendants(dataset: Dataset) -> list[int]:
    """Give the datasets computed from this one, directly or not, each after its sources."""
    return _descendants({dataset.pk})


def source_policy_changed(dataset: Dataset) -> None:
    """Make what is kept of every dataset computed from this one obsolete; suspend releases.

    Part of the transaction that changes who may see the source.
    """
    below = _descendants({dataset.pk})
    if below:
        Dataset.objects.filter(pk__in=below).update(policy_revision=F("policy_revision") + 1)
        held = Release.objects.filter(dataset__in=below, suspended_at=None)
        held.update(suspended_at=timezone.now())


def _descendants(sources: set[int]) -> list[int]:
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


def _links(known: dict[int, Dataset]) -> dict[int, list[Derivation]]:
    """Give the derivations of all known datasets that narrow them, and add their sources."""
    links: dict[int, list[Derivation]] = defaultdict(list)
    frontier = [pk for pk, d in known.items() if d.derived]
    while frontier:
        found = Derivation.objects.filter(dataset__in=frontier).exclude(
            dataset__release__in=Release.objects.filter(
                suspended_at=None, holds_since__isnull=False
            )
        )
        frontier = []
        for link in found.select_related("source").order_by("pk"):
            links[link.dataset_id].append(link)
            if link.source_id not in known:
                known[link.source_id] = link.source
                frontier += [link.source_id] if link.source.derived else []
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
