"""nginx and Caddy with the samples of deploy/, adapted in host, ports and certificate only."""

from __future__ import annotations

import http.client
import http.cookiejar
import io
import json
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.certificates import Authority
from tests.instances import Instance

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
HOST = "localhost"
BIG = 40_000_000
ROWS = 20_000
"""Of 600 bytes: more than what the buffers between a server and a stalled reader hold."""
SLOW = 6
"""Readers who stall: more than the downloads that a process sends at once."""
PASSWORD = "quatre-mots-pour-un-terrier"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(command: list[str], port: int, **options) -> Iterator[subprocess.Popen]:
    """Run a server until it listens, and stop it and its children afterwards."""
    server = subprocess.Popen(command, start_new_session=True, **options)
    try:
        end = time.monotonic() + 60
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                assert server.poll() is None, "the server ended"
                assert time.monotonic() < end, "the server does not listen"
                time.sleep(0.1)
        yield server
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


@dataclass(frozen=True)
class Behind:
    """The site as people reach it."""

    http: int
    https: int
    direct: int
    authority: Authority

    @property
    def url(self) -> str:
        return f"https://{HOST}:{self.https}"

    def context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.authority.file))

    def browser(self) -> urllib.request.OpenerDirector:
        """Open a browser that keeps cookies and trusts the authority."""
        self_cookies = http.cookiejar.CookieJar()
        return urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(self_cookies),
            urllib.request.HTTPSHandler(context=self.context()),
            urllib.request.ProxyHandler({}),
        )


def nginx(folder: Path, ports: dict[str, int], shown: Path, kept: Path) -> list[str]:
    site = (DEPLOY / "nginx.conf").read_text()
    site = re.sub(r"\n *listen \[::\].*", "", site)
    site = site.replace("listen 80;", f"listen 127.0.0.1:{ports['http']};")
    site = site.replace("listen 443 ssl http2;", f"listen 127.0.0.1:{ports['https']} ssl http2;")
    site = site.replace("https://$host$", f"https://$host:{ports['https']}$")
    site = site.replace("donnees.exemple.fr;", f"{HOST};").replace("$host;", "$http_host;")
    site = re.sub(r"ssl_certificate .*", f"ssl_certificate {shown};", site)
    site = re.sub(r"ssl_certificate_key .*", f"ssl_certificate_key {kept};", site)
    site = site.replace("127.0.0.1:8000", f"127.0.0.1:{ports['direct']}")
    # Its workers lay slow answers down in the folder of the test, which is root's where root tests.
    user = "user root;" if os.geteuid() == 0 else ""
    whole = f"""
        {user} daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;
        events {{}}
        http {{
            access_log off;
            client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
            fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
            {site}
        }}"""
    (folder / "nginx.conf").write_text(whole)
    return ["nginx", "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]


def caddy(folder: Path, ports: dict[str, int], shown: Path, kept: Path) -> list[str]:
    site = (DEPLOY / "Caddyfile").read_text()
    site = site.replace(
        "donnees.exemple.fr {",
        f"{HOST}:{ports['https']} {{\n\tbind 127.0.0.1\n\ttls {shown} {kept}",
    )
    site = site.replace("127.0.0.1:8000", f"127.0.0.1:{ports['direct']}")
    options = f"""{{
        admin off
        http_port {ports["http"]}
        https_port {ports["https"]}
        auto_https disable_certs
        storage file_system {folder}
    }}
    """
    (folder / "Caddyfile").write_text(options + site)
    return ["caddy", "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]


PROXIES = {"nginx": nginx, "caddy": caddy}


@pytest.fixture(scope="module")
def furnished(tmp_path_factory) -> Path:
    """Give a home folder with a person and a dataset, which each proxy serves a copy of."""
    home = tmp_path_factory.mktemp("furnished")
    Instance.at(home).run(PREPARED)
    return home


@pytest.fixture(params=sorted(PROXIES), scope="module")
def behind(request, furnished, tmp_path_factory) -> Iterator[Behind]:
    """Serve an instance behind one of the proxies."""
    if shutil.which(request.param) is None:
        pytest.skip(f"no {request.param} on this machine")
    folder = tmp_path_factory.mktemp(request.param)
    folder.chmod(0o755)
    authority = Authority.made_in(folder)
    shown, kept = authority.signs(HOST)
    ports = {name: free_port() for name in ("http", "https", "direct")}
    home = shutil.copytree(furnished, folder / "home")
    instance = Instance.at(home)
    instance.environment["TERRIER_URL"] = f"https://{HOST}:{ports['https']}"
    web = [sys.executable, "-m", "terrier.cli.main", "serve", "--port", str(ports["direct"])]
    front = PROXIES[request.param](folder, ports, shown, kept)
    with (
        running(web, ports["direct"], env=instance.environment, cwd=home),
        running(front, ports["https"], env={**os.environ, "HOME": str(folder)}),
    ):
        yield Behind(ports["http"], ports["https"], ports["direct"], authority)


PREPARED = f"""
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from terrier.apps.territories import actions
from terrier.apps.territories.permissions import SYSTEM
root = actions.prepare_fictional_territory("Val Clair", [])
from terrier.domain.access.policy import Role
someone = actions.create_person(SYSTEM, email="claire@val.example", name="Claire",
                                password={PASSWORD!r})
actions.add_member(SYSTEM, root, someone, Role.PUBLISHER)
from pathlib import Path
from django.conf import settings
from django.utils import timezone
from terrier.apps.catalog.models import Dataset
from terrier.apps.imports import standalone
from terrier.lake import engine
engine.configure(**settings.LAKE)
file = Path("releves.csv")
file.write_text("a;b\\n" + "".join(f"{{n}};{{'relevé ' * 80}}\\n" for n in range({ROWS})))
standalone.run(standalone.propose([file], actor=someone, organisation=None, dataset=None,
                                  mode="replace", title="Relevés", hints={{}}))
Dataset.objects.update(visibility="public", published_at=timezone.now())
"""


def token_of(page: str) -> str:
    return re.search(r'csrfmiddlewaretoken" value="([^"]+)"', page)[1]


def ask(browser, url: str, data: bytes | None = None, **headers) -> tuple[int, str]:
    request = urllib.request.Request(url, data, headers)
    try:
        with browser.open(request, timeout=60) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()


def signed_in(behind: Behind, password: str = PASSWORD):
    browser = behind.browser()
    login = f"{behind.url}/compte/login/"
    _status, page = ask(browser, login)
    fields = {"login": "claire@val.example", "password": password,
              "csrfmiddlewaretoken": token_of(page)}  # fmt: skip
    status, page = ask(browser, login, urllib.parse.urlencode(fields).encode(), Referer=login)
    return browser, status, page


@pytest.fixture(scope="module", autouse=True)
def claire(behind):
    """Sign in before anything counts against the limits."""
    browser, status, _page = signed_in(behind)
    assert status == 200
    return browser


def test_plain_http_leads_to_https(behind):
    connection = http.client.HTTPConnection("127.0.0.1", behind.http, timeout=20)
    connection.request("GET", "/catalogue/?q=eau", headers={"Host": HOST})
    answer = connection.getresponse()
    assert answer.status in {301, 308}
    assert answer.getheader("Location").startswith("https://localhost")
    assert answer.getheader("Location").endswith("/catalogue/?q=eau")
    connection.close()


def test_cookies_are_for_https_and_hsts_is_said(behind):
    connection = http.client.HTTPSConnection(
        HOST, behind.https, context=behind.context(), timeout=20
    )
    connection.request("GET", "/compte/login/")
    answer = connection.getresponse()
    assert answer.status == 200
    cookies = answer.headers.get_all("Set-Cookie")
    assert cookies
    assert [c for c in cookies if "Secure" not in c] == []
    assert "max-age=31536000" in answer.getheader("Strict-Transport-Security")
    connection.close()


def test_http_2_is_spoken(behind):
    context = behind.context()
    context.set_alpn_protocols(["h2", "http/1.1"])
    with (
        socket.create_connection((HOST, behind.https), timeout=20) as plain,
        context.wrap_socket(plain, server_hostname=HOST) as wrapped,
    ):
        assert wrapped.selected_alpn_protocol() == "h2"


def test_a_forged_address_does_not_escape_the_limits(behind):
    statuses = []
    for n in range(30):
        browser = behind.browser()
        browser.addheaders = [("X-Forwarded-For", f"203.0.113.{n}")]
        login = f"{behind.url}/compte/login/"
        _status, page = ask(browser, login)
        if "csrfmiddlewaretoken" not in page:
            statuses.append(429)
            break
        fields = {"login": f"nobody-{n}@val.example", "password": "wrong-wrong-wrong",
                  "csrfmiddlewaretoken": token_of(page)}  # fmt: skip
        status, page = ask(browser, login, urllib.parse.urlencode(fields).encode(), Referer=login)
        statuses.append(status)
        if status == 429:
            break
    assert statuses[-1] == 429, "thirty addresses were counted where one asks"


def test_a_big_file_passes_while_others_read(behind, claire):
    browser = claire
    _status, page = ask(browser, f"{behind.url}/importer/")
    row = "abcdefghij;0123456789;abcdefghijklmnopqrstuvwxyz\n"
    text = "a;b;c\n" + row * (BIG // len(row))
    owner = re.search(r'name="owner"[^>]*value="(\d+)"', page)
    owner = owner or re.search(r'<select name="owner".*?value="(\d+)"', page, re.S)
    fields = {"csrfmiddlewaretoken": token_of(page), "owner": owner[1] if owner else ""}
    body, kind = multipart(fields, "files", "gros.csv", text.encode())
    result = {}

    def send():
        result["answer"] = ask(
            browser, f"{behind.url}/importer/", body,
            **{"Content-Type": kind, "Referer": f"{behind.url}/importer/"},
        )  # fmt: skip

    sending = threading.Thread(target=send)
    sending.start()
    while sending.is_alive():
        assert ask(behind.browser(), f"{behind.url}/a-propos/")[0] == 200
        sending.join(0.2)
    status, page = result["answer"]
    assert status == 200, page[:2000]
    assert "gros.csv" in page


@contextmanager
def stalled(behind: Behind) -> Iterator[http.client.HTTPResponse]:
    """Ask for all the rows, and read nothing but the head."""
    plain = socket.socket()
    plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
    plain.settimeout(60)
    plain.connect((HOST, behind.https))
    host = f"{HOST}:{behind.https}".encode()
    with behind.context().wrap_socket(plain, server_hostname=HOST) as wrapped:
        wrapped.sendall(b"GET %s HTTP/1.1\r\nHost: %s\r\n\r\n" % (DOWNLOAD, host))
        with closing(http.client.HTTPResponse(wrapped)) as answer:
            answer.begin()
            yield answer


DOWNLOAD = b"/jeux/releves/t/releves/telecharger/json"


def test_slow_readers_do_not_stop_the_site_and_receive_everything(behind):
    with ExitStack() as opened:
        slow = [opened.enter_context(stalled(behind)) for _reader in range(SLOW)]
        assert {answer.status for answer in slow} <= {200, 429}
        for _page in range(3):
            assert ask(behind.browser(), f"{behind.url}/a-propos/")[0] == 200
        patient = next(answer for answer in slow if answer.status == 200)
        pieces = []
        while piece := patient.read(50_000):
            pieces.append(piece)
            time.sleep(0.002)
        assert len(json.loads(b"".join(pieces))) == ROWS
    # Those who left gave their places back.
    end = time.monotonic() + 30
    while ask(behind.browser(), f"{behind.url}{DOWNLOAD.decode()}")[0] != 200:
        assert time.monotonic() < end
        time.sleep(0.5)


def test_a_part_of_a_file_is_that_part_and_of_rows_everything(behind):
    _status, page = ask(behind.browser(), f"{behind.url}/")
    built = re.search(r"/static/built/assets/main-[\w-]+[.]js", page)
    address = f"{behind.url}{built[0]}"
    _status, whole = ask(behind.browser(), address)
    assert ask(behind.browser(), address, Range="bytes=10-29") == (206, whole[10:30])
    status, rows = ask(
        behind.browser(), f"{behind.url}{DOWNLOAD.decode()}", Range="bytes=1000000-1000099"
    )
    # What is made while it is sent cannot be cut: the whole, said to be the whole.
    assert (status, len(json.loads(rows))) == (200, ROWS)


def multipart(fields: dict[str, str], name: str, file: str, content: bytes) -> tuple[bytes, str]:
    out = io.BytesIO()
    for field, value in fields.items():
        out.write(
            f'--x\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'.encode()
        )
    out.write(
        f'--x\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\n'
        "Content-Type: text/csv\r\n\r\n".encode()
    )
    out.write(content + b"\r\n--x--\r\n")
    return out.getvalue(), "multipart/form-data; boundary=x"


def test_monitoring_reads_directly_and_not_through_the_proxy(behind):
    browser = behind.browser()
    assert ask(browser, f"{behind.url}/metrics")[0] == 404
    status, text = ask(browser, f"http://127.0.0.1:{behind.direct}/metrics")
    assert status == 200
    assert "terrier_http_requests_total" in text
