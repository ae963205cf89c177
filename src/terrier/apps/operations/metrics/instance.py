"""What the database and the disk say at this moment: the same from whichever process is asked."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator

from django.conf import settings
from django.db.models import Count, Max, Min, Q, Sum
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily, Metric

from terrier import __version__
from terrier.apps.catalog.models import Dataset, VersionTable
from terrier.apps.imports.models import Import
from terrier.apps.jobs.models import Job, WorkerBeat
from terrier.apps.operations.keeping.shelf import Shelf
from terrier.domain.kernel.errors import TerrierError


class InstanceCollector:
    """Asks at every reading."""

    def collect(self) -> Iterator[Metric]:
        """Give the figures of the instance."""
        yield _labelled("terrier_info", "Version.", "version", {__version__: 1})
        yield from _work()
        yield from _data()
        yield from _disk()
        yield from _backups()

    def describe(self) -> list[Metric]:
        """Say nothing beforehand: registering must not ask the database."""
        return []


def _work() -> Iterator[Metric]:
    now = timezone.now()
    yield _labelled("terrier_jobs", "Jobs by state.", "state", _by_state(Job))
    due = Job.objects.filter(state=Job.State.WAITING, not_before__lte=now)
    oldest = due.aggregate(at=Min("not_before"))["at"]
    waited = (now - oldest).total_seconds() if oldest else 0
    yield _one("terrier_job_oldest_waiting_seconds", "How long the oldest job has waited.", waited)
    beat = WorkerBeat.objects.aggregate(at=Max("at"))["at"]
    if beat:
        said = "Seconds since a worker was alive."
        yield _one("terrier_worker_silent_seconds", said, (now - beat).total_seconds())
    yield _labelled("terrier_imports", "Imports by state.", "state", _by_state(Import))


def _data() -> Iterator[Metric]:
    there = Dataset.objects.filter(gone_reason="")
    published = there.aggregate(
        published=Count("pk", filter=Q(published_at__isnull=False)),
        draft=Count("pk", filter=Q(published_at__isnull=True)),
    )
    yield _labelled("terrier_datasets", "Datasets, published or drafts.", "state", published)
    rows = VersionTable.objects.filter(version__current_of__in=there)
    total = rows.aggregate(n=Sum("records"))["n"] or 0
    yield _one("terrier_rows", "Rows of the versions in place.", total)


def _disk() -> Iterator[Metric]:
    used = shutil.disk_usage(settings.STORE.parent)
    yield _one("terrier_disk_free_bytes", "Free space where the data lies.", used.free)
    yield _one("terrier_disk_size_bytes", "Size of that disk.", used.total)


def _backups() -> Iterator[Metric]:
    if settings.BACKUPS is None:
        return
    try:
        backups = Shelf(settings.BACKUPS).backups()
        newest = backups[-1].manifest() if backups else None
    except (OSError, TerrierError):
        return
    yield _one("terrier_backups", "Finished backups.", len(backups))
    if newest:
        age = time.time() - newest.made_at.timestamp()
        yield _one("terrier_backup_age_seconds", "Age of the newest backup.", age)
        yield _one("terrier_backup_size_bytes", "What the newest backup names.", newest.size)


def _by_state(model: type[Job] | type[Import]) -> dict[str, float]:
    counted = model.objects.order_by().values_list("state").annotate(n=Count("pk"))
    return dict.fromkeys(model.State.values, 0.0) | dict(counted)


def _one(name: str, said: str, value: float) -> Metric:
    return GaugeMetricFamily(name, said, value=value)


def _labelled(name: str, said: str, label: str, values: dict[str, float]) -> Metric:
    family = GaugeMetricFamily(name, said, labels=[label])
    for value, number in values.items():
        family.add_metric([value], number)
    return family
