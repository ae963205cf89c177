"""The one table from errors to answers."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.db import DataError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from terrier.domain.kernel import errors

log = logging.getLogger("terrier.web")


class NotAllowed(errors.TerrierError):
    """The address answers other methods."""

    code = "not_allowed"

    def __init__(self, methods: str) -> None:
        super().__init__(f"Cette adresse ne répond pas à cette méthode, mais à : {methods}.")


class Stale(errors.Conflict):
    """The thing is no longer what the caller read before."""

    code = "stale"


STATUS: tuple[tuple[type[errors.TerrierError], int], ...] = (
    (errors.Unknown, 401),
    (errors.Refused, 403),
    (errors.NotFound, 404),
    (errors.Gone, 410),
    (NotAllowed, 405),
    (Stale, 412),
    (errors.Conflict, 409),
    (errors.Unholdable, 422),
    (errors.Unreadable, 422),
    (errors.Busy, 429),
    (errors.TooBig, 413),
    (errors.Invalid, 400),
    (errors.Unavailable, 503),
    (errors.NoRoom, 507),
)


def status_of(error: errors.TerrierError) -> int:
    """Give the HTTP status of an error."""
    return next((status for kind, status in STATUS if isinstance(error, kind)), 500)


class ErrorMiddleware:
    """Turns errors raised on purpose into a page, or into problem+json for machines."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer an error of ours; leave the others to Django."""
        if isinstance(error, DataError):
            log.warning("a value was refused by the database", exc_info=error)
            error = _unstorable()
        if not isinstance(error, errors.TerrierError):
            return None
        return answer(request, error)


def _unstorable() -> errors.Invalid:
    return errors.Invalid(
        "Une valeur est trop longue, trop grande, ou contient un caractère invisible que la base "
        "ne peut pas garder. Raccourcissez-la ou tapez-la de nouveau."
    )


def answer(request: HttpRequest, error: errors.TerrierError) -> HttpResponse:
    """Answer with the page of an error, or with problem details for machines."""
    status = status_of(error)
    if status >= 500:
        log.error(error.message, exc_info=error)
    if wants_json(request):
        return problem(error, status)
    template = f"{status}.html" if status in {403, 404, 410} else "error.html"
    context = {"message": error.user_message, "status": status}
    return render(request, template, context, status=status)


def wants_json(request: HttpRequest) -> bool:
    """Say whether the client is a machine."""
    offered = ["text/html", "application/json"]
    if request.path.startswith("/api/"):
        offered.reverse()
    return request.get_preferred_type(offered) == "application/json"


def problem(error: errors.TerrierError, status: int, **more: Any) -> JsonResponse:
    """Answer as RFC 9457 problem details, with more members where there is more to tell."""
    body = {
        "type": f"about:blank#{error.code}",
        "title": error.user_message,
        "status": status,
        "code": error.code,
        **more,
    }
    return JsonResponse(body, status=status, content_type="application/problem+json")
