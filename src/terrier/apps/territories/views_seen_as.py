"""Starting and ending « Voir comme… »."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrier.domain.kernel.errors import Refused
from terrier.web.audience import Audience, audience

from . import prototypes


@audience(Audience.EVERYONE)
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Look as a prototype, from the page that was open."""
    # Whoever already looks as the public is no less signed in.
    if not request.user.is_authenticated:
        raise Refused(_("Connectez-vous pour voir la plateforme comme quelqu’un d’autre."))
    chosen = prototypes.find(request.POST.get("kind", ""), request.POST.get("organisation", ""))
    prototypes.remember(request.session, chosen)
    return _back(request)


@audience(Audience.EVERYONE)
@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """Look as oneself again."""
    prototypes.forget(request.session)
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    address = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return HttpResponseRedirect(address if safe else "/")
