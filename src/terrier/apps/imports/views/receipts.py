"""The receipt of a version: what was in the file, and what became of it."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrier.apps.accounts.actions import record
from terrier.apps.catalog.models import Reading, Version
from terrier.apps.catalog.reading_log import record_reading
from terrier.apps.catalog.store import store
from terrier.domain.kernel.errors import Gone, NotFound
from terrier.web.audience import Audience, audience

from .. import queries, rejects_file, sending
from ..actions import rebuilding

SHOWN_REJECTS = 200


@audience(Audience.BY_DATASET)
def show(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show the receipt; it prints well."""
    dataset, version = queries.version_with_receipt(request.reader, slug, number)
    if version.mode == Version.Mode.CROSSING:
        # What a crossing met stands on the page of its dataset.
        return redirect("dataset", dataset.slug)
    context = {"dataset": dataset, "version": version, "receipt": version.receipt}
    return render(request, "imports/receipt.html", context)


@audience(Audience.BY_DATASET)
def as_json(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Give the receipt whole."""
    _dataset, version = queries.version_with_receipt(request.reader, slug, number)
    return JsonResponse(version.receipt, json_dumps_params={"ensure_ascii": False, "indent": 2})


@audience(Audience.BY_DATASET)
def rejects(request: HttpRequest, slug: str, number: int, table: str) -> HttpResponse:
    """Give the rejected rows as CSV: line, column, raw value, rule."""
    dataset, version = queries.version_with_receipt(request.reader, slug, number)
    return sending.send_rejects(dataset, version, table, request.user)


@audience(Audience.BY_DATASET)
def repair(request: HttpRequest, slug: str, number: int, table: str) -> HttpResponse:
    """Mend rejected values one by one, and build the version again with them."""
    dataset, version = queries.version_with_receipt(request.reader, slug, number)
    stored = sending.with_rejects(version, table)
    rows = rejects_file.read(store().path(stored.rejects), most=SHOWN_REJECTS)
    mendable = [row for row in rows if row.column]
    if request.method == "POST":
        values = {
            (row.line, row.column): request.POST[field]
            for rank, row in enumerate(mendable)
            if (field := f"value-{rank}") in request.POST and request.POST[field] != row.value
        }
        again = rebuilding.with_repairs(version, table, values, request.reader, request.user)
        return redirect("import", import_id=again.pk)
    context = {
        "dataset": dataset,
        "version": version,
        "table": stored.table,
        "rows": mendable,
        "lines": [row for row in rows if not row.column],
    }
    return render(request, "imports/repair.html", context)


@audience(Audience.BY_DATASET)
def original(request: HttpRequest, slug: str, number: int, original_id: int) -> HttpResponse:
    """Give a file back as it was received."""
    dataset, version = queries.version_with_receipt(request.reader, slug, number)
    kept = version.originals.filter(pk=original_id).first()
    if kept is None:
        raise NotFound(_("Ce fichier n’appartient pas à cette version."))
    if kept.gone_reason:
        raise Gone(_("Ce fichier d’origine a été retiré : %(why)s") % {"why": kept.gone_reason})
    path = store().path(kept.path)
    if not path.exists():
        raise Gone(_("Ce fichier d’origine n’est plus gardé."))
    record(
        request.user, "download.original", dataset, organisation=dataset.owner_id, file=kept.name
    )
    record_reading(request, dataset, version, Reading.Door.FILE)
    return FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=kept.name,
        content_type="application/octet-stream",
    )


@audience(Audience.BY_DATASET)
@require_POST
def resume(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Take the decisions of a version up again, from its original file."""
    _dataset, version = queries.version_with_receipt(request.reader, slug, number)
    again = rebuilding.resume(version, request.reader, request.user)
    return redirect("import", import_id=again.pk)
