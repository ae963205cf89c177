"""What every door for machines has in common: who may come in, in which form it answers."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from terrier.apps.opening.addresses import HTML, JSON, link
from terrier.apps.opening.entry import let_in
from terrier.domain.kernel.errors import Invalid, TerrierError, Unknown
from terrier.web.audience import Audience, audience
from terrier.web.errors import problem, status_of

View = Callable[..., HttpResponse]
OPEN_CACHE = "no-cache"
PRIVATE_CACHE = "private, no-store"
FORMS = {"json": False, "html": True}
"""Values of the parameter `f`, and whether each is the page for people."""


def door(view: View) -> View:
    """Make a reading address for machines: GET and HEAD only, errors as problem+json."""

    @audience(Audience.BY_DATASET)
    @require_safe
    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **parts: Any) -> HttpResponse:
        try:
            let_in(request)
            response = view(request, *args, **parts)
        except TerrierError as refused:
            if request.GET.get("f", "html") == "html" and wants_html(request):
                raise
            response = problem(refused, status_of(refused))
            if isinstance(refused, Unknown):
                response["WWW-Authenticate"] = 'Bearer error="invalid_token"'
        # Any page may read what is open to everybody; browsers send no session along with it.
        response["Access-Control-Allow-Origin"] = "*"
        if "Cache-Control" not in response:
            response["Cache-Control"] = OPEN_CACHE if request.reader.is_public else PRIVATE_CACHE
        patch_vary_headers(response, ["Accept", "Authorization"])
        return response

    return opened


def wants_html(request: HttpRequest) -> bool:
    """Say whether a page for people is asked for: by `f`, else by the Accept header.

    Raises
    ------
    Invalid
        The form asked for does not exist.
    """
    form = request.GET.get("f")
    if form is None:
        accepted = [JSON, "application/geo+json", HTML]
        return request.get_preferred_type(accepted) == HTML
    if form not in FORMS:
        raise Invalid(f"« f={form[:20]} » n’existe pas : écrivez f=json ou f=html.")
    return FORMS[form]


def answer(
    request: HttpRequest,
    document: dict[str, Any],
    template: str,
    context: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Answer with a document, or with the page that shows it; both name each other."""
    document["links"] = [*own_links(request), *document.get("links", ())]
    if wants_html(request):
        shown = {
            "document": document,
            "text": json.dumps(document, ensure_ascii=False, indent=2),
            "json_address": in_form(request, "json"),
        }
        return render(request, template, {**shown, **(context or {})})
    return json_answer(document)


def json_answer(document: Mapping[str, Any], content_type: str = JSON) -> HttpResponse:
    """Answer with a JSON document."""
    text = json.dumps(document, ensure_ascii=False)
    return HttpResponse(text.encode(), content_type=content_type)


def own_links(request: HttpRequest, form: str = JSON) -> list[dict[str, str]]:
    """Give the links of a document to itself and to its page."""
    return [
        link(in_form(request, "json"), "self", form, "Ce document"),
        link(in_form(request, "html"), "alternate", HTML, "Cette page pour les personnes"),
    ]


def in_form(request: HttpRequest, form: str) -> str:
    """Give the absolute address that is asked, in a form."""
    asked = request.GET.copy()
    asked["f"] = form
    return request.build_absolute_uri(f"{request.path}?{asked.urlencode(safe=',:/')}")
