"""Which account is meant by somebody who comes from an identity provider."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any


def believed_email(
    claims: Mapping[str, Any], *, trusted_domains: Collection[str], always_verified: bool
) -> str:
    """Give the e-mail address that a provider may speak for; empty where it may not.

    An address decides which account opens, so it counts only where the operator declared the
    provider trusted for its domain, and where the provider verified it. Anybody can write any
    address in a profile.

    Parameters
    ----------
    trusted_domains
        Domains in lower case; `*` stands for all.
    always_verified
        The operator declared that the provider gives no address that it has not verified: then a
        missing `email_verified` counts as true. One that is false never does.

    Examples
    --------
    >>> said = {"email": "Ana@Val.example", "email_verified": True}
    >>> believed_email(said, trusted_domains={"val.example"}, always_verified=False)
    'ana@val.example'
    >>> said["email_verified"] = False
    >>> believed_email(said, trusted_domains={"*"}, always_verified=True)
    ''
    """
    email = claims.get("email")
    if not isinstance(email, str) or email.count("@") != 1:
        return ""
    if claims.get("email_verified", always_verified) is not True:
        return ""
    email = email.strip().lower()
    if "*" in trusted_domains or email.partition("@")[2] in trusted_domains:
        return email
    return ""


def called(claims: Mapping[str, Any]) -> str:
    """Give the name of a person, from the claims that providers use for it.

    Examples
    --------
    >>> called({"given_name": "Ana", "usual_name": "Perrin"})  # ProConnect
    'Ana Perrin'
    >>> called({"email": "ana@val.example"})
    'ana'
    """
    family = claims.get("usual_name") or claims.get("family_name")
    parts = [part for part in (claims.get("given_name"), family) if isinstance(part, str)]
    whole = claims.get("name") or " ".join(parts) or str(claims.get("email", "")).split("@")[0]
    return str(whole)[:150]
