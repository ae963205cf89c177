"""Entries changed and withdrawn: what they said before stays in the trail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from terrier.apps.accounts.actions import record
from terrier.domain.kernel.errors import Conflict, Invalid
from terrier.domain.upkeep.events import Entry, check

from ..models import Intervention
from ..permissions import require_change
from . import pictures
from .noting import fields_of, fields_of_place

if TYPE_CHECKING:
    from terrier.apps.accounts.models import User
    from terrier.connectors.photographs.rewriting import Rewritten
    from terrier.domain.access.policy import Reader

    from ..places import Place


def change(
    actor: User,
    reader: Reader,
    intervention: Intervention,
    entry: Entry,
    place: Place | None,
    photographs: list[Rewritten],
) -> bool:
    """Change what an entry says, and add photographs; give whether anything changed."""
    require_change(reader, intervention)
    check(entry, timezone.localdate())
    wanted = {**fields_of(entry), **fields_of_place(place)}
    with pictures.kept(photographs) as kept, transaction.atomic():
        standing = _hold(intervention)
        before = {n: getattr(standing, n) for n, v in wanted.items() if getattr(standing, n) != v}
        if not before and not kept:
            return False
        for name, value in wanted.items():
            setattr(standing, name, value)
        standing.save(update_fields=list(wanted))
        pictures.attach(standing, kept)
        said = {name: _plain(value) for name, value in before.items()}
        _record(actor, "intervention.change", standing, before=said, photographs=len(kept))
    intervention.refresh_from_db()
    return True


def withdraw(actor: User, reader: Reader, intervention: Intervention, reason: str) -> None:
    """Take an entry out of the log, saying why; it is kept, and so is its correction."""
    require_change(reader, intervention)
    if not reason.strip():
        raise Invalid(_("Dites pourquoi cette intervention est retirée : le motif est conservé."))
    with transaction.atomic():
        standing = _hold(intervention)
        standing.withdrawn_at = timezone.now()
        standing.withdrawn_by = actor
        standing.withdrawn_reason = reason.strip()[:300]
        standing.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
        _record(actor, "intervention.withdraw", standing, reason=standing.withdrawn_reason)
    intervention.refresh_from_db()


def _hold(intervention: Intervention) -> Intervention:
    standing = Intervention.objects.select_for_update().get(pk=intervention.pk)
    if standing.withdrawn_at is not None:
        raise Conflict(_("Cette intervention a été retirée : elle ne change plus."))
    return standing


def _record(actor: User, action: str, intervention: Intervention, **detail: Any) -> None:
    dataset = intervention.table.dataset
    record(
        actor,
        action,
        dataset,
        organisation=dataset.owner_id,
        intervention=intervention.pk,
        table=intervention.table.name,
        row=intervention.row_key,
        **detail,
    )


def _plain(value: object) -> object:
    """Give a value as JSON can keep it."""
    return value if value is None or isinstance(value, str | int | float) else str(value)
