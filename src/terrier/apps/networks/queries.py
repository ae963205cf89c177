"""Networks and services as readers may know them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from terrier.apps.catalog import authority
from terrier.apps.catalog.models import Dataset, Table, Version, VersionTable
from terrier.domain.access.policy import Reader, Sight
from terrier.domain.kernel.errors import NotFound
from terrier.lake.filters.values import family

from .models import Network, Service
from .permissions import may_operate


def networks_of(reader: Reader) -> QuerySet[Network]:
    """Give the networks whose dataset the reader sees, in the current version."""
    seen = Dataset.objects.visible_to(reader).filter(current__isnull=False)
    found = Network.objects.filter(dataset__in=seen.values("pk"))
    return found.select_related("service", "dataset__owner__parent", "dataset__current")


def operable_networks(reader: Reader) -> list[Network]:
    """Give the networks that the reader may trace, close and ask about."""
    return [network for network in networks_of(reader) if may_operate(reader, network)]


def services_of(reader: Reader) -> QuerySet[Service]:
    """Give the services of the reader's territories; the public knows none."""
    mine = Service.objects.filter(holder__in=reader.organisations)
    return mine.select_related("holder").prefetch_related("communes").distinct()


@dataclass(frozen=True)
class OpenedNetwork:
    """A network in its current version, as one reader may see it."""

    network: Network
    version: Version
    sight: Sight
    operates: bool
    """Whether the reader may trace it and close it."""


def open_network(reader: Reader, slug: str) -> OpenedNetwork:
    """Open a network by the address of its dataset.

    Raises
    ------
    NotFound
        No network of that name for this reader.
    Gone
        The dataset or its version was withdrawn.
    """
    dataset, seen = authority.dataset_for(reader, slug)
    found = Network.objects.select_related("service").filter(dataset=dataset).first()
    if found is None or dataset.current_id is None:
        raise NotFound(_("Ce jeu de données n’est pas déclaré comme un réseau."))
    found.dataset = dataset
    version = authority.version_for(dataset, None)
    return OpenedNetwork(found, version, seen, may_operate(reader, found))


def with_networks(
    services: Iterable[Service], networks: Iterable[Network]
) -> list[tuple[Service, list[Network]]]:
    """Give each service with those of its networks that the reader sees."""
    networks = list(networks)
    return [(s, [n for n in networks if n.service_id == s.pk]) for s in services]


def of_other_services(reader: Reader, networks: Iterable[Network]) -> list[Network]:
    """Give the networks that the reader sees and whose service is another territory's."""
    return [n for n in networks if n.service.holder_id not in reader.organisations]


@dataclass(frozen=True)
class Located:
    """A table that has places, as the reader sees it."""

    table: Table
    label: str
    columns: tuple[tuple[str, str], ...]
    """Stable id and name of the columns of text that the reader sees."""


def located_tables(reader: Reader) -> list[Located]:
    """List the tables that have places and are no network, of the datasets that a reader sees."""
    visible = Dataset.objects.visible_to(reader).filter(current__isnull=False, network=None)
    stored = VersionTable.objects.filter(
        version__in=visible.values("current"), geometry_type__gt=""
    ).select_related("table__dataset", "version__dataset__owner")
    found = []
    for one in stored:
        dataset = one.version.dataset
        relation = authority.relation(authority.sight_of(reader, dataset), dataset, one)
        alone = one.table.title == dataset.title
        label = dataset.title if alone else f"{dataset.title}, {one.table.title}"
        texts = [(c.id, c.label or c.name) for c in relation.columns if family(c.type) == "text"]
        found.append(Located(one.table, label, tuple(texts)))
    return sorted(found, key=lambda one: one.label)
