"""What is held about an account (GDPR article 15), whole, for its holder."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from terrier.apps.accounts.models import (
    AccessToken,
    AuditEntry,
    OpenSession,
    SignOnIdentity,
    User,
)
from terrier.apps.accounts.sentences import sentence
from terrier.apps.catalog.models import Reading
from terrier.apps.imports.models import Import
from terrier.apps.interventions.models import Document, Intervention
from terrier.apps.jobs.models import Job
from terrier.apps.territories.models import Invitation, Membership

from ..holdings import HOLDINGS
from ..models import Officer


def held_about(user: User) -> dict[str, Any]:
    """Give everything as plain values; names of the members are for people, in French."""
    return {
        "compte": {
            "adresse": user.email,
            "nom": user.name,
            "actif": user.is_active,
            "administre_l_instance": user.instance_administrator,
            "cree_le": user.created_at,
            "derniere_connexion": user.last_login,
        },
        "roles": [
            {"organisme": m.organisation.name, "role": m.get_role_display()}
            for m in Membership.objects.filter(user=user).select_related("organisation")
        ],
        "protection_des_donnees": [
            o.organisation.name
            for o in Officer.objects.filter(user=user).select_related("organisation")
        ],
        "invitations": list(
            Invitation.objects.filter(email__iexact=user.email).values(
                "organisation__name", "created_at", "accepted_at"
            )
        ),
        "connexion_unique": list(
            SignOnIdentity.objects.filter(user=user).values(
                "provider", "subject", "claims", "linked_at", "proven_at"
            )
        ),
        "sessions": list(
            OpenSession.objects.filter(user=user).values(
                "started_at", "seen_at", "address", "device"
            )
        ),
        "jetons": list(
            AccessToken.objects.filter(user=user).values(
                "name", "created_at", "expires_at", "last_used_at"
            )
        ),
        **_left_behind(user),
        **{one.name: one.tell(user) for one in HOLDINGS},
    }


def _left_behind(user: User) -> dict[str, Any]:
    """Give what the person did, as the platform keeps it."""
    return {
        "journal": [
            {"quand": entry.at, "quoi": sentence(entry)}
            for entry in AuditEntry.objects.filter(actor=user)
        ],
        "consultations": list(
            Reading.objects.filter(reader=user).values(
                "at", "dataset__title", "version", "door", "rows"
            )
        ),
        "imports": [
            {"quand": one.created_at, "fichier": str(one)}
            for one in Import.objects.filter(created_by=user).prefetch_related("originals")
        ],
        "interventions": list(
            Intervention.objects.filter(Q(author=user) | Q(withdrawn_by=user)).values(
                "table__dataset__title", "row_key", "kind", "done_on", "note", "created_at"
            )
        ),
        "documents": list(
            Document.objects.filter(author=user).values(
                "table__dataset__title", "row_key", "title", "note", "dated", "added_at"
            )
        ),
        "travaux": list(Job.objects.filter(created_by=user).values("kind", "created_at", "state")),
    }
