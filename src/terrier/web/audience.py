"""Every view declares for whom it is; a view that does not is closed."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from terrier.domain.access.policy import Reader, Role
from terrier.domain.kernel.errors import Refused

from .errors import answer

View = TypeVar("View", bound=Callable[..., Any])


READING = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that write nothing."""


class Audience(Enum):
    """For whom a view is."""

    EVERYONE = "everyone"
    """Anybody: the page holds nothing that depends on the reader's rights."""
    BY_DATASET = "by_dataset"
    """Anybody may ask; `catalog.authority` decides what is answered."""
    SIGNED_IN = "signed_in"
    """A person with an account; what they may do inside is checked by the actions."""
    CONTRIBUTORS = "contributors"
    """A person who contributes to at least one organisation."""
    ADMINISTRATORS = "administrators"
    """An administrator of at least one organisation, or of the instance."""


def audience(who: Audience) -> Callable[[View], View]:
    """Declare for whom a view is."""

    def declare(view: View) -> View:
        view.audience = who  # type: ignore[attr-defined]
        return view

    return declare


class AudienceMiddleware:
    """Closes every view to those it was not declared for; needs `request.reader`."""

    open_modules = ("allauth.", "django.views.static", "django.contrib.staticfiles")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; the check is made once the view is known."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        """Let in, send to the sign-in page, or refuse."""
        who = getattr(view, "audience", None)
        if who is None:
            if view.__module__.startswith(self.open_modules):
                return None
            raise ImproperlyConfigured(f"{view.__module__}.{view.__qualname__}: no audience")
        # Django passes what is raised here to no `process_exception`: it is answered at once.
        try:
            return _gate(request, who)
        except Refused as refused:
            return answer(request, refused)


def _gate(request: HttpRequest, who: Audience) -> HttpResponse | None:
    if who is Audience.EVERYONE:
        return None
    reader = request.reader  # type: ignore[attr-defined]
    if reader.read_only and request.method not in READING:
        raise Refused(
            _("Vous regardez « comme » quelqu’un d’autre : revenez à votre vue pour agir.")
        )
    if who is Audience.BY_DATASET:
        return None
    if reader.is_public and reader.read_only:
        raise Refused(_("Le public n’a pas accès à cette page : revenez à votre vue."))
    if reader.is_public:
        return redirect_to_login(request.get_full_path())
    if not _admitted(reader, who):
        raise Refused(_("Cette page demande un rôle que votre compte n’a pas."))
    return None


def _admitted(reader: Reader, who: Audience) -> bool:
    if who is Audience.SIGNED_IN:
        return True
    needed = Role.CONTRIBUTOR if who is Audience.CONTRIBUTORS else Role.ADMINISTRATOR
    if who is Audience.ADMINISTRATORS and reader.instance_administrator:
        return True
    return any(g.role.includes(needed) for g in reader.grants)
