"""Access tokens: how a program uses some of the rights of a person, and no more."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from terrier.domain.access.policy import Bounds
from terrier.domain.access.scopes import Scope
from terrier.domain.kernel.errors import Invalid, NotFound, Unknown

from .actions import record
from .models import AccessToken, User

PREFIX = "terrier_"
"""Lets a person, or a scanner of leaked secrets, know what the text is."""
LIFETIMES_DAYS = (30, 90, 365)
MOST = 20
"""Living tokens that a person may hold."""
NOTED_EVERY = timedelta(hours=1)
"""How often the last use is written, at most: readings stay readings."""


SCOPE_NAMES = {
    Scope.READ: _lazy("lire les données"),
    Scope.IMPORT: _lazy("apporter des fichiers"),
    Scope.CORRECT: _lazy("corriger des valeurs"),
    Scope.RESTORE: _lazy("remettre en place une ancienne version"),
    Scope.WORKSITES: _lazy("tenir le registre des chantiers"),
}


def permitted(token: AccessToken) -> str:
    """Say what a token permits."""
    return ", ".join(str(SCOPE_NAMES[Scope(scope)]) for scope in token.scopes)


@transaction.atomic
def make(
    user: User,
    name: str,
    days: int,
    scopes: Collection[Scope] = (Scope.READ,),
    bounds: Bounds | None = None,
) -> tuple[AccessToken, str]:
    """Make a token.

    Whatever its scopes, it never permits more than its person may do when it is used.

    Returns
    -------
    AccessToken and str
        The token and its secret, which is kept nowhere.

    Raises
    ------
    Invalid
        The lifetime is not offered, nothing is permitted, or the person holds too many tokens.
    """
    if days not in LIFETIMES_DAYS:
        raise Invalid(_("Choisissez une durée de 30, 90 ou 365 jours."))
    if not scopes:
        raise Invalid(_("Dites ce que le jeton permet : cochez au moins une case."))
    if living(user).count() >= MOST:
        raise Invalid(
            _("Vous avez déjà %(most)d jetons en service : révoquez-en un.") % {"most": MOST}
        )
    secret = PREFIX + secrets.token_urlsafe(32)
    token = AccessToken.objects.create(
        user=user,
        name=name,
        scopes=[scope.value for scope in Scope if scope in scopes],
        organisation_id=bounds.organisation if bounds else None,
        dataset_id=bounds.dataset if bounds else None,
        digest=_digest(secret),
        expires_at=timezone.now() + timedelta(days=days),
    )
    record(
        user,
        "token.make",
        token,
        days=days,
        scopes=token.scopes,
        permits=permitted(token),
        within={"organisation": token.organisation_id, "dataset": token.dataset_id},
    )
    return token, secret


@transaction.atomic
def revoke(user: User, pk: int) -> None:
    """End one of one's own tokens at once."""
    token = living(user).filter(pk=pk).first()
    if token is None:
        raise NotFound(_("Ce jeton n’existe pas, ou n’est plus en service."))
    token.revoked_at = timezone.now()
    token.save(update_fields=["revoked_at"])
    record(user, "token.revoke", token)


def living(user: User) -> QuerySet[AccessToken]:
    """Give the tokens of a person that still open the doors."""
    return AccessToken.objects.filter(
        user=user, revoked_at=None, expires_at__gt=timezone.now()
    )  # fmt: skip


def find(secret: str) -> AccessToken:
    """Find the token in service whose secret is shown.

    Raises
    ------
    Unknown
        No such token; it was revoked, its time has passed, or the account is disabled: which of
        these is not told.
    """
    now = timezone.now()
    token = AccessToken.objects.select_related("user").filter(digest=_digest(secret)).first()
    if (
        token is None
        or token.revoked_at is not None
        or token.expires_at <= now
        or not token.user.is_active
    ):
        raise Unknown(
            _("Ce jeton n’est pas en service : faites-en un autre depuis « Mon compte ».")
        )
    if token.last_used_at is None or now - token.last_used_at > NOTED_EVERY:
        AccessToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token


def _digest(secret: str) -> str:
    # The secret holds 256 random bits: a plain digest cannot be searched through.
    return hashlib.sha256(secret.encode()).hexdigest()
