"""A version becomes current: files first, then one transaction."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from terrier.apps.accounts.actions import record
from terrier.apps.accounts.models import User
from terrier.apps.jobs.actions import enqueue
from terrier.domain.kernel.errors import Conflict

from ..arrivals import announce
from ..models import Dataset, Original, Table, Version, VersionTable
from ..store import store
from .columns import reconcile_columns

LONGEST_TITLE = 200


class BaseMoved(Conflict):
    """Another version became current meanwhile: merge again on the new base."""


@dataclass(frozen=True)
class NewColumn:
    """A column as a new version has it."""

    name: str
    type: str
    label: str
    unit: str = ""
    concept: str = ""


@dataclass(frozen=True)
class FinishedTable:
    """A table whose file is written and waits to be kept."""

    name: str
    title: str
    file: Path
    columns: tuple[NewColumn, ...]
    records: int
    has_key: bool = False
    geometry_type: str = ""
    bbox: list[float] | None = None
    statistics: dict[str, Any] = field(default_factory=dict)
    rejects: Path | None = None
    column_changes: dict[str, Any] = field(default_factory=dict)
    """{"renamed": {old name: new name}} as the person decided."""


@dataclass(frozen=True)
class NewVersion:
    """Everything of a version but its files."""

    mode: str
    tables: tuple[FinishedTable, ...]
    plan: dict[str, Any] = field(default_factory=dict)
    receipt: dict[str, Any] = field(default_factory=dict)
    originals: tuple[Original, ...] = ()
    note: str = ""


def commit(
    dataset: Dataset,
    base: Version | None,
    new: NewVersion,
    actor: User | None,
    *,
    also: Callable[[Version], None] = lambda _version: None,
) -> Version:
    """Keep the files, then make the version current if the base still is.

    `also` is written in the same transaction: who made the version knows it if it exists.

    Raises
    ------
    BaseMoved
        Another version became current meanwhile.
    """
    kept = [_keep(dataset, table) for table in new.tables]
    with transaction.atomic():
        _hold(dataset)
        version = _create(dataset, base, new, actor)
        for position, (table, (path, rejects)) in enumerate(zip(new.tables, kept, strict=True)):
            _attach(version, table, position, path, rejects)
        _withdraw_missing_tables(dataset, new)
        swapped = Dataset.objects.filter(pk=dataset.pk, current=base).update(
            current=version, updated_at=timezone.now()
        )
        if not swapped:
            raise BaseMoved(_("Une autre version est arrivée pendant ce travail."))
        record(
            actor,
            "version.commit",
            dataset,
            organisation=dataset.owner_id,
            version=version.number,
            mode=new.mode,
        )
        also(version)
        announce(version)
        transaction.on_commit(lambda: enqueue_finish(version))
    dataset.refresh_from_db()
    return version


def check_restorable(dataset: Dataset, version: Version) -> None:
    """Refuse to restore the version that is in place, or one of what is computed."""
    if dataset.derived:
        raise Conflict(
            _(
                "Ce jeu de données est calculé à partir d’autres : une ancienne version serait "
                "aussitôt recalculée. Restaurez plutôt celle d’une de ses sources."
            )
        )
    if version.pk == dataset.current_id:
        raise Conflict(_("Cette version est déjà celle en place."))


def restore(dataset: Dataset, version: Version, actor: User) -> Version:
    """Make an old version current again, as a new version with the same files."""
    check_restorable(dataset, version)
    with transaction.atomic():
        _hold(dataset)
        base = dataset.current
        fresh = Version.objects.create(
            dataset=dataset,
            number=_next_number(dataset),
            mode=Version.Mode.RESTORE,
            base=base,
            plan=version.plan,
            receipt=version.receipt,
            note=_("Version %(number)d restaurée") % {"number": version.number},
            created_by=actor,
        )
        fresh.originals.set(version.originals.all())
        for old in version.tables.select_related("table"):
            _reattach(fresh, old)
        swapped = Dataset.objects.filter(pk=dataset.pk, current=base).update(
            current=fresh, updated_at=timezone.now()
        )
        if not swapped:
            raise Conflict(_("Une autre version est arrivée pendant la restauration."))
        record(
            actor,
            "version.restore",
            dataset,
            organisation=dataset.owner_id,
            version=fresh.number,
            restored=version.number,
        )
        announce(fresh)
    dataset.refresh_from_db()
    return fresh


def enqueue_finish(version: Version) -> None:
    """Ask for the figures of every table, and for the map archive of those with geometry."""
    for stored in version.tables.all():
        enqueue("catalog.measure", {"version_table_id": stored.pk})
    for stored in version.tables.exclude(geometry_type="").filter(archive=""):
        enqueue("catalog.archive", {"version_table_id": stored.pk})


def _keep(dataset: Dataset, table: FinishedTable) -> tuple[str, str]:
    folder = f"datasets/{dataset.pk}/{secrets.token_hex(8)}"
    path = f"{folder}/{table.name}.parquet"
    store().keep(table.file, path)
    if table.rejects is None:
        return path, ""
    rejects = f"{folder}/{table.name}.rejets{table.rejects.suffix}"
    store().keep(table.rejects, rejects)
    return path, rejects


def _next_number(dataset: Dataset) -> int:
    return (dataset.versions.aggregate(last=Max("number"))["last"] or 0) + 1


def _hold(dataset: Dataset) -> None:
    """Number versions one at a time; who comes second then finds that the base has moved."""
    Dataset.objects.select_for_update(no_key=True).filter(pk=dataset.pk).values_list("pk").first()


def _create(dataset: Dataset, base: Version | None, new: NewVersion, actor: User | None) -> Version:
    version = Version.objects.create(
        dataset=dataset,
        number=_next_number(dataset),
        mode=new.mode,
        base=base,
        plan=new.plan,
        receipt=new.receipt,
        note=new.note,
        created_by=actor,
    )
    version.originals.set(new.originals)
    return version


def _attach(version: Version, table: FinishedTable, position: int, path: str, rejects: str) -> None:
    kept, _created = Table.objects.get_or_create(
        dataset=version.dataset,
        name=table.name,
        defaults={"title": table.title[:LONGEST_TITLE], "position": position},
    )
    columns = reconcile_columns(kept, table.columns, table.column_changes)
    VersionTable.objects.create(
        version=version,
        table=kept,
        path=path,
        rejects=rejects,
        records=table.records,
        columns=[
            {"id": column.stable_id, "name": new.name, "type": new.type}
            for column, new in zip(columns, table.columns, strict=True)
        ],
        has_key=table.has_key,
        geometry_type=table.geometry_type,
        bbox=table.bbox,
        statistics=table.statistics,
    )


def _reattach(version: Version, old: VersionTable) -> None:
    labels = {c.stable_id: c for c in old.table.columns.all()}
    again = tuple(NewColumn(e["name"], e["type"], labels[e["id"]].label) for e in old.columns)
    reconcile_columns(old.table, again, {"ids": {e["name"]: e["id"] for e in old.columns}})
    VersionTable.objects.create(
        version=version,
        **{
            name: getattr(old, name)
            for name in (
                "table",
                "path",
                "archive",
                "rejects",
                "records",
                "columns",
                "has_key",
                "geometry_type",
                "bbox",
                "statistics",
            )
        },
    )


def _withdraw_missing_tables(dataset: Dataset, new: NewVersion) -> None:
    names = [t.name for t in new.tables]
    for gone in dataset.tables.exclude(name__in=names):
        gone.columns.update(removed=True)
