"""Labels with a QR code, and where a code leads."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from terrier.apps.catalog.actions.corrections import why_not
from terrier.apps.catalog.authority import dataset_for
from terrier.apps.catalog.models import Table
from terrier.apps.catalog.queries import Empty, open_table
from terrier.apps.catalog.row_names import naming_column, row_name
from terrier.apps.catalog.views.asking import Asked, ask
from terrier.domain.access.policy import Reader
from terrier.domain.kernel.errors import NotFound
from terrier.lake.keys import KnownRow, keyed_rows, rows_of
from terrier.web.audience import Audience, audience

from ..models import Document, Intervention
from ..permissions import dataset_with_log, reads_log
from ..queries.documents import readable, told
from ..queries.log import Log
from ..tags import address_of, qr_svg
from .noting import KEY

MOST = 200
"""Labels of one sheet; a printer takes no more without a jam."""
FROM_TAG = "etiquette"
"""Name, in the address of a sheet, that says that a code was read."""


@dataclass(frozen=True)
class Label:
    """One label."""

    name: str
    key: str
    address: str
    code: SafeString


@audience(Audience.BY_DATASET)
def tag(request: HttpRequest, table: int) -> HttpResponse:
    """Open the sheet of a row in the version in place: where its QR code leads."""
    key = request.GET.get("c", "")
    try:
        response = _sheet(request, table, key)
    except NotFound:
        # Whether the row exists is not told: whoever is not signed in is asked to.
        if not request.reader.is_public or request.reader.read_only:
            raise
        response = redirect_to_login(request.get_full_path())
    add_never_cache_headers(response)
    return response


def _sheet(request: HttpRequest, table: int, key: str) -> HttpResponse:
    wanted = Table.objects.filter(pk=min(table, 2**62)).select_related("dataset").first()
    missing = NotFound(_("Cette étiquette ne mène à rien que votre compte puisse voir."))
    if wanted is None:
        raise missing
    try:
        opened = open_table(request.reader, wanted.dataset.slug, wanted.name)
    except Empty as empty:
        raise missing from empty
    except NotFound:
        return _vanished(request, wanted, key, missing)
    known = rows_of(opened.relation, [key]).get(key)
    if known is None:
        return _vanished(request, wanted, key, missing)
    return redirect(f"{opened.address('dataset-row', row=known.row)}?{FROM_TAG}=1")


def _vanished(request: HttpRequest, table: Table, key: str, missing: NotFound) -> HttpResponse:
    """Show the log of a row that is no longer there, to those who may read it."""
    log = _log(request.reader, table)
    if log is None:
        raise missing
    found = log.readable(Intervention.objects.of_row(table, key))
    attached = Document.objects.of_row(table, key).select_related("table__dataset", "author")
    documents = readable(log.dataset, log.sight, attached)
    if not found and not documents:
        raise missing
    context = {
        "dataset": log.dataset,
        "table": table,
        "key": key,
        "entries": log.entries(found),
        "documents": told(documents, names=True),
    }
    return render(request, "interventions/vanished.html", context)


def _log(reader: Reader, table: Table) -> Log | None:
    dataset, seen = dataset_for(reader, table.dataset.slug)
    return Log(reader, dataset, seen) if reads_log(reader, dataset, seen) else None


@audience(Audience.SIGNED_IN)
def labels(request: HttpRequest, slug: str, table: str) -> HttpResponse:
    """Show a sheet of labels to print: the rows that the filters of the table keep, or one."""
    dataset, _seen = dataset_with_log(request.reader, slug)
    asked = ask(request, slug, table)
    opened = asked.opened
    refusal = why_not(opened.stored)
    if not refusal and not opened.relation.has_key:
        refusal = _("La clé de cette table n’est pas ouverte à votre compte.")
    found, total = ({}, 0) if refusal else _chosen(request, asked)
    context = {
        "dataset": dataset,
        "opened": opened,
        "refusal": refusal,
        "labels": [_label(opened.stored.table_id, key, known) for key, known in found.items()],
        "total": total,
        "table_url": asked.page_url(),
    }
    return render(request, "interventions/labels.html", context)


def _chosen(request: HttpRequest, asked: Asked) -> tuple[dict[str, KnownRow], int]:
    relation = asked.opened.relation
    naming = naming_column(relation)
    if keys := request.GET.getlist(KEY)[:MOST]:
        found = rows_of(relation, keys, naming)
        return found, len(found)
    return keyed_rows(relation, asked.filters, naming, MOST)


def _label(table: int, key: str, known: KnownRow) -> Label:
    name = row_name(known.row, known.name)
    return Label(name, key, address_of(table, key), qr_svg(table, key))
