"""The pages that everybody reads: notices, contact, conditions, the register of information."""

from __future__ import annotations

from datetime import timedelta

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from terrier.domain.kernel.errors import NotFound
from terrier.web.audience import Audience, audience

from .. import pages
from ..actions import messages
from ..forms import ContactForm

RECEIVED = "message_received"


def shown(kind: str) -> dict[str, object]:
    """Give what the template of a page needs."""
    page, root = pages.PAGES[kind], pages.site_root()
    values = pages.values_of(kind)
    return {
        "page": page,
        "root": root,
        "sections": pages.sections(page, values, root),
        "missing": pages.missing(page, values, root),
    }


@audience(Audience.EVERYONE)
@require_safe
def legal(request: HttpRequest) -> HttpResponse:
    """Say who publishes the site, as the law asks."""
    return render(request, "obligations/legal.html", shown("legal"))


@audience(Audience.EVERYONE)
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """Say what is kept of people, as the law asks."""
    context = shown("privacy") | {"kept_days": messages.KEPT.days}
    return render(request, "obligations/privacy.html", context)


@audience(Audience.EVERYONE)
@require_safe
def api_terms(request: HttpRequest) -> HttpResponse:
    """Say on which conditions programs may read the data."""
    return render(request, "obligations/api_terms.html", shown("api"))


@audience(Audience.EVERYONE)
def contact(request: HttpRequest) -> HttpResponse:
    """Show how to reach the authority, and take a message."""
    initial = {"subject": request.GET.get("motif", ""), "page": request.GET.get("page", "")[:300]}
    form = ContactForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        caller = get_adapter().get_client_ip(request)
        made = messages.receive(caller, form.cleaned_data)
        request.session[RECEIVED] = [made.pk, made.received_at.isoformat()]
        return redirect("contact-received")
    return render(request, "obligations/contact.html", shown("contact") | {"form": form})


@audience(Audience.EVERYONE)
@require_safe
def received(request: HttpRequest) -> HttpResponse:
    """Give the receipt of the message that this browser has just sent."""
    number, moment = request.session.get(RECEIVED, (None, ""))
    if number is None:
        return redirect("contact")
    context = shown("contact") | {
        "number": number,
        "moment": timezone.datetime.fromisoformat(moment),
    }
    return render(request, "obligations/contact_received.html", context)


@audience(Audience.EVERYONE)
@require_safe
def security_txt(_request: HttpRequest) -> HttpResponse:
    """Say to whom a flaw is reported (RFC 9116)."""
    address = pages.values_of("contact").get("security", "")
    if not address:
        raise NotFound(_("Aucune adresse n’a été donnée pour signaler une faille de sécurité."))
    until = (timezone.now() + timedelta(days=180)).replace(hour=0, minute=0, second=0)
    lines = (
        f"Contact: mailto:{address}",
        f"Expires: {until:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: fr, en",
        f"Canonical: {settings.PUBLIC_URL}/.well-known/security.txt",
    )
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
