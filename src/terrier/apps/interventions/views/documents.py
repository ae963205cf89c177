"""Documents of a row: attached, opened, taken away."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from terrier.apps.catalog.authority import dataset_to_contribute
from terrier.apps.catalog.models import Reading
from terrier.apps.catalog.queries import open_table
from terrier.apps.catalog.reading_log import record_reading
from terrier.apps.catalog.row_names import naming_column, row_name
from terrier.domain.kernel.errors import Conflict, Invalid
from terrier.lake.keys import rows_of
from terrier.web.audience import Audience, audience

from ..actions import documents as acts
from ..actions.noting import require_row
from ..forms import DocumentForm
from ..queries.documents import document_for
from ..queries.log import sheet_address
from ..sending import send
from .noting import KEY


@audience(Audience.SIGNED_IN)
def add(request: HttpRequest, slug: str, table: str) -> HttpResponse:
    """Attach a document to a row."""
    dataset, _seen = dataset_to_contribute(request.reader, slug)
    opened = open_table(request.reader, slug, table)
    key = request.GET.get(KEY, "")
    require_row(opened, key)
    form = DocumentForm(request.POST or None, request.FILES or None)
    address = sheet_address(opened.stored.table_id, key)
    if request.method == "POST" and form.is_valid():
        try:
            acts.attach(request.user, request.reader, opened, key, form.attached())
        except (Invalid, Conflict) as refused:
            form.add_error(None, refused.user_message)
        else:
            messages.success(request, _("Le document est joint."))
            return redirect(f"{address}#documents")
    naming = naming_column(opened.relation)
    known = rows_of(opened.relation, [key], naming)[key]
    name = row_name(known.row, known.name)
    context = {
        "form": form,
        "opened": opened,
        "dataset": dataset,
        "key": key,
        "name": name,
        "trail": [(dataset.title, reverse("dataset", args=[slug])), (name, address)],
        "sheet": address,
        "file_lost": form.is_bound and bool(request.FILES),
    }
    return render(request, "interventions/attach.html", context)


@audience(Audience.BY_DATASET)
def content(request: HttpRequest, slug: str, number: int) -> FileResponse:
    """Give a document to whoever sees its row."""
    document, dataset, _seen = document_for(request.reader, slug, number)
    record_reading(request, dataset, dataset.current, Reading.Door.FILE, 1)
    return send(document)


@audience(Audience.SIGNED_IN)
def remove(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Take a document away for good, once it is confirmed."""
    dataset_to_contribute(request.reader, slug)
    document, dataset, _seen = document_for(request.reader, slug, number)
    sheet = sheet_address(document.table_id, document.row_key)
    if request.method == "POST":
        acts.remove(request.user, request.reader, document)
        messages.success(request, _("Le document est supprimé."))
        return redirect(f"{sheet}#documents")
    context = {"dataset": dataset, "document": document, "sheet": sheet}
    return render(request, "interventions/remove_document.html", context)
