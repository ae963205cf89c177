"""Which network addresses an import from the web may reach."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from terrier.domain.kernel.errors import Unreadable

Resolver = Callable[[str, int], Sequence[str]]
"""Gives the addresses of a host."""
_PORTS = {"http": 80, "https": 443}
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def resolve(host: str, port: int) -> Sequence[str]:
    """Ask the system for the addresses of a host."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as wrong:
        raise Unreadable(
            f"Le site « {host} » est introuvable : vérifiez l'adresse.", message=str(wrong)
        ) from wrong
    return [str(info[4][0]) for info in found]


def permitted_address(url: str, resolver: Resolver, *, allow_private: bool) -> str:
    """Check an address of the web and give the one network address to connect to.

    The host is resolved here, once; the caller connects to what is returned, so that the name
    cannot mean another machine a moment later.

    Parameters
    ----------
    url
        Address given by the person, or by a redirect.
    resolver
        Gives the network addresses of a host.
    allow_private
        Let private addresses pass (tests, intranets).

    Returns
    -------
    str
        A network address.

    Raises
    ------
    Unreadable
        Where the scheme is not http(s), or where any address of the host is not public.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError as wrong:
        raise Unreadable(f"L'adresse « {url[:200]} » est mal formée.") from wrong
    if parts.scheme not in _PORTS or not parts.hostname:
        raise Unreadable(
            f"L'adresse « {url[:200]} » n'est pas une adresse du web : elle doit commencer par "
            "https:// ou http://."
        )
    if parts.username or parts.password:
        raise Unreadable("L'adresse contient un identifiant ou un mot de passe : retirez-les.")
    addresses = resolver(parts.hostname, port)
    if not addresses:
        raise Unreadable(f"Le site « {parts.hostname} » est introuvable : vérifiez l'adresse.")
    for address in addresses:
        if not allow_private and not is_public(address):
            raise Unreadable(
                f"Le site « {parts.hostname} » désigne une machine du réseau interne : Terrier ne "
                "va chercher de fichiers que sur le web public. Téléchargez-le vous-même, puis "
                "envoyez-le."
            )
    return addresses[0]


def is_public(address: str) -> bool:
    """Tell whether an address is one of the public Internet.

    Addresses of version 6 that wrap one of version 4 (mapped, NAT64, 6to4, Teredo) are judged by
    what they wrap.

    Examples
    --------
    >>> is_public("8.8.8.8"), is_public("::ffff:127.0.0.1"), is_public("169.254.169.254")
    (True, False, False)
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        wrapped = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in _NAT64:
            wrapped = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if wrapped is not None:
            return is_public(str(wrapped))
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)
