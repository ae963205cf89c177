"""Corrections meet files: what to apply to a new version, and what it contradicted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terrier.domain.access.policy import Sight
from terrier.lake.cells import cell_text
from terrier.lake.corrections import Conflicting, Mending
from terrier.lake.merge import Merged
from terrier.lake.merge import merge as lake_merge

from .. import authority
from ..figures import figures_of_file
from ..models import Correction, Dataset, Table, Version, VersionTable
from ..store import store
from .lease import writer_lease
from .versions import FinishedTable, NewColumn, NewVersion, commit

Report = Callable[[str, float], None]
WHOLE = Sight(visible=True)


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
    return _apply([correction], lambda _base: [_mending(correction, standing)], report)


def apply_together(corrections: Sequence[Correction], report: Report) -> Version | None:
    """Make one version in which several new corrections of a dataset hold.

    A version that came since they were asked for has applied them, or found them contradicted: what
    stands in the base is either what was seen then, or already mended.
    """
    return _apply(corrections, lambda base: _still_to_do(base, corrections), report)


def _mending(correction: Correction, standing: str | None) -> Mending:
    name = correction.column.name
    return Mending(correction.pk, correction.row_key, name, standing, correction.value)


def _still_to_do(base: Version, corrections: Sequence[Correction]) -> list[Mending]:
    tables = {stored.table_id: stored for stored in base.tables.select_related("table")}
    kept = Correction.objects.filter(pk__in=[c.pk for c in corrections])
    found = []
    for correction in kept.filter(state=Correction.State.ACTIVE).select_related("column"):
        stored = tables.get(correction.table_id)
        if stored is not None:
            relation = authority.relation(WHOLE, base.dataset, stored)
            column = relation.require(correction.column.name)
            standing = cell_text(relation, correction.row_key, column)
            found += [_mending(correction, standing)] if standing != correction.value else []
    return found


def _apply(
    corrections: Sequence[Correction], ask: Callable[[Version], list[Mending]], report: Report
) -> Version | None:
    dataset = corrections[0].table.dataset
    table_of = {correction.pk: correction.table_id for correction in corrections}
    with (
        writer_lease(dataset, lambda: report(_("Attente d’un import en cours"), 0.1)),
        store().workshop() as folder,
    ):
        dataset.refresh_from_db()
        base = dataset.current
        if base is None:
            return None
        asked = ask(base)
        tables, mended = [], 0
        for stored in base.tables.select_related("table"):
            mine = [mending for mending in asked if table_of[mending.id] == stored.table_id]
            fresh = folder / f"{stored.table.name}.fresh"
            fresh.hardlink_to(store().path(stored.path))
            out = folder / f"{stored.table.name}.parquet"
            merged = lake_merge("replace", None, fresh, out, mine)
            note_conflicts(merged.conflicts)
            mended += merged.corrected
            tables.append(_finished(stored, merged))
        if not mended:
            return None
        new = NewVersion(
            mode=Version.Mode.CORRECTION,
            tables=tuple(tables),
            plan=base.plan,
            # Every reader reads the note; the reason may speak of a masked column.
            note=ngettext("Une valeur corrigée", "%(count)d valeurs corrigées", mended)
            % {"count": mended},
        )
        return commit(dataset, base, new, corrections[0].author)


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
