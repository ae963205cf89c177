"""The web through a proxy and behind an internal authority: real sockets of this machine."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from terrier.connectors.remote import fetch, way_out
from terrier.domain.kernel.errors import Unreadable
from tests.certificates import Authority

HOST = "donnees.exemple.fr"


class Site(BaseHTTPRequestHandler):
    hosts: list[str] = []

    def do_GET(self) -> None:
        self.hosts.append(self.headers["Host"])
        if self.path.startswith("/to/"):
            self.send_response(302)
            self.send_header("Location", self.path[4:])
            self.end_headers()
            return
        self.send_response(200)
        self.send_header("Content-Length", "8")
        self.end_headers()
        self.wfile.write(b"a;b\n1;2\n")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class Proxy(BaseHTTPRequestHandler):
    """A proxy that knows CONNECT, and nothing of names."""

    asked: list[str] = []
    words: list[str | None] = []
    refuses = False

    def do_CONNECT(self) -> None:
        self.asked.append(self.path)
        self.words.append(self.headers["Proxy-Authorization"])
        if self.refuses:
            self.send_error(403)
            return
        host, _, port = self.path.rpartition(":")
        with socket.create_connection((host, int(port))) as far:
            self.send_response(200)
            self.end_headers()
            back = threading.Thread(target=carry, args=(far, self.connection))
            back.start()
            carry(self.connection, far)
            back.join()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def carry(near: socket.socket, far: socket.socket) -> None:
    try:
        while chunk := near.recv(65536):
            far.sendall(chunk)
        far.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def running(handler, context: ssl.SSLContext | None = None) -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def authority(tmp_path_factory) -> Authority:
    return Authority.made_in(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def site(authority) -> Iterator[str]:
    Site.hosts.clear()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*authority.signs(HOST))
    for port in running(Site, context):
        yield f"https://{HOST}:{port}"


@pytest.fixture
def proxy() -> Iterator[str]:
    Proxy.asked.clear()
    Proxy.words.clear()
    Proxy.refuses = False
    for port in running(Proxy):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(autouse=True)
def _way_back() -> Iterator[None]:
    yield
    way_out.configure()


def fetched(url: str, tmp_path, **more):
    here = {"resolver": lambda host, port: ["127.0.0.1"], "allow_private": True, **more}
    return fetch(url, tmp_path / "f", limit_bytes=1000, **here)


def test_an_internal_authority_is_trusted_where_the_setting_names_it(site, authority, tmp_path):
    with pytest.raises(Unreadable) as refused:
        fetched(f"{site}/a.csv", tmp_path)
    assert "CERTIFICATE_VERIFY_FAILED" in refused.value.message
    way_out.configure(authorities=authority.file)
    assert fetched(f"{site}/a.csv", tmp_path).size == 8


def test_a_certificate_of_another_name_is_refused_directly_and_through_the_proxy(
    site, proxy, authority, tmp_path
):
    other = site.replace(HOST, "autre.exemple.fr")
    for way in ({}, {"proxy": proxy}):
        way_out.configure(authorities=authority.file, **way)
        with pytest.raises(Unreadable) as refused:
            fetched(f"{other}/a.csv", tmp_path)
        assert "CERTIFICATE_VERIFY_FAILED" in refused.value.message
    assert Site.hosts == []


def test_through_the_proxy_to_the_address_that_was_checked(site, proxy, authority, tmp_path):
    way_out.configure(proxy=proxy, authorities=authority.file)
    got = fetched(f"{site}/to//b.csv", tmp_path)
    port = site.rpartition(":")[2]
    assert got.name == "b.csv"
    assert set(Proxy.asked) == {f"127.0.0.1:{port}"}
    assert Site.hosts == [f"{HOST}:{port}"] * 2


def test_plain_http_passes_too(proxy, tmp_path):
    way_out.configure(proxy=proxy)
    for port in running(Site):
        assert fetched(f"http://{HOST}:{port}/a.csv", tmp_path).size == 8
        assert Proxy.asked == [f"127.0.0.1:{port}"]


def test_the_proxy_reaches_nothing_that_is_refused_directly(site, proxy, authority, tmp_path):
    way_out.configure(proxy=proxy, authorities=authority.file)
    with pytest.raises(Unreadable, match="réseau interne"):
        fetched(f"{site}/a.csv", tmp_path, allow_private=False)
    assert Proxy.asked == []


def test_the_proxy_is_told_who_asks(site, proxy, authority, tmp_path):
    way_out.configure(
        proxy=proxy.replace("//", "//ville:mot%20secret@"), authorities=authority.file
    )
    fetched(f"{site}/a.csv", tmp_path)
    assert Proxy.words == ["Basic dmlsbGU6bW90IHNlY3JldA=="]


def test_a_proxy_that_refuses_or_is_silent_is_said(site, proxy, tmp_path):
    way_out.configure(proxy=proxy)
    Proxy.refuses = True
    with pytest.raises(Unreadable) as refused:
        fetched(f"{site}/a.csv", tmp_path)
    assert "refuses 127.0.0.1" in refused.value.message
    way_out.configure(proxy="http://127.0.0.1:1")
    with pytest.raises(Unreadable) as silent:
        fetched(f"{site}/a.csv", tmp_path)
    assert "ne répond pas" in silent.value.user_message


def test_the_environment_of_the_process_changes_nothing(site, authority, tmp_path, monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    way_out.configure(authorities=authority.file)
    assert fetched(f"{site}/a.csv", tmp_path).size == 8
