"""The catalogue in DCAT-AP 3, for data.gouv.fr and other portals."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from terrier.apps.opening.doors import door
from terrier.apps.opening.harvesting import pages
from terrier.apps.opening.ogc.questions import number

PUBLIC_CACHE = "public, max-age=300"


@door
def json_ld(request: HttpRequest) -> HttpResponse:
    """Give a page of the public catalogue in JSON-LD."""
    return _page(request, "api-dcat-json", "json-ld", "application/ld+json")


@door
def turtle(request: HttpRequest) -> HttpResponse:
    """Give a page of the public catalogue in Turtle."""
    return _page(request, "api-dcat-turtle", "turtle", "text/turtle; charset=utf-8")


def _page(request: HttpRequest, name: str, form: str, content_type: str) -> HttpResponse:
    # Imported here: rdflib takes a fifth of a second that no other page should wait for.
    from terrier.domain.dcat.graph import PREFIXES, page_graph

    graph = page_graph(pages.page(number(request.GET, "page", 1), name))
    context = {prefix: str(namespace) for prefix, namespace in PREFIXES.items()}
    more = {"context": context} if form == "json-ld" else {}
    body = graph.serialize(format=form, encoding="utf-8", **more)
    response = HttpResponse(body, content_type=content_type)
    response["Cache-Control"] = PUBLIC_CACHE
    return response
