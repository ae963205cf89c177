"""OGC API – Features Part 3: what the objects of a collection can be filtered by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terrier.apps.opening.addresses import SCHEMA, absolute
from terrier.apps.opening.doors import door, in_form, json_answer, wants_html
from terrier.apps.opening.ogc.collections import open_collection
from terrier.domain.tabular.plan import GEOMETRY_COLUMN
from terrier.lake.filters.values import family

if TYPE_CHECKING:
    from terrier.apps.opening.ogc.collections import OpenCollection
    from terrier.lake.relation import RelationColumn

JSON_SCHEMA = "https://json-schema.org/draft/2020-12/schema"
UNIT = "x-ogc-unit"
_TYPES: dict[str, dict[str, str]] = {
    "integer": {"type": "integer"},
    "decimal": {"type": "number"},
    "double": {"type": "number"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "time": {"type": "string", "format": "time"},
    "timestamp": {"type": "string", "format": "date-time"},
    "timestamptz": {"type": "string", "format": "date-time"},
    "text": {"type": "string"},
}
_WORDS = {
    "integer": gettext_lazy("nombre entier"),
    "number": gettext_lazy("nombre"),
    "boolean": gettext_lazy("oui ou non : TRUE, FALSE"),
    "date": gettext_lazy("date : DATE('2026-03-12')"),
    "time": gettext_lazy("heure : '14:30'"),
    "date-time": gettext_lazy("moment : TIMESTAMP('2026-03-12T14:30:00Z')"),
    "geometry-any": gettext_lazy("géométrie : POINT(4.91 46.56), BBOX(4.7, 46.4, 5.1, 46.7)"),
    "string": gettext_lazy("texte"),
}


@door
def queryables(request: HttpRequest, collection: str) -> HttpResponse:
    """Describe the columns that a filter may name, as JSON Schema or as a page."""
    found = open_collection(request.reader, collection)
    properties = _properties(found)
    if wants_html(request):
        context = {
            "collection": found,
            "filtered": [
                {"name": name, "title": one["title"], "type": _word(one), "unit": one.get(UNIT, "")}
                for name, one in properties.items()
            ],
            "json_address": in_form(request, "json"),
        }
        return render(request, "opening/queryables.html", context)
    document = {
        "$schema": JSON_SCHEMA,
        "$id": absolute(request, "api-queryables", found.id),
        "type": "object",
        "title": found.title,
        "properties": properties,
        "additionalProperties": False,
    }
    return json_answer(document, SCHEMA)


def _properties(found: OpenCollection) -> dict[str, dict[str, Any]]:
    relation = found.opened.relation
    described: dict[str, dict[str, Any]] = {c.name: _described(c) for c in relation.columns}
    if relation.has_geometry:
        described[GEOMETRY_COLUMN] = {
            "title": _("Géométrie"),
            "format": "geometry-any",
            "x-ogc-role": "primary-geometry",
        }
    return described


def _described(column: RelationColumn) -> dict[str, Any]:
    unit = {UNIT: column.unit} if column.unit else {}
    return {"title": column.label or column.name, **_TYPES[family(column.type)], **unit}


def _word(described: dict[str, Any]) -> str:
    return str(_WORDS[described.get("format") or described["type"]])
