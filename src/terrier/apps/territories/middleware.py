"""Puts the reader on every request, and stops whoever still owes a second factor."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve

from terrier.domain.kernel.errors import Refused
from terrier.web.errors import answer, wants_json

from . import prototypes, queries, second_factor


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


class SecondFactorMiddleware:
    """Leads whoever owes a second factor to the page that sets one up; every other door is shut."""

    open_to_all = frozenset(
        {
            "second-factor",
            "mfa_activate_totp",
            "account_reauthenticate",
            "account_logout",
            "signed-out",
            "appearance",
        }
    )

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let through, lead to the page, or refuse a program."""
        if not second_factor.is_owed(request) or _name(request) in self.open_to_all:
            return self.get_response(request)
        if wants_json(request):
            return answer(request, Refused(second_factor.SENTENCE))
        return redirect("second-factor")


def _name(request: HttpRequest) -> str | None:
    try:
        return resolve(request.path_info).url_name
    except Resolver404:
        return None
