"""Data taken away: streamed at once, or made as a file first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from terrier.apps.catalog import exporting, offers
from terrier.apps.catalog.about_files import about_file, chosen_projection, projections
from terrier.apps.catalog.formats import FORMATS, Format, offered
from terrier.apps.catalog.streams import LimitedStream
from terrier.domain.kernel.errors import NotFound
from terrier.lake import export
from terrier.web.audience import Audience, audience

from .asking import Asked, ask
from .tiles import PRIVATE_CACHE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from terrier.apps.accounts.models import User

PIECE = 1 << 18
"""Bytes of a finished file sent at a time."""


@audience(Audience.BY_DATASET)
def download(request: HttpRequest, slug: str, table: str, format: str) -> HttpResponse:
    """Send the rows in a format; for formats made as files, ask for the file (POST)."""
    asked = ask(request, slug, table)
    chosen = FORMATS.get(format)
    if chosen is None:
        known = ", ".join(FORMATS)
        raise NotFound(_("Ce format n’existe pas ici. Formats : %(known)s.") % {"known": known})
    if chosen.spatial:
        asked.opened.relation.require_geometry()
    if chosen.streamed:
        return _stream(request, asked, chosen)
    if request.method != "POST":
        return redirect(f"{asked.page_url()}#telecharger")
    crs = chosen_projection(asked.opened.root, request.POST.get("crs", ""))
    job = exporting.ask_file(asked.opened, asked.filters, chosen, _person(request), crs)
    return redirect(asked.to_kept("dataset-file", job_id=job.pk))


@audience(Audience.BY_DATASET)
@require_safe
def file_page(request: HttpRequest, slug: str, table: str, job_id: UUID) -> HttpResponse:
    """Show how far a file is, then the file."""
    asked = ask(request, slug, table)
    job = exporting.job_for(asked.opened, job_id)
    waiting = not job.ended
    context = {
        "asked": asked,
        "opened": asked.opened,
        "job": job,
        "format": FORMATS[job.payload["format"]],
        "percent": round(job.progress * 100),
        "page_address": request.get_full_path(),
        "poll_address": request.get_full_path() if waiting else None,
        "file_address": asked.to_kept("dataset-file-content", job_id=job.pk),
        "again_address": asked.to("dataset-download", format=job.payload["format"]),
        "back_address": f"{asked.page_url()}#telecharger",
    }
    template = "catalog/parts/file_state.html" if request.htmx else "catalog/file.html"
    return render(request, template, context)


@audience(Audience.BY_DATASET)
@require_safe
def file_content(request: HttpRequest, slug: str, table: str, job_id: UUID) -> HttpResponse:
    """Send a finished file."""
    asked = ask(request, slug, table)
    job = exporting.job_for(asked.opened, job_id)
    path = exporting.file_of(job)
    exporting.note_download(asked.opened, asked.filters, job.payload["format"], _person(request))
    response = StreamingHttpResponse(
        LimitedStream(_pieces(path)), content_type="application/octet-stream"
    )
    response["Content-Length"] = str(path.stat().st_size)
    return _attached(asked, response, job.payload["name"])


def download_choices(asked: Asked, rows: int) -> dict[str, Any]:
    """List the formats of the page, with the address of each or why it cannot hold the rows."""
    opened, filters = asked.opened, asked.filters
    known = projections(opened.root)
    return {
        "formats": [
            {
                "format": f,
                "address": asked.to("dataset-download", format=f.word),
                "refusal": offers.refusal(opened, filters, rows, f),
                "projections": known if f.projected else {},
            }
            for f in offered(spatial=opened.relation.has_geometry)
        ],
        "neutralised": offers.neutralised(opened, filters, rows),
    }


def _stream(request: HttpRequest, asked: Asked, format: Format) -> HttpResponse:
    opened = asked.opened
    made = export.stream(
        opened.relation,
        asked.filters,
        format.writes,
        labels=format.labels,
        about=about_file(opened.dataset, opened.version, extract=bool(asked.filters)),
    )
    body = LimitedStream(made.chunks)
    exporting.note_download(asked.opened, asked.filters, format.word, _person(request))
    response = StreamingHttpResponse(body, content_type=made.media_type)
    name = exporting.file_name(asked.opened, asked.filters, format)
    return _attached(asked, response, name)


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def _attached(asked: Asked, response: HttpResponse, name: str) -> HttpResponse:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-cache" if asked.opened.public else PRIVATE_CACHE
    return response


def _person(request: HttpRequest) -> User | None:
    return request.user if request.user.is_authenticated else None
