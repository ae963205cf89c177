"""What a provider says of itself: its addresses and its keys, asked for and kept for a while."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

import httpx
import jwt

from terrier.connectors.remote import way_out
from terrier.domain.kernel.errors import Refused, Unavailable

from .provider import Provider, is_safe

PATH = "/.well-known/openid-configuration"
KEPT_SECONDS = 600
KEYS_ASKED_EVERY_SECONDS = 30
"""A token that names an unknown key has the keys asked for again, no more often than this."""
TIMEOUT_SECONDS = 10
WANTED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
"""Signatures by a key that only the provider holds; never `none`, never a shared secret."""


class SignOnFailed(Refused):
    """The provider refused, or what came back from it is not what was asked for."""

    code = "sign_on_failed"


class ProviderSilent(Unavailable):
    """The provider does not answer."""

    code = "provider_silent"


@dataclass
class Discovered:
    """The provider's own description and its keys."""

    about: dict[str, Any]
    keys: dict[str, jwt.PyJWK] = field(default_factory=dict)
    at: float = field(default_factory=time.monotonic)
    keys_at: float = 0.0

    def address(self, name: str) -> str:
        """Give one of its addresses; empty where it has none."""
        found = self.about.get(name, "")
        return found if isinstance(found, str) else ""


_kept: dict[str, Discovered] = {}


def discover(provider: Provider) -> Discovered:
    """Ask a provider for its description, or give what was kept.

    Raises
    ------
    ProviderSilent
        It cannot be reached.
    SignOnFailed
        It speaks for another issuer, or gives an address that is not safe.
    """
    kept = _kept.get(provider.issuer)
    if kept is None or time.monotonic() - kept.at > KEPT_SECONDS:
        kept = _kept[provider.issuer] = Discovered(_described(provider))
    return kept


def forget() -> None:
    """Forget what was kept."""
    _kept.clear()


def key_of(provider: Provider, token: str) -> jwt.PyJWK:
    """Find the key that a token says it was signed with.

    Raises
    ------
    SignOnFailed
        The provider has no such key, or the token is not one.
    """
    try:
        header = jwt.get_unverified_header(token)
    except jwt.PyJWTError as error:
        raise refused(provider, "the token is not a JWT") from error
    if header.get("alg") not in ALGORITHMS:
        raise refused(provider, f"signature by {header.get('alg')}")
    found = discover(provider)
    wanted = str(header.get("kid", ""))
    stale = time.monotonic() - found.keys_at > KEYS_ASKED_EVERY_SECONDS
    if (wanted not in found.keys and stale) or not found.keys:
        found.keys, found.keys_at = _keys(provider, found), time.monotonic()
    if not wanted and len(found.keys) == 1:
        return next(iter(found.keys.values()))
    if wanted not in found.keys:
        raise refused(provider, f"unknown key {wanted}")
    return found.keys[wanted]


def ask(provider: Provider, method: str, address: str, **more: Any) -> httpx.Response:
    """Ask something of a provider.

    Raises
    ------
    ProviderSilent
        It does not answer, or answers that it cannot.
    """
    try:
        with way_out.client(timeout=TIMEOUT_SECONDS) as client:
            response = client.request(method, address, **more)
    except httpx.HTTPError as error:
        raise silent(provider, repr(error)) from error
    if response.status_code >= 500 or response.status_code == 429:
        raise silent(provider, f"{address}: {response.status_code}")
    return response


def document(provider: Provider, response: httpx.Response) -> dict[str, Any]:
    """Read the JSON object of an answer.

    Raises
    ------
    SignOnFailed
        It holds none.
    """
    try:
        found = response.json()
    except ValueError as error:
        raise refused(provider, f"{response.url}: not JSON") from error
    if not isinstance(found, dict):
        raise refused(provider, f"{response.url}: not an object")
    return found


def refused(provider: Provider, why: str) -> SignOnFailed:
    """Make the error of an answer that cannot be accepted; only the log is told why."""
    return SignOnFailed(
        f"La réponse de « {provider.label} » n’a pas pu être acceptée : recommencez. Si cela "
        "continue, prévenez la personne qui administre Terrier.",
        message=f"{provider.id}: {why}",
    )


def silent(provider: Provider, why: str) -> ProviderSilent:
    """Make the error of a provider that does not answer."""
    return ProviderSilent(
        f"« {provider.label} » ne répond pas : réessayez dans quelques minutes. En attendant, les "
        "personnes qui administrent l’instance peuvent se connecter avec leur mot de passe.",
        message=f"{provider.id}: {why}",
    )


def _described(provider: Provider) -> dict[str, Any]:
    response = ask(provider, "GET", provider.issuer.rstrip("/") + PATH)
    if response.status_code != 200:
        raise silent(provider, f"discovery answered {response.status_code}")
    about = document(provider, response)
    if about.get("issuer") != provider.issuer:
        raise refused(provider, f"discovery speaks for {about.get('issuer')}")
    for name in WANTED:
        if not is_safe(str(about.get(name, ""))):
            raise refused(provider, f"{name} is missing or not https")
    return about


def _keys(provider: Provider, found: Discovered) -> dict[str, jwt.PyJWK]:
    answer = document(provider, ask(provider, "GET", found.address("jwks_uri")))
    keys: dict[str, jwt.PyJWK] = {}
    for given in answer.get("keys", ()):
        if given.get("use", "sig") != "sig":
            continue
        try:
            keys[str(given.get("kid", ""))] = jwt.PyJWK.from_dict(given)
        except jwt.PyJWTError:
            continue  # A key of a kind that nothing here accepts.
    return keys
