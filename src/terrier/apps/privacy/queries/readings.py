"""The access log, for whoever answers for the data."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime, time

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from terrier.apps.catalog.models import Dataset, Reading
from terrier.domain.access.policy import Reader
from terrier.web.spreadsheet_cells import harmless

from ..permissions import require_protector

NOBODY = _("public, ou compte supprimé")


def datasets_read(reader: Reader) -> QuerySet[Dataset]:
    """List the datasets whose reads are kept, among those that the reader answers for."""
    mine = require_protector(reader)
    return Dataset.objects.filter(owner__in=mine, readings__isnull=False).distinct()


def readings(
    reader: Reader,
    dataset: Dataset | None = None,
    start: date | None = None,
    end: date | None = None,
) -> QuerySet[Reading]:
    """List reads, the newest first."""
    mine = require_protector(reader)
    found = Reading.objects.filter(dataset__owner__in=mine).select_related("reader", "dataset")
    if dataset is not None:
        found = found.filter(dataset=dataset)
    if start is not None:
        found = found.filter(at__gte=_at(start, time.min))
    if end is not None:
        found = found.filter(at__lte=_at(end, time.max))
    return found


def as_csv(found: QuerySet[Reading]) -> Iterator[str]:
    """Write reads for a spreadsheet."""
    yield "\ufeff" + _line(
        [
            _("Quand"),
            _("Qui"),
            _("Jeu de données"),
            _("Version"),
            _("Porte"),
            _("Colonnes filtrées"),
            _("Lignes"),
        ]
    )
    for one in found.iterator(chunk_size=1000):
        yield _line(
            [
                timezone.localtime(one.at).isoformat(timespec="seconds"),
                f"{one.reader.name} <{one.reader.email}>" if one.reader else str(NOBODY),
                one.dataset.title,
                str(one.version or ""),
                str(one.get_door_display()),
                ", ".join(one.filtered),
                "" if one.rows is None else str(one.rows),
            ]
        )


def _at(day: date, moment: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, moment))


def _line(cells: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerow([harmless(c) for c in cells])
    return out.getvalue()
