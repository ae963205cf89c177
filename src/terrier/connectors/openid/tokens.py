"""Signed texts of a provider: who signed in, what is known of them, who was signed out."""

from __future__ import annotations

import time
from typing import Any

import jwt

from .discovery import ALGORITHMS, key_of, refused
from .provider import Provider

CLOCK_SECONDS = 60
"""How far the clocks of the two machines may be apart."""
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
LOGOUT_AGE_SECONDS = 300


def read_id_token(provider: Provider, token: str, *, nonce: str | None) -> dict[str, Any]:
    """Verify an ID token (OpenID Connect Core 1.0, section 3.1.3.7).

    Parameters
    ----------
    nonce
        The one that was sent; None for a token of a renewal, which may have none.

    Raises
    ------
    SignOnFailed
        It is not signed by the provider, not for us, not of this time, or not of this sign-in.
    """
    claims = _decode(provider, token, required=("iss", "aud", "exp", "iat", "sub"))
    audience = claims["aud"]
    if isinstance(audience, list) and len(audience) > 1 and "azp" not in claims:
        raise refused(provider, "several audiences without azp")
    if claims.get("azp", provider.client_id) != provider.client_id:
        raise refused(provider, "made out to another client")
    if nonce is not None and claims.get("nonce") != nonce:
        raise refused(provider, "wrong nonce")
    return claims


def read_signed_claims(provider: Provider, token: str) -> dict[str, Any]:
    """Verify what is said of a person in a signed answer of the userinfo address.

    Such an answer need have no time of its own (section 5.3.2): it came with this request.

    Raises
    ------
    SignOnFailed
        It is not signed by the provider or not for us.
    """
    return _decode(provider, token, required=("iss", "aud", "sub"))


def read_logout_token(provider: Provider, token: str) -> dict[str, Any]:
    """Verify a logout token (OpenID Connect Back-Channel Logout 1.0, section 2.6).

    Raises
    ------
    SignOnFailed
        It is not one, or not for us, or too old.
    """
    claims = _decode(provider, token, required=("iss", "aud", "iat", "jti"))
    events = claims.get("events")
    if not isinstance(events, dict) or not isinstance(events.get(LOGOUT_EVENT), dict):
        raise refused(provider, "not a logout token")
    if "nonce" in claims or not (claims.get("sub") or claims.get("sid")):
        raise refused(provider, "logout token with a nonce, or of nobody")
    if "exp" not in claims:
        _refuse_older(provider, claims, LOGOUT_AGE_SECONDS)
    return claims


def _decode(provider: Provider, token: str, *, required: tuple[str, ...]) -> dict[str, Any]:
    key = key_of(provider, token)
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=list(ALGORITHMS),
            audience=provider.client_id,
            issuer=provider.issuer,
            leeway=CLOCK_SECONDS,
            options={"require": list(required)},
        )
    except jwt.PyJWTError as error:
        raise refused(provider, f"token: {error!r}") from error
    return claims


def _refuse_older(provider: Provider, claims: dict[str, Any], seconds: int) -> None:
    if time.time() - float(claims["iat"]) > seconds + CLOCK_SECONDS:
        raise refused(provider, "logout token too old")
