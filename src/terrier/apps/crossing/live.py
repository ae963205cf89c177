"""Which crossings are out of date, each asked for after its sources, and only once."""

from __future__ import annotations

from django.db import transaction

from terrier.apps.catalog.models import Derivation
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
    known = Crossing.objects.filter(dataset__gone_reason="").select_related("dataset__owner")
    stale = {c.dataset_id: c for c in known if is_stale(c)}
    if not stale:
        return 0
    waited = _waiting_for(set(stale))
    ready = [c for pk, c in stale.items() if pk not in waited]
    return sum(ask(crossing) for crossing in ready)


def is_stale(crossing: Crossing) -> bool:
    """Say whether a computing would see anything new, and was not just refused on the same."""
    asked = inputs.now(crossing)
    return (asked != crossing.inputs or crossing.purging) and asked != crossing.tried


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


def _waiting_for(stale: set[int]) -> set[int]:
    """Give the derived datasets that have a stale one among their sources, near or far."""
    parents: dict[int, set[int]] = {}
    for derived, source in Derivation.objects.values_list("dataset_id", "source_id"):
        parents.setdefault(derived, set()).add(source)

    def waits(pk: int) -> bool:
        return any(p in stale or waits(p) for p in parents.get(pk, ()))

    return {pk for pk in stale if waits(pk)}
