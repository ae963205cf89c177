"""What the log adds to the page of a dataset and to the sheet of a row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.http import urlencode

from terrier.apps.catalog.sections import on_dataset_page, on_row_page

from .models import Document, Intervention
from .permissions import reads_log
from .places import LINES
from .queries.documents import readable, told
from .queries.log import Log, sheet_address
from .views.labels import FROM_TAG
from .views.noting import KEY

if TYPE_CHECKING:
    from django.http import HttpRequest

    from terrier.apps.catalog.queries import Opened
    from terrier.lake.rows import Row

SHOWN = 5
"""Entries shown on the sheet of a row; the log has them all."""


@on_row_page("interventions/parts/row_button.html", "before")
def button(request: HttpRequest, opened: Opened, row: Row) -> dict[str, Any] | None:
    """Offer to note an intervention; whoever read a code without an account is led to sign in."""
    if row.key is None:
        return None
    address = f"{opened.address('intervention-note')}?{urlencode({KEY: row.key})}"
    if opened.sight.contributes:
        return {"note_address": address, "in_the_field": opened.relation.has_geometry}
    if FROM_TAG in request.GET and opened.public and not request.user.is_authenticated:
        back = urlencode({"next": sheet_address(opened.stored.table_id, row.key)})
        return {"sign_in_address": f"{reverse('account_login')}?{back}"}
    return None


@on_row_page("interventions/parts/row_log.html")
def log(request: HttpRequest, opened: Opened, row: Row) -> dict[str, Any] | None:
    """Show the latest entries of the row."""
    if row.key is None or not reads_log(request.reader, opened.dataset, opened.sight):
        return None
    own = Log(request.reader, opened.dataset, opened.sight)
    found = Intervention.objects.of_row(opened.stored.table, row.key).standing()
    asked = {"table": opened.table, "key": row.key}
    return {
        "entries": own.entries(list(found.values_list("pk", flat=True)[:SHOWN])),
        "total": found.count(),
        "all_address": f"{reverse('interventions', args=[opened.dataset.slug])}?{urlencode(asked)}",
        "label_address": f"{opened.address('labels')}?{urlencode({KEY: row.key})}",
    }


@on_row_page("interventions/parts/row_documents.html")
def documents(request: HttpRequest, opened: Opened, row: Row) -> dict[str, Any] | None:
    """List the documents of the row, for whoever sees it."""
    if row.key is None:
        return None
    table = opened.stored.table
    attached = Document.objects.of_row(table, row.key).select_related("table__dataset", "author")
    found = readable(opened.dataset, opened.sight, attached)
    if not found and not opened.sight.contributes:
        return None
    member = reads_log(request.reader, opened.dataset, opened.sight)
    add = f"{opened.address('document-add')}?{urlencode({KEY: row.key})}"
    return {
        "documents": told(found, names=member),
        "contributes": opened.sight.contributes,
        "add_address": add,
    }


@on_dataset_page("interventions/parts/dataset_log.html")
def of_dataset(request: HttpRequest, opened: Opened) -> dict[str, Any]:
    """Lead to the log of the dataset, and to the labels of its rows."""
    readable = reads_log(request.reader, opened.dataset, opened.sight) and opened.relation.has_key
    found = Intervention.objects.filter(table__dataset=opened.dataset).standing()
    # A table of accounts has a key too: nothing is said of works there before the first.
    if not readable or not (opened.relation.has_geometry or found.exists()):
        return {"readable": False}
    return {
        "readable": True,
        "total": found.count() if opened.sight.every_row else None,
        "log_address": reverse("interventions", args=[opened.dataset.slug]),
        "breaks_address": opened.address("breaks") if opened.stored.geometry_type in LINES else "",
        "labels_address": opened.address("labels"),
    }
