"""An account leaves: what it did stays in the trail, under no name."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from terrier.apps.accounts.actions import end_sessions, record
from terrier.apps.accounts.models import AuditEntry, User
from terrier.apps.territories.models import Invitation
from terrier.domain.access.policy import Reader
from terrier.domain.kernel.errors import Invalid, Refused

from ..holdings import HOLDINGS

NAMING = ("before", "email", "name")
"""Details of entries about a person that name them."""


def delete_account(user: User, reader: Reader, confirmed: str) -> None:
    """Delete one's own account; the last administrator of the instance must stay."""
    if reader.read_only:
        raise Refused(_("Quittez « Voir comme… » pour supprimer votre compte."))
    if confirmed.strip().lower() != user.email.lower():
        raise Invalid(_("Recopiez votre adresse électronique pour confirmer."))
    others = User.objects.filter(instance_administrator=True, is_active=True).exclude(pk=user.pk)
    if user.instance_administrator and not others.exists():
        raise Invalid(
            _("Vous êtes la seule personne à administrer l’instance : nommez-en une autre d’abord.")
        )
    end_sessions(user)
    alias = _("Compte supprimé n° %(number)d") % {"number": user.pk}
    with transaction.atomic():
        record(None, "person.delete", user)
        for holding in HOLDINGS:
            holding.unname(user, alias)
        AuditEntry.objects.filter(actor=user).update(actor_label=alias)
        about = AuditEntry.objects.filter(object_type="user", object_id=str(user.pk))
        for entry in about:
            entry.object_label = alias
            entry.detail = {n: v for n, v in entry.detail.items() if n not in NAMING}
            entry.save(update_fields=["object_label", "detail"])
        own = Invitation.objects.filter(email__iexact=user.email)
        entries = AuditEntry.objects.filter(detail__email__iexact=user.email)
        for entry in entries:
            AuditEntry.objects.filter(pk=entry.pk).update(detail={**entry.detail, "email": alias})
        own.delete()
        user.delete()
