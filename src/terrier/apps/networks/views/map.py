"""The map of a network: its tiles, and the little sheet of what one points at."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from terrier.apps.catalog.authority import version_for
from terrier.apps.catalog.models import Reading
from terrier.apps.catalog.reading_log import record_reading
from terrier.domain.kernel.errors import NotFound
from terrier.lake.networks.tiles import network_tile
from terrier.web.audience import Audience, audience

from .. import queries, reading
from ..describing import describe, sheet_address
from ..permissions import require_operator

MVT = "application/vnd.mapbox-vector-tile"
PRIVATE = "private, no-store"


@audience(Audience.SIGNED_IN)
def tile(
    request: HttpRequest, slug: str, version: int, revision: int, z: int, x: int, y: int
) -> HttpResponse:
    """Give one tile, to whoever may operate the whole network."""
    opened = queries.open_network(request.reader, slug)
    require_operator(request.reader, opened.network)
    if revision != opened.network.revision:
        raise NotFound(_("Cette carte n’est plus à jour : rechargez la page."))
    asked = version_for(opened.network.dataset, version)
    record_reading(request, asked.dataset, asked, Reading.Door.MAP)
    found = network_tile(reading.relations(asked), opened.network.read_mapping(), (z, x, y))
    response = HttpResponse(found.data, content_type=MVT, status=200 if found.data else 204)
    if found.data:
        response["Content-Encoding"] = "gzip"
    if found.generalised:
        response["X-Terrier-Generalised"] = "1"
    response["Cache-Control"] = PRIVATE
    return response


@audience(Audience.SIGNED_IN)
def element(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the little sheet of an element to the map; lead anybody else to its own page."""
    opened = queries.open_network(request.reader, slug)
    require_operator(request.reader, opened.network)
    record_reading(request, opened.network.dataset, opened.version, Reading.Door.ROW, 1)
    loaded = reading.load(opened.network, opened.version)
    ref = request.GET.get("ref", "")
    found = describe(loaded, ref, whole=True)
    if found is None:
        raise NotFound(_("Cet élément n’est pas dans la version en place."))
    sheet = sheet_address(opened.network, ref)
    if sheet and "fragment" not in request.GET:
        return redirect(sheet)
    context = {
        "element": found,
        "dataset": opened.network.dataset,
        "sheet": sheet,
        "carries": loaded.graph.place(ref) is not None,
    }
    return render(request, "networks/_object.html", context)
