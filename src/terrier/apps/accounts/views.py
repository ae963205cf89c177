"""Signing in and out is allauth's; what it cannot know is here."""

from __future__ import annotations

import uuid
from typing import Any

from allauth.account import views as allauth
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from terrier.web.audience import Audience, audience

from . import sessions as opened
from .actions import record
from .passwords import mail_is_set
from .providers import local_is_closed


class SignIn(allauth.LoginView):
    """The sign-in page, with a button for each identity provider."""

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        """Add the providers."""
        ways = {"sign_on": settings.SIGN_ON, "local_is_closed": local_is_closed()}
        return super().get_context_data(**more) | ways


sign_in = audience(Audience.EVERYONE)(SignIn.as_view())


@audience(Audience.EVERYONE)
def password_reset(request: HttpRequest) -> HttpResponse:
    """Send a link for a new password, or say whom to ask where no e-mail can be sent."""
    if mail_is_set():
        return allauth.password_reset(request)
    return render(request, "accounts/reset_without_mail.html")


@audience(Audience.SIGNED_IN)
@never_cache
def sessions(request: HttpRequest) -> HttpResponse:
    """List the browsers in which one is signed in."""
    own = request.open_session
    rows = [(row, opened.named(row.device)) for row in opened.living(request.user)]
    return render(request, "accounts/sessions.html", {"rows": rows, "own": own})


@audience(Audience.SIGNED_IN)
@require_POST
def end_session(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Sign out one of one's own browsers."""
    opened.end_one(request.user, pk)
    messages.success(request, _("La session est close."))
    return redirect("sessions")


@audience(Audience.SIGNED_IN)
@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out every other browser of one's own."""
    ended = opened.end_others(request, request.user)
    record(request.user, "session.end_others", request.user, sessions=ended)
    said = ngettext("%(n)d session close.", "%(n)d sessions closes.", ended)
    messages.success(request, said % {"n": ended})
    return redirect("sessions")
