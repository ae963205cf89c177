"""Signing in through an identity provider: leaving for it, coming back, being signed out by it."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from terrier.apps.accounts import vouching
from terrier.apps.accounts.providers import find
from terrier.connectors.openid import exchange
from terrier.connectors.openid.discovery import ProviderSilent, SignOnFailed, refused
from terrier.connectors.openid.exchange import Arrival
from terrier.connectors.openid.provider import Provider
from terrier.domain.kernel.errors import Invalid, Refused
from terrier.web.audience import Audience, audience

from .. import actions

log = logging.getLogger("terrier.sign_on")
UNDER_WAY = "sign_on_under_way"
"""Session key of the departures that may still come back, by state."""
TO_LINK = "sign_on_to_link"
"""Session key of an identity that the person has yet to confirm as theirs."""
MOST_UNDER_WAY = 5
ENDED = {"Cache-Control": "no-store"}


@audience(Audience.EVERYONE)
@never_cache
@require_GET
def leave(request: HttpRequest, provider: str) -> HttpResponse:
    """Send somebody to a provider.

    A link and no form: browsers hold the answer to a form to this site (`form-action`).
    """
    return _leave(request, find(provider), purpose="sign in")


@audience(Audience.SIGNED_IN)
@never_cache
@require_GET
def leave_to_link(request: HttpRequest, provider: str) -> HttpResponse:
    """Send somebody to a provider to learn who they are there, once they gave their password again.

    The page between holds a link: what answers the form of the password may not lead elsewhere.
    """
    declared = find(provider)
    if "aller" in request.GET and did_recently_reauthenticate(request):
        return _leave(request, declared, purpose="link")
    return _before_leaving(request, declared)


@reauthentication_required
def _before_leaving(request: HttpRequest, provider: Provider) -> HttpResponse:
    return render(request, "territories/sign_on_leave.html", {"provider": provider})


@audience(Audience.EVERYONE)
@never_cache
@require_GET
def come_back(request: HttpRequest, provider: str) -> HttpResponse:
    """Take somebody back from a provider."""
    declared = find(provider)
    departure = _departure(request, declared)
    arrival = exchange.arrive(
        declared,
        code=request.GET.get("code", ""),
        return_address=_return_address(request, declared),
        nonce=departure["nonce"],
        verifier=departure["verifier"],
    )
    if departure["purpose"] == "link":
        return _ask_to_link(request, declared, arrival, departure)
    return _sign_in(request, declared, arrival, departure["next"])


@audience(Audience.SIGNED_IN)
@never_cache
def confirm_link(request: HttpRequest) -> HttpResponse:
    """Tie one's account to an identity, once the person says that it is theirs."""
    kept = request.session.get(TO_LINK)
    if kept is None:
        return redirect("account")
    declared, arrival = find(kept["provider"]), vouching.unpack(kept["arrival"])
    if request.method == "POST":
        del request.session[TO_LINK]
        actions.link(request.user, declared, arrival)
        messages.success(
            request, _("Votre compte s’ouvre désormais par « %(p)s ».") % {"p": declared.label}
        )
        return redirect("account")
    context = {"provider": declared, "claims": arrival.claims}
    return render(request, "territories/sign_on_link.html", context)


@csrf_exempt
@audience(Audience.EVERYONE)
@require_POST
def signed_out_there(request: HttpRequest, provider: str) -> HttpResponse:
    """Obey a provider that signs somebody out (OpenID Connect Back-Channel Logout 1.0)."""
    try:
        ended = vouching.sign_out(find(provider), request.POST.get("logout_token", ""))
    except SignOnFailed as failed:
        log.warning(failed.message)
        return JsonResponse({"error": "invalid_request"}, status=400, headers=ENDED)
    log.info("%s: %d sessions ended by the provider", provider, ended)
    return HttpResponse(status=200, headers=ENDED)


@audience(Audience.EVERYONE)
@never_cache
def signed_out(request: HttpRequest, provider: str) -> HttpResponse:
    """Say that the session at the provider goes on, and how to leave it too."""
    declared = find(provider)
    try:
        page = exchange.departure_page(declared, request.build_absolute_uri("/"))
    except ProviderSilent:
        page = ""
    return render(request, "territories/signed_out.html", {"provider": declared, "page": page})


def _leave(request: HttpRequest, provider: Provider, *, purpose: str) -> HttpResponse:
    departure = exchange.depart(provider, _return_address(request, provider))
    under_way: dict[str, Any] = request.session.get(UNDER_WAY, {})
    newest = dict(list(under_way.items())[-MOST_UNDER_WAY + 1 :])
    newest[departure.state] = {
        "provider": provider.id,
        "purpose": purpose,
        "nonce": departure.nonce,
        "verifier": departure.verifier,
        "next": _inside(request, request.GET.get("next", "")),
        "user": request.user.pk,
    }
    request.session[UNDER_WAY] = newest
    return HttpResponseRedirect(departure.address)


def _departure(request: HttpRequest, provider: Provider) -> dict[str, Any]:
    """Give what was remembered of the departure that this answer is for; it serves once."""
    under_way = request.session.get(UNDER_WAY, {})
    departure = under_way.pop(request.GET.get("state", ""), None)
    request.session[UNDER_WAY] = under_way
    if departure is None or departure["provider"] != provider.id:
        raise Invalid(
            _(
                "Cette connexion n’a pas commencé dans ce navigateur, ou a déjà servi : "
                "recommencez depuis la page de connexion."
            )
        )
    if request.GET.get("iss", provider.issuer) != provider.issuer:
        raise refused(provider, "the answer comes from another issuer")
    if request.GET.get("error") == "access_denied":
        raise Refused(
            _("Vous n’avez pas accepté la connexion chez « %(p)s ».") % {"p": provider.label}
        )
    if "error" in request.GET:
        raise refused(provider, f"the provider says {request.GET['error'][:100]}")
    return departure


def _sign_in(
    request: HttpRequest, provider: Provider, arrival: Arrival, target: str
) -> HttpResponse:
    identity = actions.welcome(provider, arrival)
    if request.user.is_authenticated:
        logout(request)
    ground = {"identity": identity.pk, "provider_session": str(arrival.claims.get("sid", ""))}
    return perform_login(
        request,
        identity.user,
        email_verification="none",
        redirect_url=target or None,
        signal_kwargs=ground,
    )


def _ask_to_link(
    request: HttpRequest, provider: Provider, arrival: Arrival, departure: dict[str, Any]
) -> HttpResponse:
    if not request.user.is_authenticated or request.user.pk != departure["user"]:
        raise Invalid(_("Votre session a changé entre-temps : recommencez depuis « Mon compte »."))
    request.session[TO_LINK] = {"provider": provider.id, "arrival": vouching.pack(arrival)}
    return redirect("sign-on-confirm")


def _return_address(request: HttpRequest, provider: Provider) -> str:
    return request.build_absolute_uri(reverse("sign-on-return", args=[provider.id]))


def _inside(request: HttpRequest, address: str) -> str:
    safe = url_has_allowed_host_and_scheme(
        address, {request.get_host()}, require_https=settings.SESSION_COOKIE_SECURE
    )
    return address if safe else ""
