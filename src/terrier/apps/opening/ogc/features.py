"""OGC API – Features: what there is, and its objects."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from terrier.apps.catalog.models import Reading
from terrier.apps.catalog.reading_log import record_reading
from terrier.apps.opening.addresses import GEOJSON, JSON, OPENAPI, absolute, link
from terrier.apps.opening.doors import (
    PRIVATE_CACHE,
    answer,
    door,
    json_answer,
    own_links,
    wants_html,
)
from terrier.apps.opening.examples import examples
from terrier.apps.opening.ogc import documents, questions
from terrier.apps.opening.ogc.collections import collections, open_collection
from terrier.apps.opening.ogc.openapi import openapi
from terrier.apps.territories.context import place
from terrier.domain.ogc.conformance import CONFORMS_TO
from terrier.lake import items

if TYPE_CHECKING:
    from collections.abc import Iterable

    from terrier.apps.opening.ogc.collections import OpenCollection


@door
def landing(request: HttpRequest) -> HttpResponse:
    """Say what the service is and where everything is."""
    root = place(request)["place"]
    document = documents.landing(request, root.name if root else "Terrier")
    return answer(request, document, "opening/landing.html")


@door
def conformance(request: HttpRequest) -> HttpResponse:
    """Say which classes of the standards are obeyed."""
    document = {"conformsTo": list(CONFORMS_TO)}
    return answer(request, document, "opening/conformance.html")


@door
def description(request: HttpRequest) -> HttpResponse:
    """Describe the service as OpenAPI 3.0."""
    return json_answer(openapi(request), OPENAPI)


@door
def all_collections(request: HttpRequest) -> HttpResponse:
    """List the collections that the reader sees."""
    found = [documents.collection(request, c) for c in collections(request.reader)]
    for one in found:
        address = absolute(request, "api-collection", one["id"])
        one["links"].insert(0, link(address, "self", JSON, _("Description de la collection")))
    return answer(request, {"links": [], "collections": found}, "opening/collections.html")


@door
def one_collection(request: HttpRequest, collection: str) -> HttpResponse:
    """Describe a collection."""
    found = open_collection(request.reader, collection)
    document = documents.open_collection(request, found)
    context = {"collection": found, "examples": examples(request, found.opened)}
    return answer(request, document, "opening/collection.html", context)


@door
def all_items(request: HttpRequest, collection: str) -> HttpResponse:
    """Give one page of the objects of a collection."""
    version = questions.version_of(request.GET)
    found = open_collection(request.reader, collection, version)
    wanted = questions.read(request.GET, found)
    whole = found.sight.every_row and not wanted.question
    page = items.items(
        found.opened.relation,
        wanted.question,
        after=wanted.after,
        limit=wanted.limit,
        matched=found.stored.records if whole else None,
    )
    _note(request, found, page.returned, questions.columns_of(wanted.question))
    links = _around(request, found, page.next_after)
    if wants_html(request):
        return _page(request, found, page, links)
    head = {
        "type": "FeatureCollection",
        "timeStamp": timezone.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
        "numberMatched": page.matched,
        "numberReturned": page.returned,
        "links": [*own_links(request, GEOJSON), *links],
    }
    opening = json.dumps(head, ensure_ascii=False)[:-1].encode()
    body = b"".join([opening, b', "features": [\n', page.features, b"\n]}\n"])
    return _geojson(body, found, wanted.question.crs.uri)


@door
def one_item(request: HttpRequest, collection: str, item: str) -> HttpResponse:
    """Give one object of a collection."""
    found = open_collection(request.reader, collection, questions.version_of(request.GET))
    crs = questions.system_of(request.GET, "crs", found)
    feature = items.item(found.opened.relation, item, crs)
    _note(request, found, 1)
    links = _around(request, found, None)
    if wants_html(request):
        single = items.Items(feature, 1, 1, None)
        return _page(request, found, single, links)
    said = json.dumps([*own_links(request, GEOJSON), *links], ensure_ascii=False).encode()
    return _geojson(feature[:-1] + b',"links":' + said + b"}\n", found, crs.uri)


def _note(
    request: HttpRequest, found: OpenCollection, rows: int, filtered: Iterable[str] = ()
) -> None:
    """Keep who read objects: the one place through which they leave."""
    opened = found.opened
    record_reading(
        request, opened.dataset, opened.version, Reading.Door.API, rows, filtered=filtered
    )


def _around(
    request: HttpRequest, found: OpenCollection, next_after: int | None
) -> list[dict[str, str]]:
    """Link to the collection, and to the next page, which stays in the version of this one."""
    title = _("Description de la collection")
    links = [link(absolute(request, "api-collection", found.id), "collection", JSON, title)]
    if next_after is not None:
        asked = request.GET.copy()
        asked["version"] = str(found.opened.version.number)
        asked["after"] = questions.following(next_after, found)
        address = f"{request.path}?{asked.urlencode(safe=',:/')}"
        href = request.build_absolute_uri(address)
        links.append(link(href, "next", GEOJSON, _("Page suivante")))
    return links


def _geojson(body: bytes, found: OpenCollection, crs: str) -> HttpResponse:
    response = HttpResponse(body, content_type=GEOJSON)
    response["Content-Crs"] = f"<{crs}>"
    if not found.opened.public:
        response["Cache-Control"] = PRIVATE_CACHE
    return response


def _page(
    request: HttpRequest, found: OpenCollection, page: items.Items, links: list[dict[str, str]]
) -> HttpResponse:
    """Show objects as a table, with the same links."""
    document: dict[str, Any] = {"links": links}
    features = json.loads(b"[" + page.features + b"]", parse_float=Decimal)
    pinned = {"version": found.opened.version.number}
    rows = [
        {
            "id": feature["id"],
            "address": absolute(request, "api-item", found.id, feature["id"], **pinned, f="html"),
            "cells": [_said(value) for value in feature["properties"].values()],
            "place": feature["geometry"],
        }
        for feature in features
    ]
    context = {
        "collection": found,
        "columns": found.opened.relation.columns,
        "rows": rows,
        "page": page,
        "next_address": next((e["href"] for e in links if e["rel"] == "next"), ""),
    }
    return answer(request, document, "opening/items.html", context)


def _said(value: object) -> object:
    """Write yes and no for people; other values as they are."""
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    return value
