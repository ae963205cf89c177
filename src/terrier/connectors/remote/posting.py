"""A message posted to somebody's address, checked as the addresses of files are."""

from __future__ import annotations

from collections.abc import Mapping

import httpx

from terrier.connectors.remote import way_out
from terrier.connectors.remote.addresses import Resolver, permitted_address, resolve
from terrier.connectors.remote.pinning import certificate, headers, pinned
from terrier.domain.kernel.errors import Unreadable

SECONDS = 10.0


def post(
    url: str,
    body: bytes,
    said: Mapping[str, str],
    *,
    resolver: Resolver = resolve,
    allow_private: bool = False,
) -> int:
    """Post a message and give the status of the answer, whose body is not read.

    Redirects are not followed: who moves an address says so to whoever wrote it down.

    Parameters
    ----------
    url
        Address, http or https.
    body
        The message.
    said
        Headers.
    resolver, allow_private
        As for `fetch`.

    Returns
    -------
    int
        HTTP status.

    Raises
    ------
    Unreadable
        The address is refused, or does not answer within ten seconds.
    """
    address = permitted_address(url, resolver, allow_private=allow_private)
    with way_out.client(timeout=SECONDS) as client:
        try:
            with client.stream(
                "POST",
                pinned(url, address),
                content=body,
                headers={**headers(url), **said},
                extensions=certificate(url),
            ) as response:
                return response.status_code
        except (httpx.HTTPError, httpx.InvalidURL) as wrong:
            raise Unreadable(
                "L'adresse ne répond pas.", message=f"{type(wrong).__name__}: {wrong}"
            ) from wrong
