"""Describing the services of the territory."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from terrier.apps.accounts.actions import record
from terrier.apps.accounts.models import User
from terrier.apps.catalog.permissions import require_role
from terrier.domain.access.policy import Reader, Role
from terrier.domain.kernel.errors import Conflict, Invalid

from ..models import Service


@transaction.atomic
def keep_service(
    actor: User | None, reader: Reader, service: Service, described: Mapping[str, Any]
) -> Service:
    """Describe a service, new or known; `described` holds its fields and its communes."""
    fields = dict(described)
    communes = fields.pop("communes")
    before = None if service.pk is None else service.holder
    for name, value in fields.items():
        setattr(service, name, value)
    for holder in {before, service.holder} - {None}:
        require_role(reader, holder, Role.CONTRIBUTOR)
    if service.since and service.until and service.until < service.since:
        raise Invalid(_("Le service finit avant d’avoir commencé : corrigez une des deux dates."))
    service.save()
    service.communes.set(communes)
    if before is None:
        record(actor, "service.add", service, organisation=service.holder_id, detail=service.name)
    else:
        record(
            actor, "service.change", service, organisation=service.holder_id, detail=service.name
        )
    return service


@transaction.atomic
def remove_service(actor: User | None, reader: Reader, service: Service) -> None:
    """Forget a service that runs no network."""
    require_role(reader, service.holder, Role.CONTRIBUTOR)
    if service.networks.exists():
        raise Conflict(
            _("Des réseaux sont rattachés à ce service : rattachez-les d’abord à un autre.")
        )
    record(actor, "service.remove", service, organisation=service.holder_id, detail=service.name)
    service.delete()
