"""Which crossings are out of date, each asked for after its sources, and only once."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from terrier.apps.catalog.derivations import descendants
from terrier.apps.jobs.actions import enqueue
from terrier.apps.jobs.models import Job

from . import inputs
from .models import Crossing

COMPUTE = "crossing.compute"


def ask_for_what_is_stale() -> int:
    """Ask for every stale crossing whose own sources are up to date; give how many.

    One that waits for another is asked for when that one has been computed. What has been asked
    for and not begun yet is not asked for again: several versions make one computing.
    """
    known = Crossing.objects.filter(dataset__gone_reason="").select_related("dataset")
    out_of_date = {c.dataset_id: c for c in stale(known)}
    waiting = descendants(*out_of_date)
    return sum(ask(c) for pk, c in out_of_date.items() if pk not in waiting)


def stale(crossings: Iterable[Crossing]) -> list[Crossing]:
    """Give those for which a computing would see anything new, and was not just refused on it."""
    known = list(crossings)
    asked = inputs.now_of(known)
    return [
        crossing
        for crossing in known
        if asked[crossing.pk] != crossing.tried
        and (asked[crossing.pk] != crossing.inputs or crossing.purging)
    ]


def ask(crossing: Crossing) -> bool:
    """Ask a worker to compute, unless it is about to; say whether it was asked."""
    payload = {"crossing_id": crossing.pk}
    waiting = Job.objects.filter(
        kind=COMPUTE, state=Job.State.WAITING, payload__crossing_id=crossing.pk
    )
    with transaction.atomic():
        if waiting.exists():
            return False
        enqueue(COMPUTE, payload, crossing.created_by)
    return True
