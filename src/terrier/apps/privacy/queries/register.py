"""The register: one sheet for each dataset about persons, written or still to write."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from django.forms.models import model_to_dict
from django.urls import reverse
from django.utils.translation import gettext as _

from terrier.apps.catalog.models import Column, Dataset
from terrier.apps.catalog.queries.publishing import Point
from terrier.domain.access.policy import Reader
from terrier.domain.retention.periods import Period, Unit
from terrier.domain.retention.register import missing
from terrier.web.spreadsheet_cells import harmless

from ..models import Sheet
from ..permissions import require_protector


@dataclass(frozen=True)
class Entry:
    """One line of the register."""

    dataset: Dataset
    sheet: Sheet
    missing: tuple[str, ...]
    retention: str
    address: str

    @property
    def complete(self) -> bool:
        """Say whether nothing is missing."""
        return not self.missing


def entries(reader: Reader) -> list[Entry]:
    """List the datasets about persons that the reader answers for."""
    mine = require_protector(reader)
    datasets = Dataset.objects.filter(owner__in=mine, about_persons=True, gone_reason="")
    return [entry_of(d) for d in datasets.select_related("owner", "sheet")]


def entry_of(dataset: Dataset) -> Entry:
    """Give the line of one dataset; an empty sheet where none is written."""
    sheet = getattr(dataset, "sheet", None) or Sheet(dataset=dataset)
    lacking = missing(model_to_dict(sheet))
    address = reverse("dataset-persons", args=[dataset.slug])
    return Entry(dataset, sheet, lacking, retention_words(sheet), address)


def period_of(sheet: Sheet) -> Period | None:
    """Give the period of retention; None while it is not said."""
    if not sheet.retention_length:
        return None
    return Period(sheet.retention_length, Unit(sheet.retention_unit))


def retention_words(sheet: Sheet) -> str:
    """Say the retention in a sentence; empty while it is not said."""
    if not sheet.retention_length:
        return ""
    start = sheet.get_retention_start_display()
    if sheet.retention_start == Sheet.Start.COLUMN:
        column = Column.objects.filter(stable_id=sheet.retention_column).first()
        start = _("la colonne « %(label)s »") % {"label": column.label if column else "?"}
    return _("%(length)d %(unit)s à compter de %(start)s%(how)s") % {
        "length": sheet.retention_length,
        "unit": sheet.get_retention_unit_display(),
        "start": start,
        "how": _(", effacement automatique") if sheet.automatic else "",
    }


def check(dataset: Dataset) -> list[Point]:
    """Give what publication asks of a dataset about persons."""
    if not dataset.about_persons:
        return []
    lacking = entry_of(dataset).missing
    return [
        Point(
            _("La fiche du registre des traitements"),
            not lacking,
            _("Ce jeu parle de personnes. Il manque : %(what)s.") % {"what": ", ".join(lacking)},
        )
    ]


def facts(entry: Entry) -> list[tuple[str, str]]:
    """Give a sheet in words: label and what it says."""
    sheet = entry.sheet
    said = {
        "purpose": sheet.purpose,
        "legal_basis": sheet.get_legal_basis_display(),
        "sensitive": sheet.get_sensitive_basis_display() if sheet.sensitive else _("non"),
        "data_categories": sheet.data_categories,
        "person_categories": sheet.person_categories,
        "recipients": sheet.recipients,
        "transfers": sheet.transfers,
        "retention_length": entry.retention,
        "security": sheet.security,
        "controller": sheet.controller,
        "officer": sheet.officer,
        "processor": sheet.processor or _("aucun"),
        "assessment": " – ".join(
            filter(None, [sheet.get_assessment_display(), sheet.assessment_why])
        ),
    }
    labels = {name: str(Sheet._meta.get_field(name).verbose_name) for name in said}
    return [(labels[name][0].upper() + labels[name][1:], str(text)) for name, text in said.items()]


def as_csv(found: list[Entry]) -> Iterator[str]:
    """Write the register for a spreadsheet: `;`, UTF-8 with its mark."""
    yield "\ufeff"
    for number, entry in enumerate(found):
        said = facts(entry)
        if not number:
            heads = [_("Jeu de données"), _("Organisme"), *(label for label, _text in said)]
            yield _line([*heads, _("Il manque")])
        cells = [entry.dataset.title, entry.dataset.owner.name, *(text for _label, text in said)]
        yield _line([*cells, ", ".join(entry.missing)])


def _line(cells: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerow([harmless(c) for c in cells])
    return out.getvalue()
