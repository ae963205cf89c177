"""The door of Explore: its way of showing a token, its shape of errors."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from terrier.apps.opening.doors import OPEN_CACHE, PRIVATE_CACHE
from terrier.apps.opening.entry import let_in
from terrier.domain.kernel import errors
from terrier.domain.odsql import Malformed
from terrier.web.audience import Audience, audience
from terrier.web.errors import status_of

JSON = "application/json; charset=utf-8"
API_KEY = "apikey"
"""Parameter, and scheme of the header Authorization, that carry a token here."""
log = logging.getLogger("terrier.web")

View = Callable[..., HttpResponse]


class InvalidParameter(errors.Invalid):
    """A parameter is out of its range."""


CODES: tuple[tuple[type[errors.TerrierError], str], ...] = (
    (Malformed, "ODSQLError"),
    (errors.Unknown, "AuthenticationError"),
    (errors.Refused, "PermissionDeniedError"),
    (errors.NotFound, "NotFoundError"),
    (errors.Gone, "GoneError"),
    (errors.Busy, "TooManyRequestsError"),
    (errors.Unholdable, "ExportError"),
    (errors.Invalid, "InvalidRESTParameterError"),
)


def explore_door(view: View) -> View:
    """Make a reading address of Explore: GET and HEAD only, errors as Explore writes them."""

    @audience(Audience.BY_DATASET)
    @require_safe
    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **parts: Any) -> HttpResponse:
        try:
            request.bearer = let_in(request, shown=_api_key(request))
            response = view(request, *args, **parts)
        except errors.TerrierError as refused:
            response = error(refused)
        # Any page may read what is open to everybody; browsers send no session along with it.
        response["Access-Control-Allow-Origin"] = "*"
        if "Cache-Control" not in response:
            response["Cache-Control"] = OPEN_CACHE if request.reader.is_public else PRIVATE_CACHE
        patch_vary_headers(response, ["Accept", "Authorization"])
        return response

    return opened


def error(refused: errors.TerrierError) -> HttpResponse:
    """Answer with an error as Explore writes it."""
    status = status_of(refused)
    if status >= 500:
        log.error(refused.message, exc_info=refused)
    code = next((code for kind, code in CODES if isinstance(refused, kind)), "ServerError")
    message = refused.user_message
    if isinstance(refused, Malformed):
        message = f"Requête ODSQL mal formée : {message}"
    return answer({"message": message, "error_code": code}, status)


def answer(document: object, status: int = 200) -> HttpResponse:
    """Answer with a JSON document."""
    text = json.dumps(document, ensure_ascii=False)
    return HttpResponse(text.encode(), content_type=JSON, status=status)


def _api_key(request: HttpRequest) -> str | None:
    scheme, _space, shown = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == API_KEY:
        return shown.strip()
    return request.GET.get(API_KEY)
