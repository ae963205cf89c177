"""Corrections meet files: what to apply to a new version, and what it contradicted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from django.utils.translation import gettext as _

from terrier.lake.corrections import Conflicting, Mending
from terrier.lake.merge import Merged
from terrier.lake.merge import merge as lake_merge

from ..figures import figures_of_file
from ..models import Correction, Dataset, Table, Version, VersionTable
from ..store import store
from .lease import writer_lease
from .versions import FinishedTable, NewColumn, NewVersion, commit

Report = Callable[[str, float], None]


def mendings(dataset: Dataset, table: str, renamed: Mapping[str, str]) -> list[Mending]:
    """Give the corrections in force of one table, under the names of the new version."""
    held = Correction.objects.filter(
        table__dataset=dataset, table__name=table, state=Correction.State.ACTIVE
    ).select_related("column")
    return [
        Mending(c.pk, c.row_key, renamed.get(c.column.name, c.column.name), c.expected, c.value)
        for c in held
    ]


def note_conflicts(conflicts: Iterable[Conflicting]) -> None:
    """Write which corrections the new version contradicts: people settle them."""
    for conflict in conflicts:
        Correction.objects.filter(pk=conflict.id).update(
            state=Correction.State.CONFLICT,
            found=_("(la ligne a disparu)") if conflict.row_gone else conflict.found,
        )


def apply_now(correction: Correction, standing: str | None, report: Report) -> Version | None:
    """Make a version in which a new correction holds; None when it no longer can."""
    dataset = correction.table.dataset
    with (
        writer_lease(dataset, lambda: report(_("Attente d’un import en cours"), 0.1)),
        store().workshop() as folder,
    ):
        dataset.refresh_from_db()
        base = dataset.current
        if base is None:
            return None
        mending = Mending(
            correction.pk,
            correction.row_key,
            correction.column.name,
            standing,
            correction.value,
        )
        tables = []
        for stored in base.tables.select_related("table"):
            mine = [mending] if stored.table_id == correction.table_id else []
            fresh = folder / f"{stored.table.name}.fresh"
            fresh.hardlink_to(store().path(stored.path))
            out = folder / f"{stored.table.name}.parquet"
            merged = lake_merge("replace", None, fresh, out, mine)
            note_conflicts(merged.conflicts)
            if mine and not merged.corrected:
                return None
            tables.append(_finished(stored, merged))
        new = NewVersion(
            mode=Version.Mode.CORRECTION,
            tables=tuple(tables),
            plan=base.plan,
            # Every reader reads the note; the reason may speak of a masked column.
            note=_("Une valeur corrigée"),
        )
        return commit(dataset, base, new, correction.author)


def _finished(stored: VersionTable, merged: Merged) -> FinishedTable:
    table: Table = stored.table
    labels = {c.stable_id: c for c in table.columns.all()}
    figures = figures_of_file(merged.path, has_geometry=merged.has_geometry)
    return FinishedTable(
        name=table.name,
        title=table.title,
        file=merged.path,
        columns=tuple(
            NewColumn(e["name"], e["type"], labels[e["id"]].label) for e in stored.columns
        ),
        records=merged.records,
        has_key=merged.has_key,
        geometry_type=figures.geometry_type,
        bbox=figures.bbox,
        column_changes={"ids": {e["name"]: e["id"] for e in stored.columns}},
    )
