"""How allauth behaves here."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from terrier.domain.kernel.errors import Refused
from terrier.web.loopback import is_loopback

from .models import User


class ClosedSignup(DefaultAccountAdapter):
    """Accounts are made by invitation only."""

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        """Refuse self-made accounts."""
        return False

    def pre_login(self, request: HttpRequest, user: User, **more: Any) -> Any:
        """Keep the demonstration's accounts, whose password is printed, on this machine."""
        if user.demonstration and not (settings.DEMONSTRATION and is_loopback(request)):
            raise Refused(_("Les comptes de démonstration ne s’ouvrent que sur la machine même."))
        return super().pre_login(request, user, **more)
