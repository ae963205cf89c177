"""Every write about people, and the trail that all other actions leave."""

from __future__ import annotations

from typing import Any

from django.db.models import Model

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
        actor_label=f"{actor.name} <{actor.email}>" if actor else "Terrier",
        action=action,
        object_type=target._meta.model_name or "",
        object_id=str(target.pk),
        object_label=str(target)[:300],
        organisation_id=organisation,
        detail=detail,
    )
