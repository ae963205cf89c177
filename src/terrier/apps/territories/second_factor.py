"""Who owes a second factor: the administrator's setting, one's roles, and what one has."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from terrier.apps.accounts.models import SignOnIdentity, User
from terrier.domain.access.policy import Reader
from terrier.domain.kernel.errors import Refused
from terrier.domain.sign_on.second_factor import Duty

from .models import SignInDuty
from .queries import reader_of

SENTENCE = _(
    "Votre rôle demande une double authentification, que votre compte n’a pas encore : "
    "connectez-vous à Terrier pour l’activer."
)


def duty() -> Duty:
    """Give what the instance's administrator asks."""
    kept = SignInDuty.objects.first()
    return Duty(kept.second_factor) if kept else Duty.NOBODY


def is_owed(request: HttpRequest) -> bool:
    """Say whether the person behind a request must set up a second factor before anything else."""
    row = request.open_session
    if row is None:
        return False
    # The rights of the person count, not those of whom they look as.
    own = request.reader.through[0] if request.reader.through else request.reader
    return _owes(own, request.user, row.identity)


def require(user: User) -> None:
    """Refuse a program whose person owes a second factor.

    Raises
    ------
    Refused
        They do.
    """
    identity = SignOnIdentity.objects.filter(user=user).first()
    if _owes(reader_of(user), user, identity):
        raise Refused(str(SENTENCE))


def _owes(reader: Reader, user: User, identity: SignOnIdentity | None) -> bool:
    if not duty().binds(reader) or user.demonstration:
        return False
    if identity is not None and identity.second_factor:
        return False
    return not is_mfa_enabled(user, [Authenticator.Type.TOTP])
