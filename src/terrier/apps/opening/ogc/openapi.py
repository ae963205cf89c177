"""The service described as OpenAPI 3.0, schemas inlined."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import terrier
from terrier.apps.opening.addresses import GEOJSON, HTML, JSON, MVT, SCHEMA
from terrier.apps.opening.ogc.questions import DEFAULT_LIMIT, LANGUAGES
from terrier.domain.ogc.cql2 import MAX_LENGTH
from terrier.lake.items import MAX_LIMIT

if TYPE_CHECKING:
    from django.http import HttpRequest

Schema = dict[str, Any]
TILE_PARTS = ("tileMatrix", "tileRow", "tileCol")
TILE = "/".join(f"{{{part}}}" for part in TILE_PARTS)


def openapi(request: HttpRequest) -> dict[str, Any]:
    """Describe every door that the reader can knock at; data schemas stand with each collection."""
    return {
        "openapi": "3.0.3",
        "info": {
            "title": "Terrier",
            "version": terrier.__version__,
            "description": "OGC API – Features et Tiles, en lecture, avec vos droits.",
            "license": {"name": "EUPL-1.2", "url": "https://eupl.eu/1.2/fr/"},
        },
        "servers": [{"url": request.build_absolute_uri("/api")}],
        "paths": _paths(),
        "components": {"parameters": _parameters()},
    }


def _paths() -> Schema:
    collection = [_named("collectionId"), _named("f")]
    filters = ["limit", "bbox", "bbox-crs", "crs", "datetime", "version", "after", "q"]
    filters += ["filter", "filter-lang", "filter-crs"]
    return {
        "/": _get("getLandingPage", "Le service et ses adresses", [_named("f")]),
        "/conformance": _get("getConformance", "Les normes suivies", [_named("f")]),
        "/collections": _get("getCollections", "Les collections ouvertes", [_named("f")]),
        "/collections/{collectionId}": _get("getCollection", "Une collection", collection),
        "/collections/{collectionId}/queryables": _get(
            "getQueryables", "Les colonnes qu’un filtre peut nommer", collection, SCHEMA
        ),
        "/collections/{collectionId}/items": _get(
            "getItems",
            "Les objets d’une collection, page par page ; toute colonne filtre par son nom",
            [*collection, *map(_named, filters), _columns()],
            GEOJSON,
        ),
        "/collections/{collectionId}/items/{itemId}": _get(
            "getItem",
            "Un objet",
            [*collection, _named("itemId"), _named("crs"), _named("version")],
            GEOJSON,
        ),
        "/tileMatrixSets": _get("getTileMatrixSetsList", "Les grilles de tuiles", [_named("f")]),
        "/tileMatrixSets/WebMercatorQuad": _get(
            "getTileMatrixSet", "La grille de tuiles", [_named("f")]
        ),
        "/collections/{collectionId}/tiles": _get(
            "getTileSetsList", "Les tuiles d’une collection", collection
        ),
        "/collections/{collectionId}/tiles/WebMercatorQuad": _get(
            "getTileSet", "Les tuiles d’une collection dans la grille", collection
        ),
        f"/collections/{{collectionId}}/tiles/WebMercatorQuad/{TILE}": _get(
            "getTile",
            "Une tuile vectorielle",
            [_named("collectionId"), *map(_path, TILE_PARTS), _named("version"), _columns()],
            MVT,
        ),
    }


def _get(operation: str, summary: str, parameters: list[Schema], form: str = JSON) -> Schema:
    content = {form: {"schema": {"type": "object"}}, HTML: {"schema": {"type": "string"}}}
    problem = {
        "application/problem+json": {
            "schema": {
                "type": "object",
                "properties": {
                    "type": {"type": "string"},
                    "title": {"type": "string"},
                    "status": {"type": "integer"},
                    "code": {"type": "string"},
                },
            }
        }
    }
    answers = {"200": {"description": summary, "content": content}}
    for status, reason in (("400", "Demande illisible"), ("404", "Absent ou fermé")):
        answers[status] = {"description": reason, "content": problem}
    return {
        "get": {
            "operationId": operation,
            "summary": summary,
            "parameters": parameters,
            "responses": answers,
        }
    }


def _named(name: str) -> Schema:
    return {"$ref": f"#/components/parameters/{name}"}


def _columns() -> Schema:
    """Describe the filters by column, whose names vary from one collection to another."""
    return {
        "name": "columns",
        "in": "query",
        "style": "form",
        "explode": True,
        "description": "Une colonne et la valeur voulue, ou f.colonne=opérateur:valeur.",
        "schema": {"type": "object", "additionalProperties": {"type": "string"}},
    }


def _parameters() -> Schema:
    text: Schema = {"type": "string"}
    whole: Schema = {"type": "integer", "minimum": 0}
    numbers: Schema = {
        "oneOf": [{"type": "array", "items": {"type": "number"}, "minItems": n, "maxItems": n}
                  for n in (4, 6)]
    }  # fmt: skip
    languages: Schema = {**text, "enum": [*LANGUAGES], "default": "cql2-text"}
    limit = {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT}
    return {
        "f": _query("f", {"type": "string", "enum": ["json", "html"]}, "Forme de la réponse"),
        "limit": _query("limit", limit, "Objets par page"),
        "bbox": {
            **_query("bbox", numbers, "Emprise"),
            "style": "form",
            "explode": False,
        },
        "bbox-crs": _query("bbox-crs", {**text, "format": "uri"}, "Système de l’emprise"),
        "crs": _query("crs", {**text, "format": "uri"}, "Système des coordonnées rendues"),
        "datetime": {
            **_query("datetime", text, "Instant ou période (RFC 3339)"),
            "style": "form",
            "explode": False,
        },
        "filter": _query("filter", {**text, "maxLength": MAX_LENGTH}, "Filtre en CQL2"),
        "filter-lang": _query("filter-lang", languages, "Langue du filtre"),
        "filter-crs": _query(
            "filter-crs", {**text, "format": "uri"}, "Système des géométries du filtre"
        ),
        "version": _query("version", whole, "Numéro de version, celle en place par défaut"),
        "after": _query("after", text, "Suite d’une page : donné par son lien « next »"),
        "q": _query("q", text, "Mots cherchés dans les textes"),
        "collectionId": _path("collectionId"),
        "itemId": _path("itemId"),
    }


def _query(name: str, schema: Schema, description: str) -> Schema:
    return {"name": name, "in": "query", "description": description, "schema": schema}


def _path(name: str) -> Schema:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
