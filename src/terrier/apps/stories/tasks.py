"""The long work of the app."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from terrier.apps.catalog.exporting import clear_old
from terrier.apps.jobs.models import Job
from terrier.apps.jobs.registry import Context, Subject, task

from .sheets import batch


def _sheets(jobs: Sequence[Job]) -> list[Subject]:
    return [
        Subject(_("Fiches de toutes les communes"), reverse("commune-sheets", args=[job.pk]))
        for job in jobs
    ]


@task(batch.KIND, about=_sheets)
def make_sheets(context: Context, **payload: Any) -> dict[str, Any]:
    """Make the sheets of all the communes."""
    return batch.make(context.report, payload)


@task("stories.sheets.clear", every=timedelta(hours=1))
def clear_sheets(_context: Context) -> dict[str, Any]:
    """Delete the archives that nobody fetched in time."""
    return {"cleared": clear_old(batch.KIND)}
