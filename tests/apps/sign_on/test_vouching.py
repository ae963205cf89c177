"""Whoever is disabled at the source soon has neither session nor token."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from terrier.apps.accounts import sessions, tokens, vouching
from terrier.apps.accounts.models import AuditEntry, OpenSession, SignOnIdentity, User
from terrier.apps.territories import actions
from terrier.apps.territories.permissions import SYSTEM
from terrier.connectors.openid import discovery
from terrier.connectors.openid.exchange import Arrival
from terrier.domain.access.policy import Role

from ..conftest import PASSWORD
from .conftest import come_back


@pytest.fixture
def ana(place) -> User:
    return place.member("Ana", Role.READER)


@pytest.fixture
def signed_in(client, directory, ana):
    """A browser that came from the provider, and a token."""
    assert come_back(client, directory).status_code == 302
    return client


@pytest.fixture
def token(ana) -> dict[str, str]:
    return {"Authorization": f"Bearer {tokens.make(ana, 'QGIS', 30)[1]}"}


def age(minutes: float) -> None:
    """Let the provider's last word grow old."""
    SignOnIdentity.objects.update(proven_at=timezone.now() - timedelta(minutes=minutes))


def opens(client, headers=None) -> bool:
    if headers:
        return client.get("/api/collections", headers=headers).status_code == 200
    return client.get("/mon-compte/").status_code == 200


def test_who_still_works_there_is_asked_about_again(client, signed_in, token):
    age(16)
    assert opens(client)
    assert timezone.now() - SignOnIdentity.objects.get().proven_at < timedelta(minutes=1)
    age(16)
    assert opens(client, token)
    age(600)
    assert opens(client)


def test_who_no_longer_works_there(client, signed_in, directory, token):
    directory.employ()
    assert opens(client)
    age(16)
    assert not opens(client)
    assert not OpenSession.objects.exists()
    assert AuditEntry.objects.filter(action="sign_on.lost").count() == 1
    assert not opens(client, token)


def test_a_token_alone_notices_too(client, signed_in, directory, token):
    directory.employ()
    age(16)
    refused = client.get("/api/collections", headers=token)
    assert refused.status_code == 401
    assert refused.json()["code"] == "unknown"
    assert not opens(client)


def test_tokens_serve_again_after_the_next_sign_in(client, signed_in, directory, token):
    directory.employ()
    age(16)
    assert not opens(client, token)
    directory.employ(ana={"email": "ana@val.example", "email_verified": True})
    come_back(client, directory)
    assert opens(client, token)


def test_a_provider_that_is_down_for_a_while(client, signed_in, directory, declare, token):
    discovery.forget()
    declare(directory, issuer="http://127.0.0.1:9")
    age(16)
    assert opens(client)
    age(31)
    assert not opens(client, token)
    assert not opens(client)


def test_without_renewal_a_word_lasts_as_long_as_the_setting(
    client, directory, declare, ana, token
):
    come_back(client, declare(directory, scopes=("openid", "email")))
    assert SignOnIdentity.objects.get().sealed_refresh_token == ""
    age(29)
    assert opens(client)
    assert opens(client, token)
    age(31)
    assert not opens(client, token)
    assert not opens(client)


def test_a_provider_that_is_no_longer_declared(client, signed_in, settings, token):
    settings.SIGN_ON = ()
    assert not opens(client, token)
    assert not opens(client)


def test_two_at_once_ask_once(signed_in):
    age(16)
    one, two = SignOnIdentity.objects.get(), SignOnIdentity.objects.get()
    assert vouching._mine_to_ask(one)
    assert not vouching._mine_to_ask(two)


def test_who_does_not_ask_waits_for_the_answer(signed_in, monkeypatch):
    """A browser that wakes up after hours asks for several things at once."""
    age(600)
    one, two = SignOnIdentity.objects.get(), SignOnIdentity.objects.get()
    assert vouching._mine_to_ask(one)
    monkeypatch.setattr(time, "sleep", lambda _: vouching._ask(one))
    assert vouching.holds(two)


def test_a_silent_provider_is_left_alone_for_a_while(
    signed_in, client, directory, declare, monkeypatch
):
    discovery.forget()
    declare(directory, issuer="http://127.0.0.1:9")
    age(31)
    asked = []
    renew = vouching.renew
    monkeypatch.setattr(vouching, "renew", lambda *a, **k: (asked.append(1), renew(*a, **k)))
    began = time.monotonic()
    assert not vouching.holds(SignOnIdentity.objects.get())
    assert not vouching.holds(SignOnIdentity.objects.get())
    assert len(asked) == 1
    assert time.monotonic() - began < 5


def test_the_secret_of_renewal_is_sealed(client, signed_in, settings):
    kept = SignOnIdentity.objects.get().sealed_refresh_token
    assert kept.startswith("gAAAA")
    settings.SECRET_KEY = "another"
    assert vouching._open(kept) == ""
    age(16)
    assert not opens(client)


def test_disabling_here_ends_all_at_once(client, signed_in, ana, token):
    actions.disable_person(SYSTEM, ana)
    assert not opens(client)
    assert not opens(client, token)
    assert not OpenSession.objects.exists()


def test_untying_ends_what_the_provider_opened_and_gave(client, signed_in, ana):
    actions.unlink(SYSTEM, ana)
    assert not opens(client)
    assert AuditEntry.objects.filter(action="sign_on.unlink").exists()
    client.post("/compte/login/", {"login": ana.email, "password": PASSWORD})
    assert opens(client)


def test_who_is_untied_while_the_provider_is_asked_stays_so(signed_in, monkeypatch):
    age(16)
    stale = SignOnIdentity.objects.get()

    def meanwhile(*args, **more):
        SignOnIdentity.objects.all().delete()
        return Arrival({"sub": stale.subject}, "another")

    monkeypatch.setattr(vouching, "renew", meanwhile)
    vouching.holds(stale)
    assert not SignOnIdentity.objects.exists()


def test_a_session_that_ends_while_its_visit_is_noted(client, signed_in, monkeypatch):
    monkeypatch.setattr(sessions, "NOTED_EVERY", timedelta(seconds=-1))
    holds = vouching.holds

    def meanwhile(identity):
        OpenSession.objects.all().delete()
        return holds(identity)

    monkeypatch.setattr(vouching, "holds", meanwhile)
    assert client.get("/").status_code == 200
    assert not opens(client)


def test_dead_sessions_are_not_kept(client, signed_in, directory):
    OpenSession.objects.update(seen_at=timezone.now() - timedelta(hours=13))
    Session.objects.update(expire_date=timezone.now() - timedelta(minutes=1))
    come_back(client, directory)
    assert OpenSession.objects.count() == 1
    assert not Session.objects.filter(expire_date__lt=timezone.now()).exists()
