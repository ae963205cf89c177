"""What the platform keeps of the people who use it, and for how long."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone

from terrier.apps.accounts.models import AuditEntry
from terrier.apps.catalog.leftovers import sweep
from terrier.apps.catalog.models import Reading
from terrier.apps.imports.actions.forgetting import forget
from terrier.apps.imports.models import Import
from terrier.apps.jobs.models import Job
from terrier.apps.territories.models import Invitation

from .models import Keeping

DAYS_IN_MONTH = 30.44
"""Mean length: a log need not end on the very day."""
ENDED = (Job.State.DONE, Job.State.FAILED, Job.State.CANCELLED)
DRAFTS = (Import.State.PROPOSED, Import.State.FAILED, Import.State.CANCELLED)


def keeping() -> Keeping:
    """Give how long everything is kept, as the administrator chose."""
    return Keeping.objects.first() or Keeping(pk=1)


def purge() -> dict[str, int]:
    """Delete what is past its time; give how many of each."""
    kept, now = keeping(), timezone.now()
    readings = now - timedelta(days=kept.readings_months * DAYS_IN_MONTH)
    gone = {
        "sessions": Session.objects.filter(expire_date__lt=now),
        "readings": Reading.objects.filter(at__lt=readings),
        "jobs": Job.objects.filter(
            state__in=ENDED, ended_at__lt=now - timedelta(days=kept.jobs_days)
        ),
        "invitations": Invitation.objects.filter(
            expires_at__lt=now - timedelta(days=kept.invitations_days)
        ),
    }
    if kept.trail_years:
        years = now - timedelta(days=kept.trail_years * 365.25)
        gone["trail"] = AuditEntry.objects.filter(at__lt=years)
    # Sessions are keyed otherwise than the rest: each is counted before it goes.
    counts = {name: found.count() for name, found in gone.items()}
    for found in gone.values():
        found.delete()
    return counts | {"drafts": _forget_drafts(now - timedelta(days=kept.drafts_days))}


def _forget_drafts(before: object) -> int:
    """Remove files that were brought and never imported."""
    old = Import.objects.filter(version=None, state__in=DRAFTS, created_at__lt=before)
    for importing in old:
        forget(importing)
    sweep()
    return len(old)
