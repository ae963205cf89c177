"""Absolute addresses of the doors, and links that say what stands behind them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

JSON = "application/json"
HTML = "text/html"
GEOJSON = "application/geo+json"
MVT = "application/vnd.mapbox-vector-tile"
SCHEMA = "application/schema+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
TOKEN = "token"  # noqa: S105 - the name of a parameter
"""Parameter that carries a token, for clients that cannot send a header."""


def absolute(request: HttpRequest, name: str, *args: Any, **query: Any) -> str:
    """Give the absolute address of a door; a token in the address goes along."""
    if token := request.GET.get(TOKEN):
        query[TOKEN] = token
    address = request.build_absolute_uri(reverse(name, args=args))
    return f"{address}?{urlencode(query, safe=',:/')}" if query else address


def link(href: str, rel: str, type: str, title: str) -> dict[str, str]:
    """Write a link (RFC 8288) as the OGC API documents do."""
    return {"href": href, "rel": rel, "type": type, "title": title, "hreflang": "fr"}
