"""Taking a network away in the model of somebody else."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from terrier.apps.catalog.models import Reading
from terrier.apps.catalog.reading_log import record_reading
from terrier.domain.kernel.errors import NotFound
from terrier.lake.export.networks import NetworkFormat
from terrier.web.audience import Audience, audience

from .. import exporting, queries, reading
from ..permissions import require_operator


@audience(Audience.SIGNED_IN)
def exports(request: HttpRequest, slug: str) -> HttpResponse:
    """List the formats, each with what it would lose."""
    opened = queries.open_network(request.reader, slug)
    require_operator(request.reader, opened.network)
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
def export(request: HttpRequest, slug: str, format: str) -> HttpResponse:
    """Give the network in one format."""
    opened = queries.open_network(request.reader, slug)
    require_operator(request.reader, opened.network)
    if format not in set(NetworkFormat):
        raise NotFound(_("Ce format n’est pas proposé."))
    record_reading(request, opened.network.dataset, opened.version, Reading.Door.DOWNLOAD)
    with tempfile.TemporaryDirectory() as folder:
        made = exporting.write(opened.network, opened.version, NetworkFormat(format), Path(folder))
        # The file is open already: it goes away with the folder once it has been sent.
        response = FileResponse(made.open("rb"), as_attachment=True, filename=made.name)
    response["Cache-Control"] = "private, no-store"
    return response
