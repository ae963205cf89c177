"""Upkeep, so that years of use leave nothing behind."""

from __future__ import annotations

import shutil
import time
from datetime import timedelta
from typing import Any

from django.core.management import call_command
from django.utils import timezone

from terrier.apps.catalog.store import store
from terrier.apps.jobs import registry
from terrier.apps.jobs.models import Job
from terrier.apps.jobs.registry import Context, task

UPKEEP_KEPT = timedelta(days=30)
"""Jobs that nobody asked for are of no interest once they are done."""
WORKSHOP_SECONDS = 24 * 3600
"""Longer than any piece of work: a workshop older than that lost its process."""


@task("operations.tidy", every=timedelta(days=1))
def tidy(_context: Context) -> dict[str, Any]:
    """Delete sessions that are over, upkeep done long ago, workshops left by a killed process."""
    call_command("clearsessions")
    kinds = [one.kind for one in registry.scheduled()]
    old = Job.objects.filter(
        kind__in=kinds, state=Job.State.DONE, ended_at__lt=timezone.now() - UPKEEP_KEPT
    )
    jobs, _by_model = old.delete()
    return {"jobs": jobs, "workshops": _clear_workshops()}


def _clear_workshops() -> int:
    old = [
        folder
        for folder in store().path("work").glob("tmp*")
        if folder.stat().st_mtime < time.time() - WORKSHOP_SECONDS
    ]
    for folder in old:
        shutil.rmtree(folder, ignore_errors=True)
    return len(old)
