"""OGC API – Tiles: vector tiles of every collection with places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from terrier.apps.catalog.models import Reading
from terrier.apps.catalog.reading_log import record_reading
from terrier.apps.catalog.views.tiles import draw
from terrier.apps.opening.addresses import JSON, MVT, absolute, link
from terrier.apps.opening.doors import PRIVATE_CACHE, answer, door
from terrier.apps.opening.ogc import questions
from terrier.apps.opening.ogc.collections import open_collection
from terrier.domain.ogc import tiling
from terrier.lake.tiles import LAYER
from terrier.lake.tiles.grid import MAX_ZOOM

if TYPE_CHECKING:
    from terrier.apps.opening.ogc.collections import OpenCollection

SCHEME = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme"
PUBLIC_CACHE = "public, max-age=300"


@door
def matrix_sets(request: HttpRequest) -> HttpResponse:
    """List the grids: there is one."""
    one = {
        "id": tiling.NAME,
        "title": tiling.NAME,
        "uri": tiling.URI,
        "links": [link(absolute(request, "api-tile-matrix-set"), "self", JSON, tiling.NAME)],
    }
    document = {"links": [], "tileMatrixSets": [one]}
    return answer(request, document, "opening/document.html", {"title": _("Grilles de tuiles")})


@door
def matrix_set(request: HttpRequest) -> HttpResponse:
    """Describe the grid."""
    document = tiling.matrix_set(MAX_ZOOM)
    return answer(request, document, "opening/document.html", {"title": tiling.NAME})


@door
def tilesets(request: HttpRequest, collection: str) -> HttpResponse:
    """List the tile sets of a collection: there is one."""
    found = _spatial(request, collection)
    here = link(absolute(request, "api-tileset", found.id), "self", JSON, tiling.NAME)
    document = {"links": [], "tilesets": [{**_described(found), "links": [here]}]}
    return answer(request, document, "opening/document.html", {"title": found.title})


@door
def tileset(request: HttpRequest, collection: str) -> HttpResponse:
    """Describe the tile set of a collection, with the template of its addresses."""
    found = _spatial(request, collection)
    corner = absolute(request, "api-tile", found.id, 0, 0, 0)
    template = corner.replace("/0/0/0", "/{tileMatrix}/{tileRow}/{tileCol}")
    grid = absolute(request, "api-tile-matrix-set")
    document = {
        **_described(found),
        "layers": [{"id": LAYER, "dataType": "vector"}],
        "links": [
            {**link(template, "item", MVT, _("Tuiles vectorielles")), "templated": True},
            link(grid, SCHEME, JSON, tiling.NAME),
        ],
    }
    if box := found.bbox():
        document["tileMatrixSetLimits"] = tiling.limits(box, MAX_ZOOM)
        document["boundingBox"] = tiling.bounding_box(box)
    return answer(request, document, "opening/document.html", {"title": found.title})


@door
def tile(
    request: HttpRequest, collection: str, zoom: int, row: int, column: int
) -> HttpResponse:  # fmt: skip
    """Give one tile; one that generalises says so in a header."""
    found = _spatial(request, collection)
    filters = questions.filters_of(request.GET, found.opened.relation)
    response = draw(found.opened, filters, "", (zoom, column, row))
    opened = found.opened
    record_reading(request, opened.dataset, opened.version, Reading.Door.MAP)
    response["Cache-Control"] = PUBLIC_CACHE if found.opened.public else PRIVATE_CACHE
    return response


def _spatial(request: HttpRequest, collection: str) -> OpenCollection:
    version = questions.version_of(request.GET)
    found = open_collection(request.reader, collection, version)
    found.opened.relation.require_geometry()
    return found


def _described(found: OpenCollection) -> dict[str, Any]:
    return {
        "title": found.title,
        "dataType": "vector",
        "crs": tiling.CRS,
        "tileMatrixSetURI": tiling.URI,
    }
