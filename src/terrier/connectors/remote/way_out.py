"""How this instance reaches the web: directly or by a proxy, and whose certificates it trusts."""

from __future__ import annotations

import base64
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import certifi
import httpcore
import httpx

_MOST_HEAD = 1 << 14


@dataclass(frozen=True)
class _WayOut:
    proxy: str = ""
    authorities: Path | None = None


_configured = _WayOut()


def configure(*, proxy: str = "", authorities: Path | None = None) -> None:
    """Choose the way out of this process.

    Parameters
    ----------
    proxy
        `http://user:password@host:port`, or empty: directly.
    authorities
        PEM file of certificates trusted beside the public ones.
    """
    global _configured
    _configured = _WayOut(proxy, authorities)


def client(*, timeout: float) -> httpx.Client:
    """Open a client that goes out as configured, follows no redirect and reads no environment.

    Names are resolved here and never by the proxy, which is only asked to lead to a network
    address that was checked (`CONNECT address:port`): what an import may not reach directly, it
    does not reach through the proxy either.
    """
    transport = _Transport(verify=_trusted(), trust_env=False)
    return httpx.Client(timeout=timeout, transport=transport, trust_env=False)


def _trusted() -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=certifi.where())
    if _configured.authorities:
        context.load_verify_locations(_configured.authorities)
    return context


class _Transport(httpx.HTTPTransport):
    """httpx's own, whose connections pass through the proxy.

    httpx's proxies check the certificate against the address in the URL, here a number, and not
    against the name that `sni_hostname` gives; its direct connections do. So the tunnel is opened
    underneath, where they open their socket.
    """

    def __init__(self, *, verify: ssl.SSLContext, trust_env: bool) -> None:
        super().__init__(verify=verify, trust_env=trust_env)
        if _configured.proxy:
            tunnels = _Tunnels(_configured.proxy)
            self._pool = httpcore.ConnectionPool(ssl_context=verify, network_backend=tunnels)


class _Tunnels(httpcore.NetworkBackend):
    """Connections that a proxy makes for us (RFC 9110, 9.3.6)."""

    def __init__(self, proxy: str) -> None:
        parts = urlsplit(proxy)
        self.host, self.port = parts.hostname or "", parts.port or 3128
        self.system = httpcore.SyncBackend()
        self.more = ""
        if parts.username:
            known = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
            word = base64.b64encode(known.encode()).decode()
            self.more = f"Proxy-Authorization: Basic {word}\r\n"

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the proxy, and ask it to lead to the address."""
        stream = self.system.connect_tcp(
            self.host, self.port, timeout, local_address, socket_options
        )
        target = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        asked = f"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\n{self.more}\r\n"
        stream.write(asked.encode("ascii"), timeout)
        head = b""
        while b"\r\n\r\n" not in head:
            chunk = stream.read(1024, timeout)
            head += chunk
            if not chunk or len(head) > _MOST_HEAD:
                stream.close()
                raise httpcore.ProxyError("the proxy gave no answer")
        status = head.split(b"\r\n", 1)[0].decode("latin-1")
        if status.split(" ")[1:2] != ["200"]:
            stream.close()
            raise httpcore.ProxyError(f"the proxy refuses {target}: {status}")
        return stream

    def sleep(self, seconds: float) -> None:
        """Wait between two attempts."""
        self.system.sleep(seconds)
