"""A crossing computed by the system over whole sources: written, merged, committed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from terrier.apps.catalog.actions import correcting, versions
from terrier.apps.catalog.actions.lease import writer_lease
from terrier.apps.catalog.figures import figures_of_file
from terrier.apps.catalog.models import Dataset, Release, Version, VersionTable
from terrier.apps.catalog.store import store
from terrier.domain.kernel.errors import Conflict
from terrier.domain.matching.report import MatchReport
from terrier.domain.tabular.plan import ColumnPlan, ImportPlan, TablePlan
from terrier.lake import crossing as lake
from terrier.lake import merge as lake_merge
from terrier.lake.crossing import Written

from .. import inputs, releases
from ..columns import Result, result_of
from ..models import Crossing
from ..queries import sides
from ..queries.worklist import hands_of
from . import deriving, purging, releasing, warning

Report = Callable[[str, float], None]
TABLE = "croisement"
MOST_REBASES = 5


def compute(crossing: Crossing, report: Report) -> Version | None:
    """Make the version of today's sources; None where it would say what the one in place says.

    Raises
    ------
    TerrierError
        It cannot be computed: what is wrong and what can be done is the sentence.
    """
    dataset = crossing.dataset
    with (
        writer_lease(dataset, lambda: report(_("Attente d’un autre calcul"), 0.05)) as lease,
        store().workshop() as folder,
    ):
        crossing.refresh_from_db()
        asked = inputs.now(crossing)
        if crossing.inputs == asked and not crossing.purging:
            return None
        definition = crossing.asked()
        opened = sides.for_system(definition, dataset.owner.root(), folder)
        result = result_of(crossing, definition, opened)
        release = Release.objects.filter(dataset=dataset).first()

        def alive(step: str, share: float) -> None:
            lease.renew()
            report(step, share)

        hands = hands_of(crossing)
        written = lake.write(
            opened.left.relation,
            opened.right.relation,
            releases.counting(definition, release),
            opened.ground,
            hands,
            folder / "written.parquet",
            alive,
        )
        written = releases.without_small_cells(written, definition, release, folder)
        return _commit(crossing, asked, result, written, folder)


def _commit(
    crossing: Crossing, asked: dict[str, Any], result: Result, written: Written, folder: Path
) -> Version | None:
    dataset = crossing.dataset
    for attempt in range(MOST_REBASES):
        dataset.refresh_from_db()
        base = dataset.current
        merged = _merge(dataset, base, written, folder / f"merged-{attempt}.parquet")
        noted = partial(_note, crossing, asked, result, written.report)
        if base is not None and not crossing.purging and _nothing_new(base, merged):
            correcting.note_conflicts(merged.conflicts)
            with transaction.atomic():
                noted(base)
            return None
        try:
            return versions.commit(
                dataset,
                base,
                _new_version(crossing, asked, result, written, merged),
                None,
                also=partial(_arrived, crossing, noted, merged),
            )
        except versions.BaseMoved:
            continue
    raise Conflict(
        _("Ce croisement change sans cesse pendant son calcul : il sera repris plus tard.")
    )


def _merge(
    dataset: Dataset, base: Version | None, written: Written, out: Path
) -> lake_merge.Merged:
    stored = base.tables.filter(table__name=TABLE).first() if base else None
    in_place = stored and lake_merge.VersionFile(store().path(stored.path))
    mendings = correcting.mendings(dataset, TABLE, {})
    return lake_merge.merge("replace", in_place, written.path, out, mendings)


def _nothing_new(base: Version, merged: lake_merge.Merged) -> bool:
    stored: VersionTable | None = base.tables.filter(table__name=TABLE).first()
    if stored is None or base.mode not in {Version.Mode.CROSSING, Version.Mode.CORRECTION}:
        return False
    same_columns = [(e["name"], e["type"]) for e in stored.columns] == list(merged.columns)
    return same_columns and not (merged.inserted or merged.updated or merged.removed)


def _new_version(
    crossing: Crossing,
    asked: dict[str, Any],
    result: Result,
    written: Written,
    merged: lake_merge.Merged,
) -> versions.NewVersion:
    title = crossing.dataset.title
    figures = figures_of_file(merged.path, has_geometry=merged.has_geometry)
    described = {c.name: c for c in result.columns}
    table = versions.FinishedTable(
        name=TABLE,
        title=title,
        file=merged.path,
        columns=tuple(
            versions.NewColumn(name, type_, described[name].label, described[name].unit,
                               described[name].concept)
            for name, type_ in merged.columns
        ),
        records=merged.records,
        has_key=merged.has_key,
        geometry_type=figures.geometry_type,
        bbox=figures.bbox,
        column_changes={"ids": result.known_ids()},
    )  # fmt: skip
    plan = ImportPlan(
        format="crossing",
        tables=(
            TablePlan(
                source="",
                name=TABLE,
                title=title,
                columns=tuple(ColumnPlan(c.name, c.name, c.label) for c in result.columns),
                key=result.key if merged.has_key else (),
            ),
        ),
    )
    return versions.NewVersion(
        mode=Version.Mode.CROSSING,
        tables=(table,),
        plan={**plan.to_json(), "crossing": crossing.definition},
        receipt={"crossing": {"inputs": asked, "report": _without_values(written.report)}},
        note=_("Recalculé sur les sources du jour")
        if crossing.computed_at
        else _("Premier calcul"),
    )


def _without_values(report: MatchReport) -> dict[str, Any]:
    """Give the report for the receipt, which contributors read who may not see every source."""
    return replace(report, examples={}, doubts=()).to_json()


def _arrived(
    crossing: Crossing,
    noted: Callable[[Version], None],
    merged: lake_merge.Merged,
    version: Version,
) -> None:
    correcting.note_conflicts(merged.conflicts)
    releasing.follow(crossing)
    noted(version)


def _note(
    crossing: Crossing,
    asked: dict[str, Any],
    result: Result,
    report: MatchReport,
    version: Version,
) -> None:
    """Write, in the transaction of the version, what it was computed from and what it met."""
    before = crossing.met()
    deriving.note(crossing, result, version)
    if crossing.purging:
        purging.withdraw_older(crossing, version)
    crossing.inputs, crossing.tried, crossing.problem = asked, {}, ""
    crossing.report = report.to_json()
    crossing.computed_at, crossing.purging = timezone.now(), False
    crossing.save()
    warning.tell_if_it_dropped(crossing, before, report)
