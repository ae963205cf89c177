"""The exchanges with a provider: sending a person there, taking them back, asking again."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from terrier.domain.kernel.errors import Refused

from .discovery import SignOnFailed, ask, discover, document, refused
from .provider import Provider, is_safe
from .tokens import read_id_token, read_signed_claims


class NoLongerThere(Refused):
    """The provider refuses to vouch for the person any longer."""

    code = "no_longer_there"


@dataclass(frozen=True)
class Departure:
    """What has to be remembered of somebody who was sent to a provider."""

    address: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Arrival:
    """What a provider says of somebody who signed in."""

    claims: dict[str, Any]
    refresh_token: str

    @property
    def subject(self) -> str:
        """Name the person at the provider, for ever."""
        return str(self.claims["sub"])


def depart(provider: Provider, return_address: str) -> Departure:
    """Make the address where a person signs in, with state, nonce and PKCE (S256)."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    digest = hashlib.sha256(verifier.encode()).digest()
    query = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": return_address,
        "scope": " ".join(provider.scopes),
        "state": state,
        "nonce": nonce,
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    if provider.acr_values:
        query["acr_values"] = provider.acr_values
    if "offline_access" in provider.scopes:
        query["prompt"] = "consent"  # OpenID Connect Core 1.0, section 11, wants it.
    page = discover(provider).address("authorization_endpoint")
    address = f"{page}{'&' if '?' in page else '?'}{urlencode(query)}"
    return Departure(address, state, nonce, verifier)


def arrive(
    provider: Provider, *, code: str, return_address: str, nonce: str, verifier: str
) -> Arrival:
    """Exchange the code of a sign-in for what the provider says of the person.

    Raises
    ------
    SignOnFailed
        The code is not valid (any longer), or a token is not what it should be.
    ProviderSilent
        The provider does not answer.
    """
    given = _tokens(
        provider,
        grant_type="authorization_code",
        code=code,
        redirect_uri=return_address,
        code_verifier=verifier,
    )
    claims = read_id_token(provider, str(given.get("id_token", "")), nonce=nonce)
    return Arrival(
        claims | _userinfo(provider, given, claims["sub"]), str(given.get("refresh_token", ""))
    )


def renew(provider: Provider, *, subject: str, refresh_token: str) -> Arrival:
    """Ask whether the provider still vouches for a person.

    Raises
    ------
    NoLongerThere
        It does not.
    ProviderSilent
        It does not answer.
    """
    try:
        given = _tokens(provider, grant_type="refresh_token", refresh_token=refresh_token)
        claims: dict[str, Any] = {"sub": subject}
        if given.get("id_token"):
            claims = read_id_token(provider, str(given["id_token"]), nonce=None)
        if claims["sub"] != subject:
            raise refused(provider, "renewed for somebody else")
        claims |= _userinfo(provider, given, subject)
    except SignOnFailed as error:
        raise NoLongerThere(
            f"« {provider.label} » ne confirme plus votre compte : connectez-vous de nouveau.",
            message=error.message,
        ) from error
    return Arrival(claims, str(given.get("refresh_token") or refresh_token))


def departure_page(provider: Provider, return_address: str) -> str:
    """Give the address where a person also leaves the provider; empty where it has none."""
    page = discover(provider).address("end_session_endpoint")
    if not is_safe(page):
        return ""
    query = {"client_id": provider.client_id, "post_logout_redirect_uri": return_address}
    return f"{page}{'&' if '?' in page else '?'}{urlencode(query)}"


def _tokens(provider: Provider, **form: str) -> dict[str, Any]:
    found = discover(provider)
    offered = found.about.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    more: dict[str, Any] = {}
    if "client_secret_basic" in offered:
        more["auth"] = (_quoted(provider.client_id), _quoted(provider.client_secret))
    else:
        form |= {"client_id": provider.client_id, "client_secret": provider.client_secret}
    response = ask(provider, "POST", found.address("token_endpoint"), data=form, **more)
    answer = document(provider, response)
    if response.status_code != 200:
        raise refused(provider, f"{form['grant_type']}: {answer.get('error')}")
    return answer


def _quoted(text: str) -> str:
    """Write a name or a secret as RFC 6749, section 2.3.1, wants it in Basic."""
    return urlencode({"": text})[1:]


def _userinfo(provider: Provider, given: dict[str, Any], subject: str) -> dict[str, Any]:
    """Ask what else is known of the person: plain JSON, or a signed text (ProConnect)."""
    address = discover(provider).address("userinfo_endpoint")
    if not is_safe(address) or not given.get("access_token"):
        return {}
    headers = {"Authorization": f"Bearer {given['access_token']}"}
    response = ask(provider, "GET", address, headers=headers)
    if response.status_code != 200:
        raise refused(provider, f"userinfo answered {response.status_code}")
    signed = response.headers.get("Content-Type", "").startswith("application/jwt")
    said = read_signed_claims(provider, response.text) if signed else document(provider, response)
    # Section 5.3.2: without this, the answer may be about somebody else.
    if said.get("sub") != subject:
        raise refused(provider, "userinfo about somebody else")
    return {name: value for name, value in said.items() if name not in {"iss", "aud", "exp", "iat"}}
