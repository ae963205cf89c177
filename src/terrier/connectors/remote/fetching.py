"""A file fetched from the web, checked at every redirect and limited in size."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import Message
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urljoin, urlsplit

import httpx

from terrier.connectors.remote import way_out
from terrier.connectors.remote.addresses import Resolver, permitted_address, resolve
from terrier.connectors.remote.pinning import certificate, headers, pinned
from terrier.domain.kernel.errors import Unreadable

MOST_REDIRECTS = 5
_CHUNK = 1 << 18
_UNSAFE = re.compile(r"[^\w.() '-]+")


@dataclass(frozen=True)
class Fetched:
    """A file that came from the web."""

    path: Path
    name: str
    """File name as the site gives it, cleaned."""
    url: str
    """Address after redirects."""
    size: int
    media_type: str
    etag: str
    last_modified: str


@dataclass(frozen=True)
class Seen:
    """What the site said of a file when it was last fetched."""

    etag: str = ""
    last_modified: str = ""

    def __bool__(self) -> bool:
        return bool(self.etag or self.last_modified)

    def asking(self) -> dict[str, str]:
        """Give the headers that ask for the file only where it is another."""
        asked = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in asked.items() if value}


def fetch(
    url: str,
    out: Path,
    *,
    limit_bytes: int,
    timeout: float = 60.0,
    resolver: Resolver = resolve,
    allow_private: bool = False,
) -> Fetched:
    """Fetch a file from the web.

    Parameters
    ----------
    url
        Address, http or https.
    out
        File to write.
    limit_bytes
        Largest size accepted.
    timeout
        Seconds without an answer.
    resolver
        Gives the network addresses of a host.
    allow_private
        Let private network addresses pass (tests, intranets).

    Returns
    -------
    Fetched

    Raises
    ------
    Unreadable
        Where the address is refused, the site does not answer, answers with an error, or sends
        more than `limit_bytes`.
    """
    fetched = fetch_if_changed(
        url,
        out,
        Seen(),
        limit_bytes=limit_bytes,
        timeout=timeout,
        resolver=resolver,
        allow_private=allow_private,
    )
    if fetched is None:
        raise Unreadable("Le site dit que le fichier n'a pas changé, sans qu'on le lui demande.")
    return fetched


def fetch_if_changed(
    url: str,
    out: Path,
    seen: Seen,
    *,
    limit_bytes: int,
    timeout: float = 60.0,
    resolver: Resolver = resolve,
    allow_private: bool = False,
) -> Fetched | None:
    """Fetch a file unless the site says that it has not changed since it was seen.

    Parameters and errors are those of `fetch`.

    Returns
    -------
    Fetched or None
        None where the site answers 304 (RFC 9110, 13.1).
    """
    with way_out.client(timeout=timeout) as client:
        for _ in range(MOST_REDIRECTS + 1):
            address = permitted_address(url, resolver, allow_private=allow_private)
            try:
                with client.stream(
                    "GET",
                    pinned(url, address),
                    headers={**headers(url), **seen.asking()},
                    extensions=certificate(url),
                ) as response:
                    if response.status_code == httpx.codes.NOT_MODIFIED and seen:
                        return None
                    if not response.has_redirect_location:
                        return _written(response, url, out, limit_bytes)
                    url = urljoin(url, response.headers["location"])
            except (httpx.HTTPError, httpx.InvalidURL) as wrong:
                out.unlink(missing_ok=True)
                raise Unreadable(
                    f"Le site « {urlsplit(url).hostname} » ne répond pas comme attendu : "
                    "réessayez plus tard, ou téléchargez le fichier vous-même.",
                    message=f"{type(wrong).__name__}: {wrong}",
                ) from wrong
    raise Unreadable(f"L'adresse renvoie plus de {MOST_REDIRECTS} fois ailleurs : abandonné.")


def _written(response: httpx.Response, url: str, out: Path, limit_bytes: int) -> Fetched:
    if response.status_code != httpx.codes.OK:
        raise Unreadable(
            f"Le site répond « {response.status_code} » au lieu du fichier : vérifiez que "
            "l'adresse s'ouvre dans un navigateur sans se connecter."
        )
    declared = response.headers.get("content-length", "")
    size = int(declared) if declared.isdigit() else 0
    try:
        with out.open("wb") as file:
            written = 0
            for chunk in response.iter_bytes(_CHUNK):
                written += len(chunk)
                if max(size, written) > limit_bytes:
                    raise Unreadable(
                        f"Le fichier dépasse la taille permise ({limit_bytes >> 20} Mo) : "
                        "demandez à l'administrateur de l'augmenter, ou découpez le fichier."
                    )
                file.write(chunk)
    except Unreadable:
        out.unlink(missing_ok=True)
        raise
    return Fetched(
        path=out,
        name=file_name(response.headers.get("content-disposition", ""), url),
        url=url,
        size=written,
        media_type=response.headers.get("content-type", "").partition(";")[0].strip(),
        etag=response.headers.get("etag", ""),
        last_modified=response.headers.get("last-modified", ""),
    )


def file_name(disposition: str, url: str) -> str:
    """Choose a file name: what the site says, else the end of the address.

    Examples
    --------
    >>> file_name("attachment; filename*=UTF-8''%C3%A9coles.csv", "https://a.fr/x")
    'écoles.csv'
    """
    message = Message()
    message["content-disposition"] = disposition
    name = message.get_filename() or unquote(urlsplit(url).path)
    name = PurePosixPath(name.replace("\\", "/")).name
    return _UNSAFE.sub("_", name).strip(". ")[:150] or "fichier"
