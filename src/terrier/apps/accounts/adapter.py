"""How allauth behaves here."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from terrier.domain.kernel.errors import Refused
from terrier.web.loopback import is_loopback

from .models import SignOnIdentity, User
from .providers import label_of, local_is_closed


class ClosedSignup(DefaultAccountAdapter):
    """Accounts are made by invitation only."""

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        """Refuse self-made accounts."""
        return False

    def pre_login(self, request: HttpRequest, user: User, **more: Any) -> Any:
        """Keep the demonstration's accounts, whose password is printed, on this machine."""
        if user.demonstration and not (settings.DEMONSTRATION and is_loopback(request)):
            raise Refused(_("Les comptes de démonstration ne s’ouvrent que sur la machine même."))
        if not (more.get("signal_kwargs") or {}).get("identity"):
            _refuse_password(user)
        return super().pre_login(request, user, **more)

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Say, to whoever came from a provider, that the session there goes on."""
        row = getattr(request, "open_session", None)
        if row is None or row.identity is None:
            return super().get_logout_redirect_url(request)
        return reverse("signed-out", args=[row.identity.provider])


def _refuse_password(user: User) -> None:
    """Keep the password for those whom no provider vouches for, and for emergencies."""
    if user.instance_administrator:
        return
    identity = SignOnIdentity.objects.filter(user=user).first()
    if identity is not None:
        raise Refused(
            _("Votre compte s’ouvre par « %(provider)s », pas par un mot de passe.")
            % {"provider": label_of(identity.provider)}
        )
    if local_is_closed():
        raise Refused(
            _(
                "Ici, seules les personnes qui administrent l’instance se connectent par un mot de "
                "passe : prenez un autre bouton de la page de connexion."
            )
        )
