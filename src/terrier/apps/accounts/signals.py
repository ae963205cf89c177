"""What allauth and Django do on their own, written to the trail and to the list of sessions."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.account.models import EmailAddress
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from . import emergency, sessions
from .actions import end_sessions, record
from .models import OpenSession, User


@receiver(user_logged_in)
def _began(request: HttpRequest, user: User, **_more: Any) -> None:
    sessions.begin(request, user)


@receiver(user_logged_out)
def _ended(request: HttpRequest, **_more: Any) -> None:
    OpenSession.objects.filter(pk=request.session.get(sessions.KEY)).delete()


@receiver(account.user_logged_in)
def _opened(
    request: HttpRequest,
    user: User,
    identity: int | None = None,
    provider_session: str = "",
    **_more: Any,
) -> None:
    if identity is not None:
        sessions.opened_through(request, identity, provider_session)
    if identity is None and emergency.is_one(user):
        emergency.tell(request, user)
    else:
        record(user, "session.open", user)


@receiver(account.password_changed)
def _changed(request: HttpRequest, user: User, **_more: Any) -> None:
    sessions.end_others(request, user)
    record(user, "password.change", user)


@receiver(account.password_reset)
def _reset(user: User, **_more: Any) -> None:
    end_sessions(user)
    record(user, "password.reset", user)


@receiver(account.email_changed)
def _moved(user: User, from_email_address: EmailAddress | None, **_more: Any) -> None:
    before = from_email_address.email if from_email_address else ""
    record(user, "person.email", user, before=before)


@receiver(mfa.authenticator_added)
def _added(request: HttpRequest, user: User, authenticator: Authenticator, **_more: Any) -> None:
    # The other browsers were signed in without it.
    sessions.end_others(request, user)
    record(user, "mfa.add", user, kind=str(authenticator.get_type_display()))


@receiver(mfa.authenticator_removed)
def _removed(user: User, authenticator: Authenticator, **_more: Any) -> None:
    record(user, "mfa.remove", user, kind=str(authenticator.get_type_display()))
