"""Signing in and out is allauth's; what it cannot know is here."""

from __future__ import annotations

from allauth.account import views as allauth
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from terrier.web.audience import Audience, audience

from . import tokens as access
from .forms import TokenForm
from .passwords import mail_is_set


@audience(Audience.EVERYONE)
def password_reset(request: HttpRequest) -> HttpResponse:
    """Send a link for a new password, or say whom to ask where no e-mail can be sent."""
    if mail_is_set():
        return allauth.password_reset(request)
    return render(request, "accounts/reset_without_mail.html")


@audience(Audience.SIGNED_IN)
@never_cache
def tokens(request: HttpRequest) -> HttpResponse:
    """List one's tokens and make one, whose secret is shown this once."""
    form = TokenForm(request.POST or None)
    secret = ""
    if request.method == "POST" and form.is_valid():
        _token, secret = access.make(request.user, **form.cleaned_data)
        form = TokenForm()
    context = {"form": form, "tokens": access.living(request.user), "secret": secret}
    return render(request, "accounts/tokens.html", context)


@audience(Audience.SIGNED_IN)
@require_POST
def revoke_token(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of one's own tokens."""
    access.revoke(request.user, pk)
    messages.success(request, _("Le jeton est révoqué : il n’ouvre plus rien."))
    return redirect("tokens")
