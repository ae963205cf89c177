"""Examples for each tool, ready to copy, with the addresses of one collection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from terrier.apps.opening.addresses import absolute

if TYPE_CHECKING:
    from django.http import HttpRequest

    from terrier.apps.catalog.queries import Opened


@dataclass(frozen=True)
class Example:
    """What to type in one tool."""

    id: str
    title: str
    code: str


def examples(request: HttpRequest, opened: Opened) -> list[Example]:
    """Write the examples of a table."""
    collection = f"{opened.dataset.slug}.{opened.table}"
    dataset = opened.dataset.slug if opened.stored == opened.tables[0] else collection
    items = absolute(request, "api-items", collection)
    landing = absolute(request, "api")
    rows = absolute(request, "rest-rows", opened.dataset.slug, opened.table)
    listed = [
        Example("curl", "curl", f'curl "{items}?limit=100"'),
        Example("python", "Python", _PYTHON.format(items=items)),
        Example("rest", _("API REST : lignes, groupes, imports"), f'curl "{rows}?limit=100"'),
        Example(
            "explore",
            _("API d’Opendatasoft (Explore v2.1), pour ce qui la lisait déjà"),
            f'curl "{absolute(request, "explore-records", dataset)}?limit=100"',
        ),
    ]
    if opened.public:
        # Files are sent to browsers, which show a session and no token.
        csv, excel = (
            request.build_absolute_uri(opened.address("dataset-download", format=format))
            for format in ("csv", "csv-excel")
        )
        r_read = f'donnees <- read.csv("{csv}", colClasses = "character")'
        listed += [
            Example("r", "R", r_read),
            Example("excel", _("Excel, LibreOffice : Données › À partir du web"), excel),
        ]
    if opened.relation.has_geometry:
        gdal = f'ogr2ogr {opened.table}.gpkg "OAPIF:{landing}" "{collection}"'
        menu = _("QGIS : Couche › Ajouter une couche WFS / OGC API – Features › Nouveau")
        listed += [Example("qgis", menu, landing), Example("gdal", "GDAL", gdal)]
    return listed


_PYTHON = """\
import json
from urllib.request import urlopen

adresse, objets = "{items}?limit=1000", []
while adresse:
    page = json.load(urlopen(adresse))
    objets += page["features"]
    adresse = next((l["href"] for l in page["links"] if l["rel"] == "next"), None)
print(len(objets), "objets sur", page["numberMatched"])
"""
