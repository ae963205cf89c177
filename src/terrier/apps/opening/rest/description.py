"""The API described: as OpenAPI with every schema in its place, and as a page for people."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja.openapi.schema import get_schema

from terrier.apps.accounts.tokens import SCOPE_NAMES
from terrier.apps.opening.addresses import HTML, JSON, absolute, link
from terrier.apps.opening.doors import answer, door, json_answer
from terrier.domain.access.scopes import Scope

from .api import SCOPES, api

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
OF_READING = ("400", "401", "403", "404", "410", "422", "429")
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
_READING = 'curl -H "Authorization: Bearer $JETON" "{datasets}?q=eau"'
_BRINGING = """\
curl -H "Authorization: Bearer $JETON" -H "Idempotency-Key: bornes-1" \\
  -F dataset=bornes -F files=@bornes.csv "{imports}"
"""
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
    scope = SCOPES[operation["operationId"]]
    operation["security"] = [{"Bearer": [scope.value]}]
    if scope is Scope.READ:
        operation["security"].insert(0, {})
    refusals = REFUSALS if scope is not Scope.READ else {s: REFUSALS[s] for s in OF_READING}
    for status, reason in refusals.items():
        operation["responses"].setdefault(
            status,
            {
                "description": reason,
                "content": {"application/problem+json": {"schema": PROBLEM}},
            },
        )


def _inlined(node: Any, known: Schema) -> Any:
    """Put each schema where it is referred to."""
    if isinstance(node, list):
        return [_inlined(one, known) for one in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        referred = known[node["$ref"].rsplit("/", 1)[-1]]
        return _inlined({**referred, **{k: v for k, v in node.items() if k != "$ref"}}, known)
    if "properties" in node:
        # Titles repeat the names; docstrings of objects are for us.
        node = {k: v for k, v in node.items() if k not in ("title", "description")}
        fields = node.pop("properties")
        told = {name: _inlined(_untitled(field), known) for name, field in fields.items()}
        return {**_inlined(node, known), "properties": told}
    return {str(key): _inlined(value, known) for key, value in node.items()}


def _untitled(schema: Schema) -> Schema:
    return {key: value for key, value in schema.items() if key != "title"}


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
    context = {
        "groups": _groups(described),
        "reading": _READING.format(datasets=absolute(request, "rest-datasets")),
        "bringing": _BRINGING.format(imports=absolute(request, "rest-imports")),
    }
    return answer(request, document, "opening/rest.html", context)


def _groups(described: Schema) -> list[dict[str, Any]]:
    """Give the operations by noun, in their order."""
    groups: dict[str, list[Schema]] = {}
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            (tag,) = operation["tags"]
            shown = {
                "method": method.upper(),
                "path": f"{PREFIX}{path}",
                "about": operation,
                "needs": SCOPE_NAMES[SCOPES[operation["operationId"]]],
            }
            groups.setdefault(tag, []).append(shown)
    return [{"title": tag, "operations": operations} for tag, operations in groups.items()]
