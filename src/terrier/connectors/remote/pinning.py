"""A request goes to the network address that was checked, and says the host all the same."""

from __future__ import annotations

import httpx


def pinned(url: str, address: str) -> httpx.URL:
    """Put the network address in the place of the host."""
    return httpx.URL(url).copy_with(host=address)


def headers(url: str) -> dict[str, str]:
    """Name the host that the address stands for."""
    host = httpx.URL(url).netloc.decode("ascii")
    return {"Host": host, "User-Agent": "Terrier", "Accept-Encoding": "identity"}


def certificate(url: str) -> dict[str, str]:
    """Name the host whose certificate must be shown, since the address is a number."""
    return {"sni_hostname": httpx.URL(url).raw_host.decode("ascii")}
