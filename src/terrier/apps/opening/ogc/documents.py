"""The documents of OGC API – Features as plain JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from terrier.apps.opening.addresses import GEOJSON, HTML, JSON, OPENAPI, SCHEMA, absolute, link
from terrier.domain.ogc.crs import CRS84_URI
from terrier.lake.spans import date_span

if TYPE_CHECKING:
    from django.http import HttpRequest

    from terrier.apps.opening.ogc.collections import Collection, OpenCollection

QUERYABLES = "http://www.opengis.net/def/rel/ogc/1.0/queryables"
TILESETS = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"
GREGORIAN = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"


def landing(request: HttpRequest, place: str) -> dict[str, Any]:
    """Describe the service and where everything is."""
    return {
        "title": _("Données de %(place)s") % {"place": place},
        "description": _(
            "Toutes les tables du catalogue, selon OGC API – Features : lues avec les droits de "
            "qui les demande."
        ),
        "links": [
            link(absolute(request, "api-openapi"), "service-desc", OPENAPI, "OpenAPI 3.0"),
            link(absolute(request, "api", f="html"), "service-doc", HTML, _("Mode d’emploi")),
            link(absolute(request, "api-conformance"), "conformance", JSON, _("Conformité")),
            link(absolute(request, "api-collections"), "data", JSON, _("Collections")),
            link(absolute(request, "rest"), "related", JSON, _("API REST")),
            link(absolute(request, "api-dcat-json"), "describedby", "application/ld+json", "DCAT"),
            link(absolute(request, "api-dcat-turtle"), "describedby", "text/turtle", "DCAT"),
            link(
                absolute(request, "api-tile-matrix-sets"),
                "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes",
                JSON,
                _("Grilles de tuiles"),
            ),
        ],
    }


def collection(request: HttpRequest, found: Collection) -> dict[str, Any]:
    """Describe a collection from what is kept, without reading its rows."""
    items = [
        link(absolute(request, "api-items", found.id), "items", GEOJSON, _("Objets en GeoJSON")),
        link(absolute(request, "api-items", found.id, f="html"), "items", HTML, _("Objets")),
        link(absolute(request, "api-queryables", found.id), QUERYABLES, SCHEMA, _("Filtres")),
        link(
            absolute(request, "dataset-table", found.dataset.slug, found.stored.table.name),
            "about",
            HTML,
            _("Page du jeu de données"),
        ),
    ]
    if found.systems:
        title = _("Tuiles vectorielles")
        items.append(link(absolute(request, "api-tilesets", found.id), TILESETS, JSON, title))
    document: dict[str, Any] = {
        "id": found.id,
        "title": found.title,
        "description": found.dataset.description,
        "itemType": "feature",
        "links": items,
    }
    if found.systems:
        document["crs"] = [system.uri for system in found.systems]
        document["storageCrs"] = CRS84_URI
    if found.systems and found.stored_bbox:
        document["extent"] = {"spatial": {"bbox": [found.stored_bbox], "crs": CRS84_URI}}
    return document


def open_collection(request: HttpRequest, found: OpenCollection) -> dict[str, Any]:
    """Describe a collection with the extent of what the reader sees of it."""
    document = collection(request, found)
    extent: dict[str, Any] = {}
    if box := found.bbox():
        extent["spatial"] = {"bbox": [box], "crs": CRS84_URI}
    if span := date_span(found.opened.relation):
        first, last = span
        interval = [f"{first.isoformat()}T00:00:00Z", f"{last.isoformat()}T23:59:59Z"]
        extent["temporal"] = {"interval": [interval], "trs": GREGORIAN}
    if extent:
        document["extent"] = extent
    return document
