"""Declaring that a dataset is a network, and how its tables are read."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from terrier.apps.accounts.actions import record
from terrier.apps.accounts.models import User
from terrier.apps.catalog.actions.rows_kept import keep_rows
from terrier.apps.catalog.models import Dataset, Version
from terrier.apps.catalog.permissions import require_on
from terrier.domain.access.policy import Reader, Role
from terrier.domain.kernel.errors import Invalid
from terrier.domain.topology.commodities import Commodity
from terrier.domain.topology.elements import Role as ElementRole
from terrier.domain.topology.mapping import NetworkMapping
from terrier.lake.networks.openness import open_rows

from ..models import Network, Service
from ..reading import relations
from .checking import ask_check, forget


def declare(
    actor: User | None,
    reader: Reader,
    dataset: Dataset,
    *,
    service: Service,
    commodity: Commodity,
    mapping: NetworkMapping,
) -> Network:
    """Read the dataset as a network from now on; what the public may see narrows at once.

    Raises
    ------
    Invalid
        The mapping names no table of lines or points, or the dataset has no data.
    """
    require_on(reader, dataset, Role.CONTRIBUTOR)
    if dataset.current is None:
        raise Invalid(_("Apportez d’abord un fichier : un réseau se lit dans des tables."))
    present = set(dataset.current.tables.values_list("table__name", flat=True))
    drawn = {*mapping.of_role(ElementRole.PIPES), *mapping.of_role(ElementRole.NODES)}
    if not drawn & present:
        raise Invalid(_("Dites quelle table contient les canalisations, ou les ouvrages."))
    rows = _open_rows(mapping, dataset.current)
    with transaction.atomic():
        network, new = Network.objects.select_for_update().get_or_create(
            dataset=dataset, defaults={"service": service, "commodity": commodity.value}
        )
        network.service, network.commodity = service, commodity.value
        # What a row does not say of itself, the network says.
        network.mapping = replace(mapping, commodity=commodity).to_json()
        network.revision += 0 if new else 1
        network.save()
        keep_rows(dataset, rows)
        ask_check(network, dataset.current, actor)
        record(
            actor,
            "network.declare",
            dataset,
            organisation=dataset.owner_id,
            service=service.name,
            model=mapping.model,
        )
    return network


def withhold(network: Network, version: Version) -> None:
    """Look again which rows of a new version may be published."""
    rows = _open_rows(network.read_mapping(), version)
    with transaction.atomic():
        keep_rows(network.dataset, rows)


@transaction.atomic
def undeclare(actor: User | None, reader: Reader, network: Network) -> None:
    """Read the dataset as a network no longer; its rows and who sees them stay as they are."""
    require_on(reader, network.dataset, Role.PUBLISHER)
    record(actor, "network.undeclare", network.dataset, organisation=network.dataset.owner_id)
    forget(network)
    network.delete()


def _open_rows(mapping: NetworkMapping, version: Version) -> dict[str, tuple[str, frozenset[str]]]:
    whole = relations(version)
    found = {
        name: open_rows(whole[name], name, table)
        for name, table in mapping.tables.items()
        if name in whole
    }
    return {name: rows for name, rows in found.items() if rows is not None}
