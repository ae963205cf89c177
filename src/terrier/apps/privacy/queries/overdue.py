"""What is past its time: whole versions, or rows by a date that they bear."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Min
from django.utils import timezone

from terrier.apps.catalog.models import Dataset, VersionTable
from terrier.apps.catalog.store import store
from terrier.lake.erasure import count_older

from ..models import Sheet
from ..targets import Target
from .register import period_of


@dataclass(frozen=True)
class Past:
    """What one dataset holds past its time."""

    dataset: Dataset
    limit: date
    """First day that is kept."""
    versions: tuple[int, ...]
    rows: dict[int, int]
    """Rows past their time, by version number."""
    targets: tuple[Target, ...]

    @property
    def anything(self) -> bool:
        """Say whether something is past its time."""
        return bool(self.versions or self.rows)


def past_its_time(sheet: Sheet, today: date | None = None) -> Past | None:
    """Give what is past the period of a sheet; None while it has no period."""
    period = period_of(sheet)
    if period is None:
        return None
    limit = period.before(today or timezone.localdate())
    if sheet.retention_start == Sheet.Start.IMPORT:
        return _versions(sheet.dataset, limit)
    return _rows(sheet, limit)


def _versions(dataset: Dataset, limit: date) -> Past:
    numbers = []
    for version in dataset.versions.filter(gone_reason="").prefetch_related("tables"):
        # A version restored today holds what was brought long ago.
        paths = [t.path for t in version.tables.all()]
        first = VersionTable.objects.filter(path__in=paths).aggregate(
            first=Min("version__created_at")
        )["first"]
        if timezone.localdate(first or version.created_at) < limit:
            numbers.append(version.number)
    found = tuple(sorted(numbers))
    target = Target(dataset.slug, versions=found)
    return Past(dataset, limit, found, {}, (target,) if found else ())


def _rows(sheet: Sheet, limit: date) -> Past:
    dataset = sheet.dataset
    stored = VersionTable.objects.filter(
        version__dataset=dataset,
        version__gone_reason="",
        table__columns__stable_id=sheet.retention_column,
    ).select_related("version", "table")
    rows: dict[int, int] = {}
    tables = set()
    for one in stored:
        names = {e["id"]: e["name"] for e in one.columns}
        column = names.get(sheet.retention_column)
        count = count_older(store().path(one.path), column, limit) if column else 0
        if count:
            rows[one.version.number] = rows.get(one.version.number, 0) + count
            tables.add(one.table.name)
    targets = tuple(
        Target(dataset.slug, table, columns=(sheet.retention_column,), before=limit.isoformat())
        for table in sorted(tables)
    )
    return Past(dataset, limit, (), dict(sorted(rows.items())), targets)
