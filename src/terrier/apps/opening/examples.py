"""Examples for each tool, ready to copy, with the addresses of one collection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from .addresses import absolute

if TYPE_CHECKING:
    from django.http import HttpRequest

    from .collections import OpenCollection


@dataclass(frozen=True)
class Example:
    """What to type in one tool."""

    id: str
    title: str
    code: str


def examples(request: HttpRequest, found: OpenCollection) -> list[Example]:
    """Write the examples of a collection."""
    items = absolute(request, "api-items", found.id)
    landing = absolute(request, "api")
    listed = [
        Example("curl", "curl", f'curl "{items}?limit=100"'),
        Example("python", "Python", _PYTHON.format(items=items)),
    ]
    if found.opened.public:
        # Files are sent to browsers, which show a session and no token.
        csv, excel = (
            request.build_absolute_uri(found.opened.address("dataset-download", format=format))
            for format in ("csv", "csv-excel")
        )
        r_read = f'donnees <- read.csv("{csv}", colClasses = "character")'
        listed += [
            Example("r", "R", r_read),
            Example("excel", _("Excel, LibreOffice : Données › À partir du web"), excel),
        ]
    if found.systems:
        gdal = f'ogr2ogr {found.stored.table.name}.gpkg "OAPIF:{landing}" "{found.id}"'
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
