"""Sketches of the tables in place: made after each version, forgotten with rows that are erased."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from terrier.apps.catalog import authority
from terrier.apps.catalog.arrivals import on_arrival
from terrier.apps.catalog.erased import on_erasure
from terrier.apps.catalog.models import Dataset, Version, VersionTable
from terrier.apps.jobs.actions import enqueue
from terrier.apps.jobs.registry import Context, task
from terrier.lake.sketches import ENGINE, sketch

from .models import TableSketch
from .queries.sides import WHOLE, former_communes

KIND = "crossing.sketch"


@on_arrival
def ask(version: Version) -> None:
    """Ask, once the version stands, for its sketches; what a kill prevents is asked hourly."""
    payload, key = {"version_id": version.pk}, f"{KIND}:{version.pk}"
    transaction.on_commit(lambda: enqueue(KIND, payload, idempotency_key=key))


@on_erasure
def forget(dataset: Dataset) -> None:
    """Forget what is kept of rows that were erased; the sketches are made again later."""
    TableSketch.objects.filter(stored__version__dataset=dataset).delete()


@task(KIND)
def sketch_version(context: Context, version_id: int) -> dict[str, Any]:
    """Sketch the tables of a version, if it is still in place."""
    wanted = _without_sketch().filter(version=version_id)
    return {"tables": _sketch(context, wanted)}


@task("crossing.sketches", every=timedelta(hours=1))
def sketch_what_is_missing(context: Context) -> dict[str, Any]:
    """Sketch what was in place before, what lost its sketch, and forget what is replaced."""
    TableSketch.objects.filter(stored__version__current_of=None).delete()
    return {"tables": _sketch(context, _without_sketch())}


def _without_sketch() -> QuerySet[VersionTable]:
    """Give the tables in place that have no sketch of this engine."""
    in_place = VersionTable.objects.filter(
        version__current_of__gone_reason="", version__gone_reason=""
    )
    return in_place.exclude(sketch__engine=ENGINE).select_related("version__dataset", "table")


def _sketch(context: Context, tables: QuerySet[VersionTable]) -> int:
    known = list(tables)
    former = former_communes() if known else {}
    for number, stored in enumerate(known):
        context.report("Les données sont préparées pour être croisées", number / len(known))
        whole = authority.relation(WHOLE, stored.version.dataset, stored)
        facts = sketch(whole, former).to_json()
        # An erasure may have given the table another file meanwhile: that one is sketched later.
        if VersionTable.objects.filter(pk=stored.pk, path=stored.path).exists():
            TableSketch.objects.update_or_create(
                stored=stored, defaults={"facts": facts, "engine": ENGINE}
            )
    return len(known)
