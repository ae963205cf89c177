"""Every write about people, and the trail that all other actions leave."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from .models import AuditEntry, User


def record(
    actor: User | None,
    action: str,
    target: Model,
    *,
    organisation: int | None = None,
    **detail: Any,
) -> AuditEntry:
    """Write one entry of the audit trail, in the caller's transaction."""
    return AuditEntry.objects.create(
        actor=actor,
        actor_label=f"{actor.name} <{actor.email}>"[:200] if actor else "Terrier",
        action=action,
        object_type=target._meta.model_name or "",
        object_id=str(target.pk),
        object_label=str(target)[:300],
        organisation_id=organisation,
        detail=detail,
    )


@transaction.atomic
def create_account(email: str, name: str, password: str | None, **fields: bool) -> User:
    """Make an account whose address allauth knows too, so that it can be changed and traced."""
    user = User.objects.create_user(email, password, name=name, **fields)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


@transaction.atomic
def rename(user: User, name: str) -> None:
    """Change how the person is called."""
    before, user.name = user.name, name
    if before != name:
        user.save(update_fields=["name"])
        record(user, "person.rename", user, before=before)


def end_sessions(user: User) -> None:
    """Sign the person out everywhere."""
    for session in Session.objects.filter(expire_date__gt=timezone.now()):
        if session.get_decoded().get(SESSION_KEY) == str(user.pk):
            session.delete()
