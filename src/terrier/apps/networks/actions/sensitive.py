"""Saying which tables tell where the sensitive establishments of a network stand."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from terrier.apps.accounts.actions import record
from terrier.apps.accounts.models import User
from terrier.apps.catalog.models import Table
from terrier.apps.catalog.permissions import require_on
from terrier.apps.catalog.queries import open_table
from terrier.domain.access.policy import Reader, Role
from terrier.domain.kernel.errors import Invalid

from ..models import Network, SensitiveTable


def declare(
    actor: User,
    reader: Reader,
    network: Network,
    table: Table,
    kind_column: str,
    kinds: Sequence[str] = (),
) -> SensitiveTable:
    """Look in a table for the establishments that a closure cuts, from now on."""
    require_on(reader, network.dataset, Role.CONTRIBUTOR)
    relation = open_table(reader, table.dataset.slug, table.name).relation
    if not relation.has_geometry:
        raise Invalid(_("Cette table ne dit pas où sont les établissements."))
    if kind_column and kind_column not in {c.id for c in relation.columns}:
        raise Invalid(_("Cette colonne n’est pas dans la table."))
    with transaction.atomic():
        made, _new = SensitiveTable.objects.update_or_create(
            network=network,
            table=table,
            defaults={"kind_column": kind_column, "kinds": list(kinds)},
        )
        _record(actor, "network.sensitive", made)
    return made


@transaction.atomic
def forget(actor: User, reader: Reader, declared: SensitiveTable) -> None:
    """Look there no longer."""
    require_on(reader, declared.network.dataset, Role.CONTRIBUTOR)
    _record(actor, "network.sensitive_end", declared)
    declared.delete()


def _record(actor: User, action: str, declared: SensitiveTable) -> None:
    dataset = declared.network.dataset
    record(
        actor,
        action,
        dataset,
        organisation=dataset.owner_id,
        table=declared.table.dataset.title,
    )
