"""What the footer of every page says for the law."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from terrier.domain.rgaa import Statement, statement

from .models import AccessibilityAudit


def accessibility(_request: HttpRequest) -> dict[str, object]:
    """Give the one mention of accessibility that holds today, asked only where it is written."""
    return {"accessibility_mention": SimpleLazyObject(lambda: str(mention().value))}


def mention() -> Statement:
    """Say how accessible the site may be called."""
    audit = AccessibilityAudit.objects.first()
    if audit is None:
        return Statement.NONE
    return statement(audit.counted, audit.closed_on, timezone.localdate())
