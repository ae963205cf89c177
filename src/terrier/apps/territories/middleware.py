"""Puts the reader on every request."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from . import prototypes, queries


class ReaderMiddleware:
    """Sets `request.reader`: the person's rights, narrowed by « Voir comme… »."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Build the reader once per request."""
        request.reader = queries.reader_of(request.user)
        seen_as = prototypes.remembered(request.session) if request.reader.user else None
        if seen_as is not None:
            request.reader = request.reader.seen_as(seen_as.reader)
            request.seen_as = seen_as.label
        return self.get_response(request)
