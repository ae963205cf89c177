"""Addresses of the REST API, each declared for whom it is as every other view."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, re_path
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt

from terrier.apps.opening.doors import OPEN_CACHE, PRIVATE_CACHE
from terrier.web.audience import Audience, audience
from terrier.web.errors import NotAllowed

from .api import api
from .description import description, landing
from .problems import nothing_here, refusal

View = Callable[..., HttpResponse]
HEADERS = "Authorization, Content-Type, If-Match, Idempotency-Key"
"""What a page of another site may send along."""


def machine(view: View) -> View:
    """Close what every operation has in common around a view.

    Whom it lets in is decided by its scope (`permission`) and by the actions; the proof that no
    browser was tricked is asked there too, since tokens need none.
    """

    @audience(Audience.BY_DATASET)
    @csrf_exempt
    @wraps(view)
    def answered(request: HttpRequest, **parts: Any) -> HttpResponse:
        # Ninja knows no HEAD; the server leaves the body out.
        request.method = "GET" if request.method == "HEAD" else request.method
        response = view(request, **parts)
        if response.status_code == 405:
            response = _other_methods(request, response["Allow"])
        # Any page may read what is open to everybody; browsers send no session along with it.
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag, Location"
        if "Cache-Control" not in response:
            response["Cache-Control"] = OPEN_CACHE if request.reader.is_public else PRIVATE_CACHE
        patch_vary_headers(response, ["Accept", "Authorization", "Cookie"])
        return response

    return answered


def _other_methods(request: HttpRequest, methods: str) -> HttpResponse:
    """Say which methods an address answers: to a browser that asks first, or as a refusal."""
    response = (
        HttpResponse(status=204) if request.method == "OPTIONS" else refusal(NotAllowed(methods))
    )
    response["Allow"] = response["Access-Control-Allow-Methods"] = methods
    response["Access-Control-Allow-Headers"] = HEADERS
    return response


def _nowhere(_request: HttpRequest, **_parts: str) -> HttpResponse:
    return refusal(nothing_here())


def operations() -> list[URLPattern]:
    """Give an address for each path of the API."""
    patterns, _app, _namespace = api.urls
    return [
        path(str(found.pattern), machine(found.callback), name=found.name)
        for found in patterns
        if isinstance(found, URLPattern) and found.name != "api-root"
    ]


urlpatterns = [
    path("", landing, name="rest"),
    path("openapi.json", description, name="rest-openapi"),
    *operations(),
    re_path(r"^(?P<rest>.*)$", machine(_nowhere), name="rest-nowhere"),
]
