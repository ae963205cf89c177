"""Data taken away: streamed at once, or made as a file first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from terrier.apps.catalog import exporting, offers, sending
from terrier.apps.catalog.about_files import chosen_projection, projections
from terrier.apps.catalog.formats import FORMATS, offered
from terrier.web.audience import Audience, audience

from .asking import Asked, ask

if TYPE_CHECKING:
    from terrier.apps.accounts.models import User


@audience(Audience.BY_DATASET)
def download(request: HttpRequest, slug: str, table: str, format: str) -> HttpResponse:
    """Send the rows in a format; for formats made as files, ask for the file (POST)."""
    asked = ask(request, slug, table)
    chosen = sending.format_named(asked.opened, format)
    if chosen.streamed:
        return sending.send_rows(asked.opened, asked.filters, chosen, _person(request))
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
    template = "file_state.html" if request.htmx else "catalog/file.html"
    return render(request, template, context)


@audience(Audience.BY_DATASET)
@require_safe
def file_content(request: HttpRequest, slug: str, table: str, job_id: UUID) -> HttpResponse:
    """Send a finished file."""
    asked = ask(request, slug, table)
    job = exporting.job_for(asked.opened, job_id)
    return sending.send_file(asked.opened, asked.filters, job, _person(request))


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


def _person(request: HttpRequest) -> User | None:
    return request.user if request.user.is_authenticated else None
