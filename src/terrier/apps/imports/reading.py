"""From a received file to a proposed plan: probe, stage, decide types on every row."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from terrier.connectors import sources
from terrier.connectors.contract import PartProbe, Probe, Reject, SourceCount, Staged
from terrier.domain.kernel.errors import Unreadable
from terrier.domain.tabular.context import TypingContext
from terrier.domain.tabular.headers import title_in_words
from terrier.domain.tabular.names import lake_names
from terrier.domain.tabular.plan import ImportPlan, TablePlan
from terrier.lake.typing.keys import propose_key
from terrier.lake.typing.preview import preview_columns
from terrier.lake.typing.propose import propose_columns
from terrier.lake.typing.propose_geometry import propose_geometry

from . import remembering, workplace
from .models import Import
from .place import typing_context

Report = Callable[[str, float], None]


def read(importing: Import, report: Report) -> None:
    """Probe the source, stage its parts and write the proposed plan on the import."""
    source = workplace.source_of(importing)
    report(_("Lecture du fichier"), 0.02)
    probe = sources.probe(source, hints=importing.probe.get("hints") or {})
    if not probe.parts:
        raise Unreadable(_("Ce fichier ne contient aucune table : il n’y a rien à importer."))
    if all(part.rows_estimate == 0 for part in probe.parts):
        # Empty templates have dozens of layers: no need to read them all to say so.
        raise Unreadable(_nothing_to_keep([]))
    context = typing_context(importing.owner)
    tables, views = [], []
    for number, part in enumerate(probe.parts):
        share = number / len(probe.parts)
        table, view = _read_part(importing, probe, part, context, _within(report, share))
        tables.append(table)
        views.append(view)
    if not any(t.keep for t in tables):
        raise Unreadable(_nothing_to_keep(views))
    plan = ImportPlan(format=probe.format, tables=_distinct_names(tables))
    importing.plan = remembering.apply(importing, plan).to_json()
    importing.probe = {
        "hints": importing.probe.get("hints") or {},
        "format": probe.format,
        "evidence": [asdict(e) for e in probe.evidence],
        "parts": views,
    }
    importing.state = Import.State.PROPOSED
    importing.save(update_fields=["plan", "probe", "state"])


def stage(importing: Import, plan: ImportPlan, table: TablePlan, report: Report) -> Staged:
    """Stage one part, or find it staged in the same way already."""
    return _staged(importing, plan.format, table.source, table.reading, report)


def counted(importing: Import, table: TablePlan) -> SourceCount:
    """Give what the second reader counted in a staged part."""
    kept = _kept(workplace.staged_path(importing, table.source, table.reading))
    return SourceCount(**json.loads(kept.read_text())["counted"])


def _kept(staged: Path) -> Path:
    """Give where what both readers said of a staged part is kept."""
    return staged.with_suffix(".read.json")


def _staged(
    importing: Import, format: str, part: str, reading: dict[str, Any], report: Report
) -> Staged:
    out = workplace.staged_path(importing, part, reading)
    known = _kept(out)
    if out.exists() and known.exists():
        kept = json.loads(known.read_text())["staged"]
        rejects = tuple(Reject(**r) for r in kept.pop("rejects"))
        return Staged(path=out, rejects=rejects, **kept)
    source = workplace.source_of(importing)
    # Each reader is one child busy on one processor: side by side, the second costs no time.
    with ThreadPoolExecutor(max_workers=1) as beside:
        counting = beside.submit(sources.count, source, format, part, reading)
        staged = sources.stage(source, format, part, reading, out, report)
        count = counting.result()
    kept = {k: v for k, v in asdict(staged).items() if k != "path"}
    known.write_text(json.dumps({"staged": kept, "counted": asdict(count)}))
    return staged


def _read_part(
    importing: Import,
    probe: Probe,
    part: PartProbe,
    context: TypingContext,
    report: Report,
) -> tuple[TablePlan, dict[str, Any]]:
    staged = _staged(importing, probe.format, part.source, part.reading, report)
    report(_("Choix des types sur toutes les lignes"), 0.7)
    columns = propose_columns(staged.path, part.columns, part.labels, part.types, context)
    geometry = propose_geometry(
        staged.path,
        part.columns,
        part.labels,
        context,
        native=part.geometry_type is not None,
        declared_crs=part.crs,
        local=part.reading.get("local", False),
    )
    table = TablePlan(
        source=part.source,
        name=lake_names([part.title or "table"])[0],
        title=title_in_words(part.title),
        columns=columns,
        geometry=geometry,
        key=propose_key(staged.path, columns),
        keep=staged.records > 0,
        reading=part.reading,
    )
    view = {
        "source": part.source,
        "title": table.title,
        "name": table.name,
        "labels": part.labels,
        "columns": part.columns,
        "head": part.head,
        "types": part.types,
        "geometry_type": part.geometry_type,
        "crs": part.crs,
        "records": staged.records,
        "rejected_lines": len(staged.rejects),
        "first_reject": asdict(staged.rejects[0]) if staged.rejects else None,
        "evidence": [asdict(e) for e in part.evidence],
        "notes": [*part.notes, *staged.notes],
        "examples": preview_columns(staged.path, table),
    }
    return table, view


def _nothing_to_keep(views: list[dict[str, Any]]) -> str:
    rejected = sum(view["rejected_lines"] for view in views)
    if not rejected:
        return _(
            "Ce fichier a des colonnes, mais aucune ligne : il n’y a rien à importer. "
            "Remplissez-le, puis renvoyez-le."
        )
    first = next(view["first_reject"] for view in views if view["rejected_lines"])
    return _(
        "Aucune des %(count)d lignes de ce fichier n’est lisible. La première, ligne %(line)d : "
        "%(rule)s"
    ) % {"count": rejected, "line": first["line"], "rule": first["rule"]}


def _distinct_names(tables: list[TablePlan]) -> tuple[TablePlan, ...]:
    names = lake_names([t.name for t in tables])
    return tuple(replace(t, name=name) for t, name in zip(tables, names, strict=True))


def _within(report: Report, share: float) -> Report:
    return lambda step, part: report(step, min(0.99, share + part * (1 - share)))
