"""Files from the web: redirects, private addresses, size, names. A server of this machine."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from terrier.connectors.remote import Seen, fetch, fetch_if_changed, is_public
from terrier.connectors.remote.addresses import permitted_address
from terrier.connectors.remote.fetching import file_name
from terrier.domain.kernel.errors import Unreadable


class Site(BaseHTTPRequestHandler):
    hosts: list[str] = []

    def do_GET(self) -> None:
        self.hosts.append(self.headers["Host"])
        if self.path.startswith("/to/"):
            self.send_response(302)
            self.send_header("Location", self.path[4:])
            self.end_headers()
        elif self.path == "/loop":
            self.send_response(301)
            self.send_header("Location", "/loop")
            self.end_headers()
        elif self.headers["If-None-Match"] == '"x"':
            self.send_response(304)
            self.end_headers()
        elif self.path == "/missing":
            self.send_error(404)
        else:
            self._send()

    def _send(self) -> None:
        body = b"a;b\n1;2\n" * 100
        self.send_response(200)
        self.send_header("Content-Type", "text/csv; charset=utf-8")
        self.send_header("ETag", '"x"')
        if self.path == "/named":
            self.send_header("Content-Disposition", 'attachment; filename="../liste été.csv"')
        if self.path == "/cut":
            self.send_header("Content-Length", str(len(body) + 10))
        elif self.path != "/unsaid":
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def site() -> Iterator[str]:
    Site.hosts.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://donnees.exemple.fr:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


class Names:
    """Resolves every name to this machine, and remembers how often it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, host: str, port: int) -> list[str]:
        self.asked.append(host)
        return ["127.0.0.1"]


def test_a_file_is_fetched_by_the_address_resolved_once(site: str, tmp_path: Path) -> None:
    names = Names()
    out = tmp_path / "f"
    got = fetch(site + "/liste.csv", out, limit_bytes=10_000, resolver=names, allow_private=True)
    assert (got.name, got.size, got.media_type, got.etag) == ("liste.csv", 800, "text/csv", '"x"')
    assert out.stat().st_size == 800
    assert names.asked == ["donnees.exemple.fr"]
    assert Site.hosts == [site.removeprefix("http://")]


def test_a_file_already_seen_is_not_sent_again(site: str, tmp_path: Path) -> None:
    out = tmp_path / "f"

    def ask(seen: Seen) -> object:
        return fetch_if_changed(
            site + "/liste.csv", out, seen, limit_bytes=10_000, resolver=Names(), allow_private=True
        )

    assert ask(Seen(etag='"x"')) is None
    assert not out.exists()
    assert ask(Seen(etag='"older"')) is not None


def test_each_redirect_is_checked(site: str, tmp_path: Path) -> None:
    names = Names()
    got = fetch(
        site + "/to//named", tmp_path / "f", limit_bytes=10_000, resolver=names, allow_private=True
    )
    assert got.name == "liste été.csv"
    assert len(names.asked) == 2

    def first_public_then_private(host: str, port: int) -> list[str]:
        return ["127.0.0.1"] if host == "donnees.exemple.fr" else ["10.0.0.1"]

    for target in ("file:///etc/passwd", "ftp://x.fr/a", "gopher://x"):
        with pytest.raises(Unreadable, match="adresse du web"):
            fetch(
                f"{site}/to/{target}", tmp_path / "f", limit_bytes=10_000, resolver=names,
                allow_private=True,
            )  # fmt: skip


def test_too_many_redirects(site: str, tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="renvoie plus de 5 fois"):
        fetch(
            site + "/loop", tmp_path / "f", limit_bytes=10_000, resolver=Names(),
            allow_private=True,
        )  # fmt: skip


@pytest.mark.parametrize("page", ["/declared", "/unsaid"])
def test_size_limit(site: str, tmp_path: Path, page: str) -> None:
    out = tmp_path / "f"
    with pytest.raises(Unreadable, match="dépasse la taille permise"):
        fetch(site + page, out, limit_bytes=500, resolver=Names(), allow_private=True)
    assert not out.exists()


def test_errors_of_the_site(site: str, tmp_path: Path) -> None:
    out = tmp_path / "f"
    with pytest.raises(Unreadable, match="« 404 »"):
        fetch(site + "/missing", out, limit_bytes=500, resolver=Names(), allow_private=True)
    with pytest.raises(Unreadable) as cut:
        fetch(site + "/cut", out, limit_bytes=5000, resolver=Names(), allow_private=True)
    assert "ne répond pas comme attendu" in cut.value.user_message
    assert not out.exists()


def test_private_addresses_are_never_reached(site: str, tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="réseau interne"):
        fetch(site + "/x", tmp_path / "f", limit_bytes=500, resolver=Names())
    assert Site.hosts == []


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    with pytest.raises(Unreadable, match="réseau interne"):
        permitted_address(
            "https://x.fr/", lambda host, port: ["8.8.8.8", "192.168.1.1"], allow_private=False
        )


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1",
        "0.0.0.0", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0",
        "fc00::1", "ff02::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::7f00:1",
        "2002:7f00:1::", "n'importe quoi",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888", "64:ff9b::808:808"])
def test_public_addresses(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://x.fr/a", "http://", "javascript:1", "http://x:99999/", "x.csv"],
)
def test_addresses_that_are_not_of_the_web(url: str) -> None:
    with pytest.raises(Unreadable):
        permitted_address(url, lambda host, port: ["8.8.8.8"], allow_private=False)


def test_passwords_in_addresses_are_refused() -> None:
    with pytest.raises(Unreadable, match="mot de passe"):
        permitted_address("https://a:b@x.fr/", lambda h, p: ["8.8.8.8"], allow_private=False)


@pytest.mark.parametrize(
    ("disposition", "url", "name"),
    [
        ("", "https://x.fr/a/b%20c.csv?d=1", "b c.csv"),
        ('attachment; filename="a.csv"', "https://x.fr/z", "a.csv"),
        ("attachment; filename*=UTF-8''%C3%A9.csv", "https://x.fr/z", "é.csv"),
        ('attachment; filename="..\\..\\x.csv"', "https://x.fr/z", "x.csv"),
        ("", "https://x.fr/", "fichier"),
        ('attachment; filename="a;b<>.csv"', "https://x.fr/z", "a_b_.csv"),
    ],
)
def test_file_names(disposition: str, url: str, name: str) -> None:
    assert file_name(disposition, url) == name
