"""A read table meets the version in place, and becomes a finished table of the new version."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from terrier.apps.catalog.actions import correcting
from terrier.apps.catalog.actions.versions import FinishedTable, NewColumn
from terrier.apps.catalog.figures import figures_of_file
from terrier.apps.catalog.models import Dataset, Version, VersionTable
from terrier.apps.catalog.store import store
from terrier.domain.kernel.errors import Invalid
from terrier.domain.tabular.plan import ColumnPlan
from terrier.lake import merge as lake_merge
from terrier.lake.merge import Merged, VersionFile

from . import column_changes, rejects_file
from .models import Import
from .read_table import ReadTable
from .rejected import Rejected

Report = Callable[[str, float], None]


@dataclass(frozen=True)
class MergedTable:
    """A read table after it met the version in place."""

    read: ReadTable
    merged: Merged
    base: VersionTable | None
    rejected: Rejected


def base_of(importing: Import, current: Version | None) -> Version | None:
    """Give the version to merge with: the current one, or the base of the one built again."""
    rebuilt = importing.rebuilds
    return rebuilt.base if rebuilt is not None and rebuilt == current else current


def merge(
    importing: Import,
    dataset: Dataset,
    base: Version | None,
    read: ReadTable,
    folder: Path,
    report: Report,
) -> MergedTable:
    """Merge one table by the import's mode, corrections applied again."""
    folder.mkdir(exist_ok=True)
    report(_("Rapprochement avec la version en place"), 0.85)
    table = read.plan
    stored = (
        base.tables.select_related("table").filter(table__name=table.name).first() if base else None
    )
    if importing.mode == "upsert" and not (table.key and (stored is None or stored.has_key)):
        raise Invalid(
            _("Pour mettre à jour par la clé, la table « %(title)s » doit avoir une clé.")
            % {"title": table.title}
        )
    changes = column_changes.for_reconciling(importing, table.name)
    in_place = stored and VersionFile(
        store().path(stored.path), renamed=changes["renamed"], dropped=frozenset(changes["removed"])
    )
    merged = lake_merge.merge(
        importing.mode,
        in_place,
        read.typed.path,
        folder / f"{table.name}.parquet",
        correcting.mendings(dataset, table.name, changes["renamed"]),
    )
    return MergedTable(read, merged, stored, Rejected(read, merged.doubled))


def nothing_new(current: Version, merged: Iterable[MergedTable]) -> bool:
    """Say whether the new version would hold exactly what the current one does."""
    stored = {t.table.name: t for t in current.tables.select_related("table")}
    tables = list(merged)
    if set(stored) != {m.read.plan.name for m in tables}:
        return False
    return all(_same(stored[m.read.plan.name], m) for m in tables)


def finished(importing: Import, table: MergedTable, folder: Path) -> FinishedTable:
    """Prepare a merged table for its commit."""
    plan = table.read.plan
    described = {c.name: c for c in plan.columns if c.keep}
    merged = table.merged
    rejects = None
    if table.rejected.lines:
        rejects = folder / f"{plan.name}.rejets.csv"
        rejects_file.write(rejects, table.rejected)
    columns = tuple(_new_column(name, type_, described) for name, type_ in merged.columns)
    figures = figures_of_file(merged.path, has_geometry=merged.has_geometry)
    return FinishedTable(
        name=plan.name,
        title=plan.title,
        file=merged.path,
        columns=columns,
        records=merged.records,
        has_key=merged.has_key,
        geometry_type=figures.geometry_type,
        bbox=figures.bbox,
        rejects=rejects,
        column_changes=column_changes.for_reconciling(importing, plan.name),
    )


def _same(stored: VersionTable, table: MergedTable) -> bool:
    merged = table.merged
    same_columns = [(e["name"], e["type"]) for e in stored.columns] == list(merged.columns)
    still = not (merged.inserted or merged.updated or merged.removed or merged.corrected)
    return same_columns and still and not table.rejected.lines and merged.records == stored.records


def _new_column(name: str, type_: str, described: dict[str, ColumnPlan]) -> NewColumn:
    plan = described.get(name)
    if plan is None:
        return NewColumn(name, type_, name)
    return NewColumn(name, type_, plan.label or name, plan.unit or "", plan.concept or "")
