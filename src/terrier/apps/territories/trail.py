"""Reading the audit trail: who may read what, filters, and the CSV of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from terrier.apps.accounts.models import AuditEntry
from terrier.apps.accounts.sentences import sentence
from terrier.domain.access.policy import Reader
from terrier.domain.kernel.errors import Refused
from terrier.web.alike import plain
from terrier.web.spreadsheet_cells import harmless

from .permissions import administered_organisations


@dataclass(frozen=True)
class Wish:
    """What a person looks for in the trail."""

    who: str = ""
    action: str = ""
    what: str = ""
    since: date | None = None
    until: date | None = None


def entries(reader: Reader, wish: Wish) -> QuerySet[AuditEntry]:
    """Give the entries that the reader administers, narrowed."""
    found = _readable(reader)
    if wish.who:
        found = found.filter(actor_label__plain__contains=plain(wish.who))
    if wish.action:
        found = found.filter(action=wish.action)
    if wish.what:
        found = found.filter(object_label__plain__contains=plain(wish.what))
    if wish.since:
        found = found.filter(at__gte=_midnight(wish.since, time.min))
    if wish.until:
        found = found.filter(at__lte=_midnight(wish.until, time.max))
    return found


def known_actions(reader: Reader) -> list[str]:
    """List the actions that occur among what the reader may read."""
    return sorted(set(_readable(reader).order_by().values_list("action", flat=True)))


def as_csv(found: QuerySet[AuditEntry]) -> Iterator[str]:
    """Write entries as a CSV that Excel opens: `;`, with a BOM, formulas neutralised."""
    yield "\ufeff" + _line(
        [_("date"), _("personne"), _("action"), _("objet"), _("phrase"), _("détail")]
    )
    for entry in found.iterator(chunk_size=1000):
        yield _line(
            [
                timezone.localtime(entry.at).isoformat(timespec="seconds"),
                entry.actor_label,
                entry.action,
                entry.object_label,
                sentence(entry),
                "; ".join(f"{k} = {v}" for k, v in entry.detail.items()),
            ]
        )


def _readable(reader: Reader) -> QuerySet[AuditEntry]:
    if reader.instance_administrator:
        return AuditEntry.objects.all()
    mine = administered_organisations(reader)
    if not mine:
        raise Refused(_("Le journal est ouvert aux personnes qui administrent un organisme."))
    return AuditEntry.objects.filter(organisation_id__in=mine)


def _midnight(day: date, moment: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, moment))


def _line(cells: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerow([harmless(c) for c in cells])
    return out.getvalue()
