"""Entries listed, narrowed and written for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from terrier.apps.accounts.models import User
from terrier.apps.catalog import authority
from terrier.apps.catalog.models import Dataset
from terrier.web.spreadsheet_cells import harmless

from ..models import Intervention
from ..permissions import reads_log
from .log import Log, LogEntry

if TYPE_CHECKING:
    from terrier.domain.access.policy import Reader

    from ..querysets import InterventionQuerySet

NAMES = {
    "table": "table__name",
    "kind": "kind",
    "outcome": "outcome",
    "author": "author_id",
    "start": "done_on__gte",
    "end": "done_on__lte",
    "key": "row_key",
}


def narrowed(found: InterventionQuerySet, wish: dict[str, Any]) -> InterventionQuerySet:
    """Keep the entries that answer a filter form; the withdrawn ones only when asked for."""
    found = found.filter(withdrawn_at__isnull=not wish.get("withdrawn", False))
    return found.filter(**{NAMES[name]: value for name, value in wish.items() if name in NAMES})


def authors(dataset: Dataset) -> list[tuple[str, str]]:
    """List who wrote in a log, for those who may read it."""
    wrote = User.objects.filter(interventions__table__dataset=dataset).distinct().order_by("name")
    return [(str(user.pk), user.name) for user in wrote]


def of_person(reader: Reader) -> list[tuple[Log, list[int]]]:
    """Give what a person noted, by dataset, the latest first; of what they may still read."""
    mine = Intervention.objects.filter(author=reader.user)
    latest = mine.values("table__dataset").annotate(day=Max("created_at")).order_by("-day")
    ids = [one["table__dataset"] for one in latest]
    datasets = Dataset.objects.select_related("owner", "current").in_bulk(ids)
    seen = authority.sights_of(reader, datasets.values())
    logs = []
    for pk in ids:
        dataset = datasets[pk]
        if reads_log(reader, dataset, seen[pk]) and not dataset.gone_reason:
            log = Log(reader, dataset, seen[pk])
            logs.append((log, list(log.readable(mine.standing()))))
    return [(log, found) for log, found in logs if found]


def as_csv(entries: Iterable[LogEntry]) -> Iterator[str]:
    """Write entries for a spreadsheet."""
    yield "\ufeff" + line(
        [
            _("Numéro"),
            _("Date"),
            _("Nature"),
            _("Table"),
            _("Identifiant"),
            _("Nom"),
            _("Résultat"),
            _("Remarque"),
            _("Durée (min)"),
            _("Coût (€)"),
            _("Latitude"),
            _("Longitude"),
            _("Défaillance"),
            _("Réparée le"),
            _("État laissé"),
            _("Photographies"),
            _("Notée par"),
            _("Notée le"),
        ]
    )
    for entry in entries:
        one = entry.intervention
        state = f"{entry.state.column} : {entry.state.value or ''}" if entry.state else ""
        yield line(
            [
                one.pk,
                one.done_on.isoformat(),
                one.get_kind_display(),
                one.table.title,
                one.row_key,
                entry.row_name,
                one.get_outcome_display(),
                one.note,
                one.duration_min,
                _decimal(one.cost_eur),
                _decimal(one.latitude),
                _decimal(one.longitude),
                one.get_failure_display(),
                one.repaired_on.isoformat() if one.repaired_on else "",
                state,
                len(one.photographs.all()),
                one.author.name if one.author else _("compte supprimé"),
                timezone.localtime(one.created_at).isoformat(timespec="minutes"),
            ]
        )


def line(cells: Iterable[object]) -> str:
    """Write one line, in which no cell runs as a formula; numbers stay numbers."""
    texts = [str("" if c is None else c) for c in cells]
    kept = [t if _is_number(t) else harmless(t) for t in texts]
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerow(kept)
    return out.getvalue()


def _decimal(value: object) -> str:
    return "" if value is None else str(value).replace(".", ",")


def _is_number(text: str) -> bool:
    return text.lstrip("-").replace(",", "", 1).isdecimal()
