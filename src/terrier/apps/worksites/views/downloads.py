"""Worksites for machines: GeoJSON, CSV, Atom."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from terrier.apps.territories.context import place
from terrier.domain.kernel.errors import NotFound
from terrier.web.audience import Audience, audience

from .. import exporting, queries
from ..forms import WishForm

NEWEST = 50
OPEN_CACHE = "public, max-age=300"
PRIVATE_CACHE = "private, no-store"


@audience(Audience.BY_DATASET)
@require_safe
def download(request: HttpRequest, format: str) -> HttpResponse:
    """Give every worksite that answers the filters, as the reader sees them."""
    found = queries.listing(request.reader, WishForm(request.GET).exact_wish())
    match format:
        case "geojson":
            body, kind = exporting.geojson(request.reader, found), "application/geo+json"
        case "csv":
            body, kind = exporting.table(request.reader, found), "text/csv; charset=utf-8"
        case "atom":
            newest = found.order_by("-updated_at", "-pk")[:NEWEST]
            where = str(place(request)["place"] or "Terrier")
            address = request.build_absolute_uri()
            body, kind = exporting.atom(newest, where, address), "application/atom+xml"
        case _:
            raise NotFound(_("Les chantiers se téléchargent en GeoJSON, CSV ou Atom."))
    response = HttpResponse(body, content_type=kind)
    if format != "atom":
        response["Content-Disposition"] = f'attachment; filename="chantiers.{format}"'
    response["Cache-Control"] = OPEN_CACHE if request.reader.is_public else PRIVATE_CACHE
    response["Vary"] = "Cookie"
    return response
