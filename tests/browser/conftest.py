"""A real server with its worker, a real browser, and no error that passes unseen."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.browser.seeding import EMAILS, PASSWORD
from tests.conftest import PATIENCE_MS, chromium

ROOT = Path(__file__).resolve().parents[2]
BUILT = ROOT / "src/terrier/web/static/built/manifest.json"
START_SECONDS = 90
SEEN_REPORTS = """
window.__reports = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.__reports.push(`${event.violatedDirective}: ${event.blockedURI}`));
"""


def pytest_collection_modifyitems(items):
    """Everything here needs a browser."""
    for item in items:
        if Path(item.path).parent == Path(__file__).parent:
            item.add_marker("browser")
            if not chromium():
                item.add_marker(pytest.mark.skip(reason="no chromium on this machine"))


@dataclass(frozen=True)
class Site:
    """The running platform and what was put in it."""

    address: str
    folder: Path
    pending: str


@dataclass
class Watch:
    """What went wrong in a page while nobody looked."""

    troubles: list[str] = field(default_factory=list)
    excused: list[str] = field(default_factory=list)
    """Patterns of what a test brings about on purpose."""

    def excuse(self, pattern: str) -> None:
        """Let something pass that the test is about."""
        self.excused.append(pattern)

    def found(self) -> list[str]:
        """List the troubles that nobody wanted."""
        return [t for t in self.troubles if not any(re.search(e, t) for e in self.excused)]


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Iterator[Site]:
    """Seed a home of its own, and serve it as `terrier serve` does."""
    if not BUILT.exists():
        pytest.fail("the front-end is not built: make front")
    home = tmp_path_factory.mktemp("home")
    files = tmp_path_factory.mktemp("brought")
    port = _free_port()
    environment = {
        **os.environ,
        "TERRIER_HOME": str(home),
        "TERRIER_URL": f"http://127.0.0.1:{port}",
        "PYTHONWARNINGS": "ignore",
    }
    seeding = subprocess.run(
        [sys.executable, "-m", "tests.browser.seeding", str(files)],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert seeding.returncode == 0, seeding.stderr[-3000:]
    known = json.loads(seeding.stdout.splitlines()[-1])
    with (home / "serve.log").open("w") as log:
        command = [sys.executable, "-m", "terrier.cli.main", "serve", "--port", str(port)]
        running = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            _wait(f"http://127.0.0.1:{port}/", running, home / "serve.log")
            yield Site(f"http://127.0.0.1:{port}", files, known["pending"])
        finally:
            running.terminate()
            running.wait(30)


@pytest.fixture(scope="session")
def _signed_in(site, browser) -> dict[str, dict]:
    """Keep the cookies of each person, signed in once through the page."""
    kept = {}
    for who, email in EMAILS.items():
        context = browser.new_context(locale="fr-FR")
        page = context.new_page()
        page.goto(f"{site.address}/compte/login/")
        page.get_by_label("Courriel").fill(email)
        page.get_by_label("Mot de passe").first.fill(PASSWORD)
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_url(lambda address: "login" not in address)
        kept[who] = context.storage_state()
        context.close()
    return kept


@pytest.fixture
def open_page(site, browser, _signed_in) -> Iterator[Callable]:
    """Open a page as somebody; errors, refused content and failed requests fail the test."""
    contexts, watches = [], []

    def opened(who: str = "public", **options):
        state = _signed_in.get(who)
        settings = {"locale": "fr-FR", "viewport": {"width": 1280, "height": 900}, **options}
        context = browser.new_context(storage_state=state, base_url=site.address, **settings)
        context.set_default_timeout(PATIENCE_MS)
        context.add_init_script(SEEN_REPORTS)
        page = context.new_page()
        page.watch = _watched(page)
        contexts.append(context)
        watches.append(page.watch)
        return page

    yield opened
    for context in contexts:
        for page in context.pages:
            reports = page.evaluate("window.__reports || []")
            watches[0].troubles += [f"content refused: {r}" for r in reports]
        context.close()
    assert [t for watch in watches for t in watch.found()] == []


def _watched(page) -> Watch:
    watch = Watch()

    def heard(message) -> None:
        if message.type == "error" or "Content Security Policy" in message.text:
            watch.troubles.append(f"console: {message.text}")

    def answered(response) -> None:
        if response.status >= 400:
            watch.troubles.append(f"{response.status}: {response.url}")

    def failed(request) -> None:
        # A page that is left abandons what it was loading.
        if "ERR_ABORTED" not in (request.failure or ""):
            watch.troubles.append(f"failed: {request.url} ({request.failure})")

    page.on("console", heard)
    page.on("pageerror", lambda error: watch.troubles.append(f"script: {error}"))
    page.on("response", answered)
    page.on("requestfailed", failed)
    return watch


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait(address: str, running: subprocess.Popen, log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        assert running.poll() is None, log.read_text()[-3000:]
        try:
            urllib.request.urlopen(address, timeout=5).read()
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
        else:
            return
    pytest.fail(f"the server did not answer: {log.read_text()[-3000:]}")
