"""The screen of one's access tokens."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from terrier.apps.accounts import tokens as access
from terrier.apps.opening.tokens import limits
from terrier.apps.opening.tokens.forms import TokenForm
from terrier.web.audience import Audience, audience


@audience(Audience.SIGNED_IN)
@never_cache
def tokens(request: HttpRequest) -> HttpResponse:
    """List one's tokens and make one, whose secret is shown this once."""
    form = TokenForm(request.POST or None, reader=request.reader)
    secret = ""
    if request.method == "POST" and form.is_valid():
        made = form.cleaned_data
        _token, secret = access.make(
            request.user, made["name"], made["days"], made["scopes"], form.bounds()
        )
        form = TokenForm(reader=request.reader)
    listed = list(access.living(request.user))
    limited = limits.names_of(listed)
    context = {
        "form": form,
        "tokens": [(token, access.permitted(token), limited.get(token.pk)) for token in listed],
        "secret": secret,
    }
    return render(request, "opening/tokens.html", context)


@audience(Audience.SIGNED_IN)
@require_POST
def revoke_token(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of one's own tokens."""
    access.revoke(request.user, pk)
    messages.success(request, _("Le jeton est révoqué : il n’ouvre plus rien."))
    return redirect("tokens")
