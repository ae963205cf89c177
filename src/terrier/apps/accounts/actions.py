"""Every write about people, and the trail that all other actions leave."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Model

from .models import AuditEntry, OpenSession, User


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
    end(user.sessions.all())


@transaction.atomic
def end(rows: Iterable[OpenSession]) -> int:
    """Sign browsers out at once; say how many."""
    ended = list(rows)
    Session.objects.filter(session_key__in=[row.session_key for row in ended]).delete()
    OpenSession.objects.filter(pk__in=[row.pk for row in ended]).delete()
    return len(ended)
