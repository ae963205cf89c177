"""Map tiles of a table, each reader from their own relation."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from terrier.apps.catalog.models import Reading
from terrier.apps.catalog.queries import open_table
from terrier.apps.catalog.reading_log import record_reading
from terrier.domain.kernel.errors import NotFound
from terrier.lake import tiles
from terrier.lake.filters import parse
from terrier.web.audience import Audience, audience

from .asking import COLOUR

if TYPE_CHECKING:
    from terrier.apps.catalog.queries import Opened
    from terrier.lake.filters import Filters

MVT = "application/vnd.mapbox-vector-tile"
PUBLIC_CACHE = "public, max-age=3600"
PRIVATE_CACHE = "private, no-store"


@audience(Audience.BY_DATASET)
def tile(
    request: HttpRequest,
    slug: str,
    table: str,
    version: int,
    fingerprint: str,
    z: int,
    x: int,
    y: int,
) -> HttpResponse:
    """Give one tile; its address names the version and the reader's authority."""
    opened = open_table(request.reader, slug, table, version)
    if fingerprint != opened.relation.fingerprint:
        raise NotFound(_("Cette carte n’est plus à jour : rechargez la page."))
    filters = parse(dict(request.GET.lists()), opened.relation)
    tag = _tag(fingerprint, request.GET.urlencode(), z, x, y)
    if opened.public and request.headers.get("If-None-Match") == tag:
        response = HttpResponse(status=304)
    else:
        record_reading(request, opened.dataset, opened.version, Reading.Door.MAP)
        response = draw(opened, filters, request.GET.get(COLOUR, ""), (z, x, y))
    response["Cache-Control"] = PUBLIC_CACHE if opened.public else PRIVATE_CACHE
    if opened.public:
        response["ETag"] = tag
    return response


def draw(
    opened: Opened, filters: Filters, colour: str, address: tuple[int, int, int]
) -> HttpResponse:
    """Give a tile (zoom, column, row) from the archive where it may serve, else queried."""
    tiles.TileAddress(*address)
    archive = opened.relation.archive
    if archive is not None and not filters:
        info = tiles.archive_info(archive)
        held = not colour or colour in info.attributes
        # What the archive lacks is queried like for any other reader.
        if held and info.min_zoom <= address[0] <= info.max_zoom:
            data = tiles.archive_tile(archive, *address) or b""
            return _answer(data, generalised=info.shown(*address) is not None)
    columns = [colour] if colour else []
    found = tiles.query_tile(opened.relation, filters, *address, columns=columns)
    return _answer(found.data, generalised=found.generalised)


def _answer(data: bytes, *, generalised: bool) -> HttpResponse:
    if not data:
        return HttpResponse(status=204)
    response = HttpResponse(data, content_type=MVT)
    response["Content-Encoding"] = "gzip"
    if generalised:
        response["X-Terrier-Generalised"] = "1"
    return response


def _tag(*parts: object) -> str:
    return f'"{hashlib.sha256(repr(parts).encode()).hexdigest()[:24]}"'
