"""Closes the sessions that were ended, or that stand on a word that a provider took back."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from . import sessions


class OpenSessionMiddleware:
    """Sets `request.open_session`; without one, the request is nobody's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look the session up once per request."""
        request.open_session = None
        if request.user.is_authenticated:
            request.open_session = sessions.still_open(request)
            if request.open_session is None:
                logout(request)
        return self.get_response(request)
