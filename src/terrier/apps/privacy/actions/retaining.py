"""Retention enforced: what is past its time is proposed, or erased where the sheet says so."""

from __future__ import annotations

from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from terrier.apps.accounts.actions import record
from terrier.apps.accounts.models import User
from terrier.apps.accounts.passwords import mail_is_set
from terrier.apps.catalog.models import Dataset, Tombstone
from terrier.apps.territories.models import Membership
from terrier.apps.territories.permissions import SYSTEM
from terrier.domain.access.policy import Reader, Role
from terrier.domain.kernel.errors import Invalid

from ..models import Erasure, Officer, Overdue, Sheet
from ..queries.overdue import Past, past_its_time
from .erasing import ask


def look() -> int:
    """Look for what is past its time everywhere; give how many datasets hold some."""
    sheets = Sheet.objects.filter(
        dataset__about_persons=True, dataset__gone_reason=""
    ).select_related("dataset__owner")
    found = 0
    for sheet in sheets:
        past = past_its_time(sheet)
        if past is None or not past.anything:
            Overdue.objects.filter(dataset=sheet.dataset).delete()
            continue
        found += 1
        if sheet.automatic:
            erase_past(None, SYSTEM, past)
        else:
            _propose(past)
    return found


def decide(actor: User, reader: Reader, dataset: Dataset) -> Erasure:
    """Erase what is past its time, as it was proposed."""
    sheet = Sheet.objects.filter(dataset=dataset).select_related("dataset__owner").first()
    past = past_its_time(sheet) if sheet else None
    if past is None or not past.anything:
        raise Invalid(_("Plus rien ne dépasse la durée de conservation dans ce jeu de données."))
    return erase_past(actor, reader, past)


def erase_past(actor: User | None, reader: Reader, past: Past) -> Erasure:
    """Ask for the erasure of what is past its time."""
    reason = _("Durée de conservation : avant le %(day)s") % {"day": f"{past.limit:%d/%m/%Y}"}
    waiting = Erasure.objects.filter(
        state=Erasure.State.WAITING, targets=[t.to_json() for t in past.targets]
    ).first()
    if waiting is not None:
        return waiting
    with transaction.atomic():
        Overdue.objects.filter(dataset=past.dataset).delete()
        return ask(actor, reader, past.targets, reason, Tombstone.Cause.RETENTION)


def _propose(past: Past) -> None:
    overdue, _created = Overdue.objects.update_or_create(
        dataset=past.dataset,
        defaults={"versions": past.versions, "rows": past.rows, "limit": past.limit},
    )
    if overdue.told_at is None:
        _tell(past)
        overdue.told_at = timezone.now()
        overdue.save(update_fields=["told_at"])


def _tell(past: Past) -> None:
    """Tell whoever answers for the data, once."""
    dataset = past.dataset
    record(None, "retention.found", dataset, organisation=dataset.owner_id)
    if not mail_is_set():
        return
    lineage = dataset.owner.lineage()
    users = set(
        Membership.objects.filter(
            organisation__in=lineage, role=Role.ADMINISTRATOR.value
        ).values_list("user__email", flat=True)
    )
    users |= set(
        Officer.objects.filter(organisation__in=lineage).values_list("user__email", flat=True)
    )
    text = _(
        "Le jeu de données « %(title)s » garde des données au-delà de la durée écrite au registre "
        "(avant le %(day)s). Rien n’est effacé sans vous : la page « Conservation » dit quoi, et "
        "attend votre décision."
    ) % {"title": dataset.title, "day": f"{past.limit:%d/%m/%Y}"}
    send_mail(_("Durée de conservation dépassée"), text, None, sorted(users), fail_silently=True)
