"""The site as it is served: a real browser goes there and back, and the provider calls the site."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from pytest_django.live_server_helper import LiveServer

from terrier.apps.accounts.models import AuditEntry, OpenSession, SeenLogout, User
from terrier.domain.access.policy import Role
from tests.conftest import chromium

from .conftest import LEAVE, Directory


@pytest.fixture(scope="module")
def _served(_running: Directory, django_db_setup) -> Iterator[str]:
    """Serve the site at the address that the provider knows."""
    # What a browser keeps open ends after the server, in a thread of its own.
    connection.inc_thread_sharing()
    server = LiveServer(_running.site.removeprefix("http://"))
    yield _running.site
    server.stop()


@pytest.fixture
def site(_served: str, directory: Directory, transactional_db, place) -> str:
    place.member("Ana", Role.READER)
    return _served


def test_the_provider_signs_somebody_out(site, directory):
    with httpx.Client(timeout=30) as visit:
        left = visit.get(f"{site}{LEAVE}")
        assert visit.get(directory.walk(visit, left.headers["Location"])).status_code == 302
        assert visit.get(f"{site}/mon-compte/").status_code == 200
        directory.leave(visit)
        assert visit.get(f"{site}/mon-compte/").status_code == 302
    assert not OpenSession.objects.exists()
    assert AuditEntry.objects.filter(action="sign_on.logout").count() == 1
    assert SeenLogout.objects.count() == 1


def test_a_logout_that_is_not_the_providers(site, directory):
    answer = httpx.post(f"{site}{LEAVE}fin/", data={"logout_token": "a.b.c"})
    assert answer.status_code == 400
    assert answer.headers["Cache-Control"] == "no-store"
    assert httpx.get(f"{site}{LEAVE}fin/").status_code == 405


@pytest.mark.browser
@pytest.mark.skipif(not chromium(), reason="no chromium on this machine")
def test_in_a_browser(site, directory, browser):
    page = browser.new_page(locale="fr-FR")
    reports: list[str] = []
    page.on("console", lambda said: reports.append(said.text))
    page.goto(f"{site}/mon-compte/")
    page.get_by_role("link", name="Annuaire du Val").click()
    page.locator("[name=login]").fill("ana")
    page.locator("[name=password]").fill("any")
    page.locator("[type=submit]").click()
    page.locator("[type=submit]").click()
    page.wait_for_url(f"{site}/mon-compte/")
    assert page.get_by_role("heading", name="Ana").is_visible()
    page.locator("summary", has_text="Ana").click()
    page.get_by_role("button", name="Se déconnecter").click()
    page.get_by_role("link", name="Fermer aussi « Annuaire du Val »").click()
    page.locator("[type=submit][name=logout]").click()
    page.wait_for_url(f"{site}/")
    page.goto(f"{site}/mon-compte/")
    assert "/compte/login/" in page.url
    assert [r for r in reports if "Content Security Policy" in r and site in r] == []
    page.close()
    assert User.objects.get(email="ana@val.example").identity
    assert not Session.objects.filter(session_key__in=OpenSession.objects.values("session_key"))
