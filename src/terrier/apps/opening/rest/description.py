"""The API described: as OpenAPI with every schema in its place, and as a page for people."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja.openapi.schema import get_schema

from terrier.apps.opening.addresses import HTML, JSON, absolute, link
from terrier.apps.opening.doors import answer, door, json_answer

from .api import api

OPENAPI_31 = "application/vnd.oai.openapi+json;version=3.1"
PREFIX = "/api/v1"
REFUSALS = {
    "400": "Demande qui ne suit pas la règle dite par la phrase",
    "401": "Jeton absent ou hors service",
    "403": "Vos droits, ou ceux du jeton, ne le permettent pas",
    "404": "N’existe pas, ou pas pour vous",
    "409": "Quelqu’un d’autre a changé la chose entre-temps",
    "410": "A existé, et a été retiré",
    "412": "La version en place n’est plus celle que vous avez lue",
    "413": "Envoi trop grand",
    "422": "Fichier illisible, ou format qui ne peut pas contenir ces données",
    "429": "Trop de demandes à la fois",
    "507": "Disque du serveur plein",
}
PROBLEM = {
    "type": "object",
    "title": "Problème (RFC 9457)",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string", "description": "Une phrase, celle des écrans"},
        "status": {"type": "integer"},
        "code": {"type": "string", "examples": ["not_found"]},
        "errors": {
            "type": "array",
            "description": "Chaque défaut d’un formulaire",
            "items": {
                "type": "object",
                "required": ["in", "field", "rule", "detail"],
                "properties": {
                    "in": {"type": "string"},
                    "field": {"type": "string"},
                    "value": {"type": "string"},
                    "rule": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}
Schema = dict[str, Any]


@cache
def openapi() -> Schema:
    """Describe the API; no `$ref` is left."""
    document = dict(get_schema(api))
    known = document["components"].pop("schemas")
    paths = _inlined(document["paths"], known)
    for path in paths.values():
        for operation in path.values():
            _complete(operation)
    return {**document, "paths": paths}


def _complete(operation: Schema) -> None:
    """Add what ninja does not know: the refusals, and that the public needs no token."""
    for status, reason in REFUSALS.items():
        operation["responses"].setdefault(
            status,
            {
                "description": reason,
                "content": {"application/problem+json": {"schema": PROBLEM}},
            },
        )


def _inlined(node: Any, known: Schema) -> Any:
    """Put each schema where it is referred to."""
    if isinstance(node, dict):
        if "$ref" in node:
            name = node["$ref"].rsplit("/", 1)[-1]
            rest = {key: value for key, value in node.items() if key != "$ref"}
            return {**_inlined(known[name], known), **_inlined(rest, known)}
        return {
            str(key): _inlined(value, known)
            for key, value in node.items()
            if key != "discriminator"
        }
    return [_inlined(one, known) for one in node] if isinstance(node, list) else node


@door
def description(request: HttpRequest) -> HttpResponse:
    """Describe the API as OpenAPI 3.1."""
    server = {"url": request.build_absolute_uri(PREFIX).rstrip("/")}
    return json_answer({**openapi(), "servers": [server]}, OPENAPI_31)


@door
def landing(request: HttpRequest) -> HttpResponse:
    """Say what the API is and list its operations."""
    described = openapi()
    document = {
        "title": _("API REST de Terrier"),
        "description": described["info"]["description"],
        "links": [
            link(absolute(request, "rest-openapi"), "service-desc", OPENAPI_31, "OpenAPI 3.1"),
            link(absolute(request, "rest", f="html"), "service-doc", HTML, _("Mode d’emploi")),
            link(absolute(request, "rest-datasets"), "data", JSON, _("Jeux de données")),
        ],
    }
    return answer(request, document, "opening/rest.html", {"groups": _groups(described)})


def _groups(described: Schema) -> list[dict[str, Any]]:
    """Give the operations by noun, in their order."""
    groups: dict[str, list[Schema]] = {}
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            (tag,) = operation["tags"]
            shown = {"method": method.upper(), "path": f"{PREFIX}{path}", "about": operation}
            groups.setdefault(tag, []).append(shown)
    return [{"title": tag, "operations": operations} for tag, operations in groups.items()]
