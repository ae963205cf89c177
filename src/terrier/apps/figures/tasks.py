"""What follows a new version of data that have released figures."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction

from terrier.apps.catalog.arrivals import on_arrival
from terrier.apps.catalog.models import Version
from terrier.apps.jobs.actions import enqueue
from terrier.apps.jobs.registry import Context, task

from .jointly import held_back
from .models import FigureRelease
from .releases import opened

KIND = "figures.together"


@on_arrival
def ask(version: Version) -> None:
    """Ask, once the version stands, which figures still go together: no page waits for it then."""
    if FigureRelease.objects.filter(dataset=version.dataset_id).exists():
        payload, key = {"dataset_id": version.dataset_id}, f"{KIND}:{version.pk}"
        transaction.on_commit(partial(enqueue, KIND, payload, idempotency_key=key))


@task(KIND)
def look(_context: Context, dataset_id: int) -> dict[str, Any]:
    """Look at the released figures of each table together; what is found is kept."""
    released = FigureRelease.objects.filter(dataset=dataset_id).select_related("dataset__current")
    by_table = {release.table: release for release in released}
    whole = [found for release in by_table.values() if (found := opened(release))]
    return {"held_back": sum(len(held_back(table)) for table in whole)}
