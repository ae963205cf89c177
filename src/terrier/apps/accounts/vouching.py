"""Whether an identity provider still vouches for a person: asked at the time of use.

Nothing runs on a timer: a session, or an access token, of somebody who came from a provider opens
only on a word of the provider that is younger than `SIGN_ON_MINUTES`. From half that age on, it is
asked again.
"""

from __future__ import annotations

import base64
import hashlib
import logging
import time
from datetime import timedelta
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from terrier.connectors.openid.discovery import ProviderSilent, refused
from terrier.connectors.openid.exchange import Arrival, NoLongerThere, renew
from terrier.connectors.openid.provider import Provider
from terrier.connectors.openid.tokens import read_logout_token
from terrier.domain.kernel.errors import Unknown
from terrier.domain.sign_on.second_factor import was_second_factor

from .actions import end, record
from .models import OpenSession, SeenLogout, SignOnIdentity, User
from .providers import find, label_of

log = logging.getLogger("terrier.sign_on")
ASKING = timedelta(seconds=30)
"""How long one process may take to ask before another does."""


def keep(identity: SignOnIdentity, arrival: Arrival, *, renewed: bool = False) -> None:
    """Keep what a provider has just said of somebody."""
    if renewed:
        # A renewal says nothing of how the person signed in: that stays as it was.
        identity.claims = identity.claims | arrival.claims
    else:
        provider = find(identity.provider)
        identity.claims = arrival.claims
        identity.second_factor = was_second_factor(
            arrival.claims, amr=provider.second_factor_amr, acr=provider.second_factor_acr
        )
    identity.proven_at, identity.asked_at = timezone.now(), None
    identity.sealed_refresh_token = _seal(arrival.refresh_token)
    # An update, and no save: whoever was untied while the provider was asked stays so.
    kept = ("claims", "second_factor", "proven_at", "asked_at", "sealed_refresh_token")
    SignOnIdentity.objects.filter(pk=identity.pk).update(
        **{name: getattr(identity, name) for name in kept}
    )


def holds(identity: SignOnIdentity) -> bool:
    """Say whether a provider vouches for a person, asking it where its word grows old."""
    if identity.proven_at is None or not any(p.id == identity.provider for p in settings.SIGN_ON):
        return False
    limit = timedelta(minutes=settings.SIGN_ON_MINUTES)
    age = timezone.now() - identity.proven_at
    if age < limit / 2:
        return True
    if _mine_to_ask(identity):
        answer = _ask(identity)
        return age < limit if answer is None else answer
    # A browser that wakes up asks for several things at once: one of them asks the provider.
    return age < limit or _heard(identity)


def require(user: User) -> None:
    """Refuse a program whose person a provider no longer vouches for.

    Raises
    ------
    Unknown
        The person has to sign in again first.
    """
    identity = SignOnIdentity.objects.filter(user=user).first()
    if identity is not None and not holds(identity):
        raise Unknown(
            _(
                "Le fournisseur d’identité n’a pas confirmé ce compte récemment : la personne doit "
                "se connecter à Terrier pour remettre ses jetons en service."
            )
        )


def is_lost(user: User) -> bool:
    """Say whether the provider that a person came from has said that they are no longer there.

    For work at regular hours in a person's name, which goes on while its author is asleep.
    """
    return SignOnIdentity.objects.filter(user=user, proven_at=None).exists()


@transaction.atomic
def lose(identity: SignOnIdentity) -> None:
    """Close all that stood on a provider's word."""
    if identity.proven_at is None:
        return
    SignOnIdentity.objects.filter(pk=identity.pk).update(proven_at=None, sealed_refresh_token="")
    end(identity.sessions.all())
    record(None, "sign_on.lost", identity.user, provider=label_of(identity.provider))


@transaction.atomic
def sign_out(provider: Provider, token: str) -> int:
    """Obey a provider that signs somebody out (back-channel logout); say how many browsers.

    Access tokens stay, on a word of the provider that is now old enough to be asked again.
    """
    said = read_logout_token(provider, token)
    _refuse_twice(provider, str(said["jti"]))
    rows = OpenSession.objects.filter(identity__issuer=provider.issuer)
    if said.get("sub"):
        rows = rows.filter(identity__subject=said["sub"])
    if said.get("sid"):
        rows = rows.filter(provider_session=said["sid"])
    aged = timezone.now() - timedelta(minutes=settings.SIGN_ON_MINUTES) / 2
    touched = SignOnIdentity.objects.filter(
        Q(pk__in=rows.values("identity")) | Q(subject=said.get("sub", ""), issuer=provider.issuer),
        proven_at__gt=aged,
    )
    touched.update(proven_at=aged)
    ended = list(rows.select_related("user"))
    for user in {row.user for row in ended}:
        record(None, "sign_on.logout", user, provider=provider.label)
    return end(ended)


def _refuse_twice(provider: Provider, message: str) -> None:
    SeenLogout.objects.filter(at__lt=timezone.now() - timedelta(days=1)).delete()
    _seen, new = SeenLogout.objects.get_or_create(issuer=provider.issuer, message=message[:255])
    if not new:
        raise refused(provider, "logout token shown twice")


def _mine_to_ask(identity: SignOnIdentity) -> bool:
    """Take the turn: a refresh token may serve once only."""
    now = timezone.now()
    free = Q(asked_at=None) | Q(asked_at__lt=now - ASKING)
    turn = SignOnIdentity.objects.filter(free, pk=identity.pk, proven_at=identity.proven_at)
    return bool(identity.sealed_refresh_token and turn.update(asked_at=now))


def _ask(identity: SignOnIdentity) -> bool | None:
    """Ask the provider; None where it is silent."""
    held = _open(identity.sealed_refresh_token)
    try:
        arrival = renew(find(identity.provider), subject=identity.subject, refresh_token=held)
    except NoLongerThere as lost:
        log.info(lost.message)
        lose(identity)
        return False
    except ProviderSilent as silent:
        log.warning(silent.message)
        left_alone = timezone.now() + ASKING
        SignOnIdentity.objects.filter(pk=identity.pk).update(asked_at=left_alone)
        return None
    keep(identity, arrival, renewed=True)
    return True


def _heard(identity: SignOnIdentity) -> bool:
    """Wait for what the provider says to another request, which is asking it at this moment."""
    pending = SignOnIdentity.objects.filter(
        pk=identity.pk, proven_at=identity.proven_at, asked_at__lte=timezone.now()
    )
    until = time.monotonic() + ASKING.total_seconds()
    while pending.exists() and time.monotonic() < until:
        time.sleep(0.1)
    limit = timedelta(minutes=settings.SIGN_ON_MINUTES)
    young = SignOnIdentity.objects.filter(proven_at__gt=timezone.now() - limit)
    return young.filter(pk=identity.pk).exists()


def pack(arrival: Arrival) -> dict[str, Any]:
    """Write an arrival for a session to keep, its secret sealed."""
    return {"claims": arrival.claims, "sealed": _seal(arrival.refresh_token)}


def unpack(kept: dict[str, Any]) -> Arrival:
    """Read an arrival that a session kept."""
    return Arrival(kept["claims"], _open(kept["sealed"]))


def _seal(secret: str) -> str:
    return _box().encrypt(secret.encode()).decode() if secret else ""


def _open(sealed: str) -> str:
    """Give what was sealed; nothing where the key of the instance has changed since."""
    try:
        return _box().decrypt(sealed.encode()).decode() if sealed else ""
    except InvalidToken:
        return ""


def _box() -> Fernet:
    digest = hashlib.sha256(b"terrier.sign_on" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
