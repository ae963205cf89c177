"""The long and the regular work about persons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from terrier.apps.jobs.models import Job
from terrier.apps.jobs.registry import Context, Subject, task

from . import upkeep
from .actions import erasing, retaining
from .models import Erasure


def _about(jobs: Sequence[Job]) -> list[Subject]:
    return [
        Subject(_("Effacement de lignes"), reverse("erasure", args=[job.payload["erasure_id"]]))
        for job in jobs
    ]


@task(erasing.KIND, max_attempts=10, about=_about)
def erase(context: Context, erasure_id: str) -> dict[str, Any]:
    """Erase rows everywhere; a run that was killed is run again."""
    done = erasing.execute(Erasure.objects.get(pk=erasure_id), context.report)
    return {"rows": erasing.total_rows(done)}


@task("privacy.retention", every=timedelta(days=1))
def retention(_context: Context) -> dict[str, Any]:
    """Look for what is past its time."""
    return {"datasets": retaining.look()}


@task("privacy.purge", every=timedelta(days=1))
def purge(_context: Context) -> dict[str, Any]:
    """Delete the traces of people that the platform need not keep any longer."""
    return upkeep.purge()
