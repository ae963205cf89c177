"""The regular turns: asking addresses, following their imports, noticing what is late."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from terrier.apps.catalog.models import Dataset
from terrier.apps.imports.models import Import
from terrier.apps.jobs.actions import enqueue
from terrier.apps.jobs.registry import Context, task

from . import late
from .actions import asking
from .models import Source


@task("sources.turn", every=timedelta(minutes=5))
def turn(_context: Context) -> dict[str, Any]:
    """Ask the addresses whose time has come, and see how far the imports of the others are."""
    due = asking.claim_due()
    for source in due:
        enqueue("sources.ask", {"source_id": source.pk})
    for source in Source.objects.exclude(importing=None).select_related("importing", "dataset"):
        if source.importing.state == Import.State.PROPOSED:
            asking.launch_when_read(source)
        else:
            asking.look_at_import(source)
    return {"asked": len(due)}


@task("sources.ask", max_attempts=1)
def ask(_context: Context, source_id: int) -> dict[str, Any]:
    """Ask one address."""
    found = Source.objects.select_related("dataset__owner", "dataset__current", "importing")
    source = found.filter(pk=source_id, active=True).first()
    if source is not None:
        asking.ask(source)
    return {}


@task("sources.late", every=timedelta(hours=6))
def notice_late(_context: Context) -> dict[str, Any]:
    """Tell the owners of datasets whose promised update did not come."""
    promised = Dataset.objects.exclude(frequency="").exclude(current=None)
    told = late.tell_owners(promised.filter(gone_reason="").select_related("owner", "current"))
    return {"told": told}
