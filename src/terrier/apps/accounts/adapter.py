"""How allauth behaves here."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedSignup(DefaultAccountAdapter):
    """Accounts are made by invitation only."""

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        """Refuse self-made accounts."""
        return False
