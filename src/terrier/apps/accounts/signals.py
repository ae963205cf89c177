"""What allauth does on its own, written to the trail like everything else."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.account.models import EmailAddress
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from django.dispatch import receiver

from .actions import record
from .models import User


@receiver(account.user_logged_in)
def _opened(user: User, **_more: Any) -> None:
    record(user, "session.open", user)


@receiver(account.password_changed)
def _changed(user: User, **_more: Any) -> None:
    record(user, "password.change", user)


@receiver(account.password_reset)
def _reset(user: User, **_more: Any) -> None:
    record(user, "password.reset", user)


@receiver(account.email_changed)
def _moved(user: User, from_email_address: EmailAddress | None, **_more: Any) -> None:
    before = from_email_address.email if from_email_address else ""
    record(user, "person.email", user, before=before)


@receiver(mfa.authenticator_added)
def _added(user: User, authenticator: Authenticator, **_more: Any) -> None:
    record(user, "mfa.add", user, kind=str(authenticator.get_type_display()))


@receiver(mfa.authenticator_removed)
def _removed(user: User, authenticator: Authenticator, **_more: Any) -> None:
    record(user, "mfa.remove", user, kind=str(authenticator.get_type_display()))
