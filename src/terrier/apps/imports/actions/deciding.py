"""The person's decisions on a proposed import, and its launch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from terrier.apps.accounts.actions import record
from terrier.apps.accounts.models import User
from terrier.apps.jobs.actions import enqueue, stop
from terrier.domain.access.policy import Reader
from terrier.domain.kernel.errors import Conflict, Invalid
from terrier.domain.tabular.plan import ColumnPlan, GeometryPlan, ImportPlan, TablePlan
from terrier.lake.typing.asked import read_as

from .. import column_changes, reading
from ..models import Import
from .receiving import check_may_import

HINTS = ("encoding", "separator", "header_line")


def decide(importing: Import, reader: Reader, answers: QueryDict) -> None:
    """Change the proposed plan as the form says."""
    check_may_import(reader, importing.owner, importing.dataset)
    _check_proposed(importing)
    plan = ImportPlan.from_json(importing.plan)
    tables = tuple(
        _decided_table(importing, plan, table, f"t{number}-", answers)
        for number, table in enumerate(plan.tables)
    )
    if not any(t.keep for t in tables):
        raise Invalid(_("Gardez au moins une table."))
    importing.plan = replace(plan, tables=tables).to_json()
    importing.metadata = {**importing.metadata, **_metadata(answers)}
    importing.column_changes = column_changes.decided(answers)
    importing.save(update_fields=["plan", "metadata", "column_changes"])


def read_again(importing: Import, reader: Reader, actor: User, answers: Mapping[str, Any]) -> None:
    """Read the file again with another encoding, separator or header line."""
    check_may_import(reader, importing.owner, importing.dataset)
    _check_proposed(importing)
    hints = {name: answers[name] for name in HINTS if answers.get(name)}
    if "header_line" in hints:
        if not str(hints["header_line"]).isdigit():
            raise Invalid(_("La ligne d’en-tête est un numéro de ligne : 1, 2, 3…"))
        hints["header_line"] = int(hints["header_line"])
    with transaction.atomic():
        importing.probe = {"hints": hints}
        importing.state = Import.State.READING
        importing.job = enqueue("imports.read", {"import_id": str(importing.pk)}, actor)
        importing.save(update_fields=["probe", "state", "job"])


def launch(importing: Import, reader: Reader, actor: User | None) -> None:
    """Ask a worker to import as decided; asking twice imports once."""
    check_may_import(reader, importing.owner, importing.dataset)
    column_changes.check_settled(importing)
    with transaction.atomic():
        proposed = Import.objects.filter(pk=importing.pk, state=Import.State.PROPOSED)
        if not proposed.update(state=Import.State.RUNNING, error=""):
            raise Conflict(_("Cet import est déjà lancé."))
        importing.refresh_from_db()
        importing.job = enqueue(
            "imports.run",
            {"import_id": str(importing.pk)},
            actor,
            idempotency_key=f"imports.run:{importing.pk}",
        )
        importing.save(update_fields=["job"])
        record(actor, "import.launch", importing, organisation=importing.owner_id)


def give_up(importing: Import, reader: Reader, actor: User) -> None:
    """Abandon an import that has not ended; one that a worker is doing stops at its next report."""
    check_may_import(reader, importing.owner, importing.dataset)
    if importing.job is not None:
        # Whoever may import here may stop an import that a colleague began.
        stop(importing.job)
        importing.job.refresh_from_db()
    idle = importing.job is None or importing.job.ended
    open_states = [Import.State.READING, Import.State.PROPOSED, Import.State.RUNNING]
    ended = Import.objects.filter(pk=importing.pk, state__in=open_states) if idle else None
    if ended is not None and ended.update(state=Import.State.CANCELLED):
        record(actor, "import.cancel", importing, organisation=importing.owner_id)


@transaction.atomic
def supersede(importing: Import) -> bool:
    """Give up a proposal for a newer file; say whether it still waited for a decision."""
    waiting = Import.objects.filter(pk=importing.pk, state=Import.State.PROPOSED)
    note = _("Une version plus récente de ce fichier est arrivée : décidez sur elle.")
    if not waiting.update(state=Import.State.CANCELLED, error=note):
        return False
    record(None, "import.cancel", importing, organisation=importing.owner_id)
    return True


def _check_proposed(importing: Import) -> None:
    if importing.state != Import.State.PROPOSED:
        raise Conflict(_("Cet import n’attend plus de décision."))


def _metadata(answers: QueryDict) -> dict[str, str]:
    title = answers.get("title", "").strip()
    return {"title": title[:200]} if title else {}


def _decided_table(
    importing: Import, plan: ImportPlan, table: TablePlan, prefix: str, answers: QueryDict
) -> TablePlan:
    if answers.get(prefix + "keep") != "on":
        return replace(table, keep=False)
    staged = reading.stage(importing, plan, table, lambda _step, _share: None)
    columns = tuple(
        _decided_column(staged.path, column, f"{prefix}c{number}-", answers)
        for number, column in enumerate(table.columns)
    )
    kept = {c.name for c in columns if c.keep}
    key = tuple(answers.getlist(prefix + "key"))
    if not set(key) <= kept:
        raise Invalid(_("La clé doit être faite de colonnes gardées."))
    title = answers.get(prefix + "title", "").strip() or table.title
    return replace(
        table,
        keep=True,
        title=title,
        columns=columns,
        key=tuple(k for k in key if k),
        geometry=_decided_geometry(table, prefix, answers),
    )


def _decided_column(staged: Any, column: ColumnPlan, prefix: str, answers: QueryDict) -> ColumnPlan:
    if answers.get(prefix + "keep") != "on":
        return replace(column, keep=False)
    wanted = answers.get(prefix + "grammar", column.grammar)
    if wanted != column.grammar:
        column = read_as(staged, column, wanted)
    label = answers.get(prefix + "label", "").strip() or column.label
    unit = answers.get(prefix + "unit", "").strip() or None
    return replace(column, keep=True, label=label, unit=unit)


def _decided_geometry(table: TablePlan, prefix: str, answers: QueryDict) -> GeometryPlan | None:
    kind = answers.get(prefix + "geometry", "")
    if not kind:
        return None
    crs = answers.get(prefix + "crs", "").strip() or (
        table.geometry.crs if table.geometry else "EPSG:4326"
    )
    if table.geometry and kind == table.geometry.kind:
        chosen = table.geometry
    elif kind in ("lonlat", "xy"):
        chosen = GeometryPlan(kind, (answers.get(prefix + "x", ""), answers.get(prefix + "y", "")))
    else:
        chosen = GeometryPlan(kind, (answers.get(prefix + "x", ""),))
    swap = answers.get(prefix + "swap") == "on"
    reason = chosen.crs_reason if crs == chosen.crs else _("choisi par vous")
    return replace(chosen, crs=crs.upper(), crs_reason=reason, swap_axes=swap)
