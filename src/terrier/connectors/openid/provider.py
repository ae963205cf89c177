"""What the operator says of an identity provider, in a TOML file."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, fields
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from terrier.domain.kernel.errors import Invalid

NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Provider:
    """One identity provider, as declared."""

    id: str
    """Names it in addresses and in the database."""
    label: str
    """Words of its button."""
    issuer: str
    client_id: str
    client_secret: str
    scopes: tuple[str, ...] = ("openid", "email", "profile")
    trusted_domains: frozenset[str] = frozenset()
    """Domains of e-mail addresses for which its word is taken (`*`: all)."""
    emails_verified: bool = False
    """It only ever gives verified addresses, and says so nowhere in its claims."""
    second_factor_amr: frozenset[str] = frozenset()
    """Values of `amr` that mean a second factor."""
    second_factor_acr: frozenset[str] = frozenset()
    """Values of `acr` that mean a second factor."""
    acr_values: str = ""
    """Level asked for at sign-in."""


KNOWN = frozenset(f.name for f in fields(Provider)) | {"client_secret_file"}


def read_providers(file: Path) -> tuple[Provider, ...]:
    """Read the declared providers.

    Parameters
    ----------
    file
        TOML file with one `[[provider]]` table for each.

    Raises
    ------
    Invalid
        The file cannot be read or does not say what is needed; the sentence says where.
    """
    try:
        declared = tomllib.loads(file.read_text())
        providers = tuple(_provider(table, file) for table in declared.get("provider", ()))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Invalid(f"{file} : illisible ({error}).") from error
    if len({p.id for p in providers}) < len(providers):
        raise Invalid(f"{file} : deux fournisseurs ont le même « id ».")
    return providers


def _provider(table: dict[str, Any], file: Path) -> Provider:
    if unknown := set(table) - KNOWN:
        raise Invalid(f"{file} : réglage inconnu « {min(unknown)} ».")
    given = {key: value for key, value in table.items() if key != "client_secret_file"}
    if "client_secret_file" in table:
        given["client_secret"] = (file.parent / table["client_secret_file"]).read_text().strip()
    for needed in ("id", "label", "issuer", "client_id", "client_secret"):
        if not given.get(needed) or not isinstance(given[needed], str):
            raise Invalid(f"{file} : « {needed} » manque à un fournisseur.")
    if not NAME.fullmatch(given["id"]):
        raise Invalid(f"{file} : « id » s'écrit en minuscules, chiffres et traits d'union.")
    if not is_safe(given["issuer"]):
        raise Invalid(f"{file} : « issuer » doit être une adresse https.")
    for several in ("trusted_domains", "second_factor_amr", "second_factor_acr"):
        given[several] = frozenset(str(v).lower() for v in given.get(several, ()))
    given["scopes"] = tuple(given.get("scopes", Provider.scopes))
    if "openid" not in given["scopes"]:
        raise Invalid(f"{file} : « scopes » doit contenir « openid ».")
    return Provider(**given)


def is_safe(address: str) -> bool:
    """Say whether nobody on the way can read or change what is exchanged with an address."""
    url = urlsplit(address)
    host = url.hostname or ""
    if url.scheme == "https":
        return bool(host)
    try:
        return url.scheme == "http" and (host == "localhost" or ip_address(host).is_loopback)
    except ValueError:
        return False
