"""Crossings are kept live: a new version of a source asks for what is computed from it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from terrier.apps.catalog.arrivals import on_arrival
from terrier.apps.catalog.derivations import descendants
from terrier.apps.catalog.erased import on_erasure
from terrier.apps.catalog.models import Dataset, Version
from terrier.apps.jobs.models import Job
from terrier.apps.jobs.registry import Context, Subject, task
from terrier.domain.kernel.errors import TerrierError

from . import inputs
from .actions import computing, purging, warning
from .live import COMPUTE, ask_for_what_is_stale
from .models import Crossing


@on_arrival
def follow(version: Version) -> None:
    """Ask, once the version stands, for what is computed from it."""
    if descendants(version.dataset_id):
        transaction.on_commit(ask_for_what_is_stale)


@on_erasure
def follow_erasure(dataset: Dataset) -> None:
    """Let rows that leave a source leave what was computed from it."""
    if descendants(dataset.pk):
        purging.mark(dataset)
        transaction.on_commit(ask_for_what_is_stale)


def _about(jobs: Sequence[Job]) -> list[Subject]:
    ids = [job.payload.get("crossing_id") for job in jobs]
    known = Crossing.objects.select_related("dataset").in_bulk([i for i in ids if i])
    return [
        Subject(_("Croisement « %s »") % known[i], reverse("crossing", args=[i]))
        if i in known
        else Subject(_("Croisement"))
        for i in ids
    ]


@task(COMPUTE, about=_about)
def compute(context: Context, crossing_id: int) -> dict[str, Any]:
    """Compute a crossing; what cannot be computed says why, and stays as it was."""
    crossing = Crossing.objects.select_related("dataset__owner").filter(pk=crossing_id).first()
    if crossing is None or crossing.dataset.gone_reason:
        return {}
    asked = inputs.now(crossing)
    try:
        version = computing.compute(crossing, context.report)
    except TerrierError as refused:
        crossing.tried, crossing.problem = asked, refused.user_message[:600]
        crossing.save(update_fields=["tried", "problem"])
        warning.tell_problem(crossing)
        raise
    finally:
        ask_for_what_is_stale()
    return {"version": version and version.number}


@task("crossing.upkeep", every=timedelta(hours=1))
def upkeep(_context: Context) -> dict[str, Any]:
    """Ask again for what is out of date (a process may have been killed before it asked), and tell
    the owners whose sources were closed to them."""
    known = Crossing.objects.filter(dataset__gone_reason="").select_related("dataset__owner")
    closed = sum(warning.tell_closed(crossing) for crossing in known)
    return {"asked": ask_for_what_is_stale(), "closed": closed}
