"""A certified provider that runs on this machine, and people who work there."""

from __future__ import annotations

import re
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from terrier.connectors.openid import discovery
from terrier.connectors.openid.provider import Provider

FOLDER = Path(__file__).parent / "provider"
WITH_NODE = Path(__file__).resolve().parents[3] / "scripts" / "with-node"
LEAVE = "/connexion/annuaire/"
ANA = {
    "email": "ana@val.example",
    "email_verified": True,
    "name": "Ana Perrin",
    "groups": ["/sig/eau", "/agents"],
}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass(frozen=True)
class Directory:
    """The provider as the tests see it."""

    address: str
    site: str
    """Address of the site that it signs out of."""
    declared: Provider

    def employ(self, **people: dict[str, Any]) -> None:
        """Say who works there, from now on."""
        httpx.post(f"{self.address}/people", json=people).raise_for_status()

    def sign_in(self, address: str, who: str = "ana") -> str:
        """Log in and consent there in a browser that is then closed."""
        with httpx.Client() as browser:
            return self.walk(browser, address, who)

    def walk(self, browser: httpx.Client, address: str, who: str = "ana") -> str:
        """Log in and consent there; give the address that it sends the person back to."""
        page = browser.get(address)
        while True:
            if page.status_code in {302, 303}:
                address = str(page.url.join(page.headers["Location"]))
                if not address.startswith(self.address):
                    return address
                page = browser.get(address)
                continue
            assert page.status_code == 200, page.text
            action = re.search(r'action="([^"]+)"', page.text).group(1)
            prompt = re.search(r'name="prompt" value="(\w+)"', page.text).group(1)
            form = {"prompt": prompt, "login": who, "password": "any"}
            page = browser.post(str(page.url.join(action)), data=form)

    def leave(self, browser: httpx.Client) -> None:
        """Log out there; it then tells the site."""
        page = browser.get(f"{self.address}/session/end")
        action = re.search(r'action="([^"]+)"', page.text).group(1)
        xsrf = re.search(r'name="xsrf" value="([^"]+)"', page.text).group(1)
        browser.post(action, data={"xsrf": xsrf, "logout": "yes"})


@pytest.fixture(scope="session")
def _running(tmp_path_factory) -> Iterator[Directory]:
    if not (FOLDER / "node_modules").exists():
        pytest.skip("the provider of the tests is not installed: make provider")
    port, site = free_port(), f"http://localhost:{free_port()}"
    command = [str(WITH_NODE), "node", "provider.mjs", str(port), site, "http://testserver"]
    with (tmp_path_factory.mktemp("provider") / "log").open("w+") as log:
        running = subprocess.Popen(
            command, cwd=FOLDER, stdout=subprocess.PIPE, stderr=log, text=True
        )
        try:
            said = running.stdout.readline()
            assert said.startswith("ready"), log.seek(0) or log.read()
            address = f"http://127.0.0.1:{port}"
            declared = Provider(
                id="annuaire",
                label="Annuaire du Val",
                issuer=address,
                client_id="terrier",
                client_secret="a secret: with + signs & spaces",
                scopes=("openid", "email", "profile", "offline_access"),
                trusted_domains=frozenset({"val.example"}),
            )
            yield Directory(address, site, declared)
        finally:
            running.terminate()
            running.wait(10)
            running.stdout.close()


@pytest.fixture
def directory(_running, settings) -> Directory:
    """Declare the provider, where Ana works."""
    discovery.forget()
    _running.employ(ana=ANA)
    settings.SIGN_ON = (_running.declared,)
    return _running


@pytest.fixture
def declare(settings):
    """Change what is declared of the provider."""

    def changed(directory: Directory, **more: Any) -> Directory:
        found = replace(directory, declared=replace(directory.declared, **more))
        settings.SIGN_ON = (found.declared,)
        return found

    return changed


def come_back(client, directory, who: str = "ana", next_page: str = ""):
    """Go to the provider, sign in there, come back."""
    left = client.get(LEAVE, {"next": next_page} if next_page else {})
    assert left.status_code == 302, left.content.decode()[-600:]
    back = urlsplit(directory.sign_in(left["Location"], who))
    return client.get(f"{back.path}?{back.query}")
