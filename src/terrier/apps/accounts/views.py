"""Signing in and out is allauth's; what it cannot know is here."""

from __future__ import annotations

from allauth.account import views as allauth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from terrier.web.audience import Audience, audience

from .passwords import mail_is_set


@audience(Audience.EVERYONE)
def password_reset(request: HttpRequest) -> HttpResponse:
    """Send a link for a new password, or say whom to ask where no e-mail can be sent."""
    if mail_is_set():
        return allauth.password_reset(request)
    return render(request, "accounts/reset_without_mail.html")
