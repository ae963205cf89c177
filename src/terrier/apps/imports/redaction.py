"""Erased rows leave everything that an import keeps: original, rejects, receipt, plan, workshop.

The original is read anew as its plan says: the very typing that finds erased rows in a new file
tells on which lines they stand, read or refused. A delimited text is kept without those lines; any
other file is withdrawn.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from terrier.apps.catalog.leftovers import put_aside
from terrier.apps.catalog.models import Dataset, Original, Version, VersionTable
from terrier.apps.catalog.store import store
from terrier.connectors import sources
from terrier.connectors.delimited.blanking import without_records
from terrier.domain.kernel.errors import TerrierError
from terrier.domain.retention import remains
from terrier.domain.tabular.plan import ImportPlan, TablePlan
from terrier.lake.erasure import lines_older
from terrier.lake.storage import sha256_of
from terrier.lake.typing.apply import type_table

from . import erased, workplace
from .models import Import

Lines = dict[str, frozenset[int]]
"""Lines of erased rows, by table."""
Older = Mapping[str, tuple[str, date]]
"""Stable id of a date column and first day that is kept, by table."""
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Sought:
    """What is looked for in one table of an original."""

    marked: erased.Erased | None
    older: tuple[str, date] | None
    """Name of the date column, and first day that is kept."""

    @property
    def anything(self) -> bool:
        """Say whether there is something to look for."""
        return bool(self.marked or self.older)


@dataclass(frozen=True)
class Reread:
    """What reading originals again told."""

    lines: Lines
    readable: bool
    """False: nobody can tell any more on which lines the rows stand."""

    @property
    def concerned(self) -> bool:
        """Say whether the originals hold, or may hold, erased rows."""
        return not self.readable or any(self.lines.values())


def redact_dataset(
    dataset: Dataset,
    touched: Iterable[int],
    reason: str,
    report: Progress,
    older: Older | None = None,
) -> None:
    """Take erased rows out of all that the imports of a dataset keep. May be run again.

    Parameters
    ----------
    touched
        Ids of the versions from whose tables rows were taken.
    reason
        Why an original is withdrawn, for who asks for it.
    report
        Told each step; raises to stop.
    older
        Where rows left at the end of their time: date column and limit, by table.
    """
    told = set(touched)
    for version in dataset.versions.prefetch_related("originals"):
        report(_("Fichiers d’origine de la version %(number)d") % {"number": version.number})
        if redact_version(version, reason, older) or version.pk in told:
            _cite_nothing(version)
    # A file that is being read, or imported, meets the marks and asks for its own redaction.
    under_way = (Import.State.READING, Import.State.RUNNING)
    waiting = Import.objects.filter(dataset=dataset, version=None).exclude(state__in=under_way)
    for importing in waiting:
        report(_("Imports sans version"))
        redact_import(importing, reason)


def redact_version(version: Version, reason: str, older: Older | None = None) -> bool:
    """Clean the originals and the rejects of one version; say whether they held anything."""
    originals = [o for o in version.originals.all() if not o.gone_reason]
    if not version.plan:
        return False
    names = _names_of(version)
    plan = ImportPlan.from_json(version.plan)
    found = _reread(version.dataset, originals, plan, names, older or {})
    if originals and found.concerned:
        _redact(version.dataset, originals, plan, found, reason)
    if not found.concerned:
        return False
    for stored in version.tables.select_related("table").exclude(rejects=""):
        _clean_rejects(stored, found)
    _cite_nothing(version, found.lines)
    return True


def redact_import(importing: Import, reason: str) -> bool:
    """Clean what an import keeps that made no version; say whether it held anything."""
    workplace.clear(importing)
    originals = [o for o in importing.originals.all() if not o.gone_reason]
    assert importing.dataset is not None
    if not originals:
        return False
    plan = ImportPlan.from_json(importing.plan) if importing.plan else None
    found = _reread(importing.dataset, originals, plan, None, {}) if plan else Reread({}, False)
    if not found.concerned:
        return False
    _redact(importing.dataset, originals, plan, found, reason)
    _bare(importing, found.lines)
    return True


def _names_of(version: Version) -> dict[str, dict[str, str]]:
    """Give the names that columns bear in a version: by table, by stable id."""
    tables = version.tables.select_related("table")
    return {t.table.name: {e["id"]: e["name"] for e in t.columns} for t in tables}


def _reread(
    dataset: Dataset,
    originals: list[Original],
    plan: ImportPlan,
    names: dict[str, dict[str, str]] | None,
    older: Older,
) -> Reread:
    known = names or {}
    sought = {
        t.name: Sought(
            erased.of_table(dataset, t.name, known.get(t.name)),
            _dated(older.get(t.name), known.get(t.name, {})),
        )
        for t in plan.tables
        if t.keep
    }
    tables = [t for t in plan.tables if t.keep and sought[t.name].anything]
    if not tables:
        return Reread({}, True)
    if not originals:
        return Reread({}, False)
    try:
        with store().workshop() as folder:
            source = _source(originals, folder)
            return Reread(
                {t.name: _lines(source, plan.format, t, sought[t.name], folder) for t in tables},
                True,
            )
    except (TerrierError, FileNotFoundError):
        return Reread({}, False)


def _source(originals: list[Original], folder: Path) -> Path:
    if len(originals) == 1:
        return store().path(originals[0].path)
    together = folder / "source"
    together.mkdir()
    for original in originals:
        os.link(store().path(original.path), together / original.name)
    return together


def _lines(
    source: Path, format: str, plan: TablePlan, sought: Sought, folder: Path
) -> frozenset[int]:
    out = folder / f"{plan.name}.staged.parquet"
    staged = sources.stage(source, format, plan.source, plan.reading, out)
    gone = sought.marked
    _left, refused = erased.without_erased_rejects(staged, plan, format, gone)
    typed = type_table(
        out, plan, folder / f"{plan.name}.parquet", progress=lambda *_said: None, erased=gone
    )
    old = lines_older(typed.path, *sought.older) if sought.older else frozenset()
    return frozenset(typed.erased) | refused | old


def _dated(older: tuple[str, date] | None, names: dict[str, str]) -> tuple[str, date] | None:
    if older is None or older[0] not in names:
        return None
    return names[older[0]], older[1]


def _redact(
    dataset: Dataset,
    originals: list[Original],
    plan: ImportPlan | None,
    found: Reread,
    reason: str,
) -> None:
    """Keep a copy without the lines where the format allows, else withdraw."""
    text = plan is not None and plan.format == erased.DELIMITED and len(originals) == 1
    if text and found.readable:
        assert plan is not None
        _keep_copy(dataset, originals[0], plan.tables[0].reading, found)
        return
    for original in originals:
        with transaction.atomic():
            _same_file(dataset, original).update(gone_reason=reason[:300])
            put_aside([original.path])


def _keep_copy(
    dataset: Dataset, original: Original, reading: dict[str, Any], found: Reread
) -> None:
    lines = frozenset().union(*found.lines.values())
    with store().workshop() as folder:
        copy = folder / "copy"
        without_records(store().path(original.path), reading, lines, copy)
        digest, size = sha256_of(copy), copy.stat().st_size
        key = f"originals/{digest[:2]}/{digest}/{original.name}"
        store().keep(copy, key)
    with transaction.atomic():
        _same_file(dataset, original).update(
            path=key, sha256=digest, size=size, redacted_at=timezone.now()
        )
        put_aside([original.path])


def _same_file(dataset: Dataset, original: Original) -> Any:
    """Give the rows that name the file for this dataset, or for nothing that was ever made."""
    ours = Q(versions__dataset=dataset) | Q(imports__dataset=dataset)
    nobody = Q(versions=None, imports__dataset=None)
    same = Original.objects.filter(ours | nobody, path=original.path)
    return Original.objects.filter(pk__in=list(same.values_list("pk", flat=True)))


def _clean_rejects(stored: VersionTable, found: Reread) -> None:
    """Write the rejects again without the erased lines; without any value where nobody can tell."""
    path = store().path(stored.rejects)
    lines = found.lines.get(stored.table.name, frozenset())
    if (found.readable and not lines) or not path.exists():
        return
    folder, name = stored.rejects.rsplit("/", 1)
    key = f"{folder}/{timezone.now():%Y%m%d%H%M%S%f}-{name.split('-')[-1]}"
    with store().workshop() as workshop:
        clean = workshop / "rejects.csv"
        _copy_rejects(path, clean, lines, values=found.readable)
        store().keep(clean, key)
    with transaction.atomic():
        VersionTable.objects.filter(rejects=stored.rejects).update(rejects=key)
        put_aside([stored.rejects])


def _copy_rejects(path: Path, out: Path, lines: frozenset[int], *, values: bool) -> None:
    with (
        path.open(newline="", encoding="utf-8-sig") as source,
        out.open("w", newline="", encoding="utf-8-sig") as target,
    ):
        rows, writer = csv.reader(source), csv.writer(target)
        writer.writerow(next(rows))
        for line, column, value, rule, raw in rows:
            if int(line) not in lines:
                kept = (value, raw) if values else ("", "")
                writer.writerow((line, column, kept[0], rule, kept[1]))


def _cite_nothing(version: Version, lines: Lines | None = None) -> None:
    """Take quoted values out of the receipt and the plan of a version, and of its imports."""
    receipt = remains.receipt_without_values(version.receipt)
    plan = remains.plan_without_values(version.plan, lines or {})
    Version.objects.filter(pk=version.pk).update(receipt=receipt, plan=plan)
    for importing in Import.objects.filter(version=version):
        workplace.clear(importing)
        _bare(importing, lines or {})


def _bare(importing: Import, lines: Lines) -> None:
    error = importing.error and _("L’import a échoué ; le détail a été effacé avec les données.")
    Import.objects.filter(pk=importing.pk).update(
        probe=remains.probe_without_values(importing.probe),
        plan=remains.plan_without_values(importing.plan, lines),
        error=error,
    )
