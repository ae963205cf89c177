"""The identity providers that the operator declared."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from terrier.connectors.openid.provider import Provider
from terrier.domain.kernel.errors import NotFound

LOCAL_FOR_ADMINISTRATORS = "administrators"


def find(name: str) -> Provider:
    """Find a provider by its id.

    Raises
    ------
    NotFound
        It is not declared, or no longer.
    """
    known = {provider.id: provider for provider in settings.SIGN_ON}
    if name not in known:
        raise NotFound(_("Ce fournisseur d’identité n’est pas déclaré ici, ou ne l’est plus."))
    return known[name]


def label_of(name: str) -> str:
    """Give the label of a provider; its id where it is no longer declared."""
    return next((provider.label for provider in settings.SIGN_ON if provider.id == name), name)


def local_is_closed() -> bool:
    """Say whether only instance administrators may sign in with a password."""
    return settings.LOCAL_SIGN_IN == LOCAL_FOR_ADMINISTRATORS
