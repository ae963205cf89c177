"""Taking a network away in the model of somebody else."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from terrier.apps.catalog import sending
from terrier.domain.kernel.errors import NotFound
from terrier.lake.export.networks import NetworkFormat
from terrier.web.audience import Audience, audience

from .. import exporting, queries, reading
from ..permissions import require_operator
from ..queries import OpenedNetwork


@audience(Audience.SIGNED_IN)
@require_safe
def exports(request: HttpRequest, slug: str) -> HttpResponse:
    """List the formats, each with what it would lose."""
    opened = _opened(request, slug)
    elements = reading.load(opened.network, opened.version).elements
    context = {
        "opened": opened,
        "network": opened.network,
        "dataset": opened.network.dataset,
        "formats": [
            (format.value, label, exporting.losses(elements, format))
            for format, label in exporting.FORMATS.items()
        ],
    }
    return render(request, "networks/exports.html", context)


@audience(Audience.SIGNED_IN)
@require_POST
def export(request: HttpRequest, slug: str, format: str) -> HttpResponse:
    """Ask for the network in one format."""
    opened = _opened(request, slug)
    if format not in set(NetworkFormat):
        raise NotFound(_("Ce format n’est pas proposé."))
    job = exporting.ask_file(opened, NetworkFormat(format), request.user)
    return redirect("network-file", slug, job.pk)


@audience(Audience.SIGNED_IN)
@require_safe
def file_page(request: HttpRequest, slug: str, job_id: UUID) -> HttpResponse:
    """Show how far a file is, then the file with what it could not hold."""
    opened = _opened(request, slug)
    job = exporting.job_for(opened, job_id)
    address = request.get_full_path()
    format = NetworkFormat(job.payload["format"])
    context = {
        "dataset": opened.network.dataset,
        "format": exporting.FORMATS[format],
        "job": job,
        "percent": round(job.progress * 100),
        "page_address": address,
        "poll_address": None if job.ended else address,
        "file_address": reverse("network-file-content", args=[slug, job.pk]),
        "again_address": reverse("network-export", args=[slug, format.value]),
        "back_address": reverse("network-exports", args=[slug]),
    }
    template = "file_state.html" if request.htmx else "networks/file.html"
    return render(request, template, context)


@audience(Audience.SIGNED_IN)
@require_safe
def file_content(request: HttpRequest, slug: str, job_id: UUID) -> HttpResponse:
    """Send a finished file."""
    opened = _opened(request, slug)
    job = exporting.job_for(opened, job_id)
    response = sending.finished(job)
    exporting.note_download(request.reader, opened, job, request.user)
    return response


def _opened(request: HttpRequest, slug: str) -> OpenedNetwork:
    opened = queries.open_network(request.reader, slug)
    require_operator(request.reader, opened.network)
    return opened
