"""Signing in and out, second factor, forgotten passwords, limits."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.db import connection

from terrier.apps.accounts.apps import make_cache_table
from terrier.apps.accounts.models import AuditEntry, User
from terrier.apps.accounts.passwords import check_password, reset_address
from terrier.config.environment import cache
from terrier.domain.access.policy import Role
from terrier.domain.kernel.errors import Invalid

from ..conftest import PASSWORD

NEW_PASSWORD = "les-vannes-de-la-rue-haute"
SMTP = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def claire(place) -> User:
    return place.member("Claire", Role.PUBLISHER)


def sign_in(client, user: User, password: str = PASSWORD):
    return client.post("/compte/login/", {"login": user.email, "password": password})


def sign_in_twice(client, user: User) -> None:
    """The second factor is changed only by somebody who has just given the password again."""
    sign_in(client, user)
    client.post("/compte/reauthenticate/", {"password": PASSWORD})


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_signing_in_and_out_is_written_to_the_trail(client, claire):
    assert sign_in(client, claire).status_code == 302
    assert client.get("/mon-compte/").status_code == 200
    assert AuditEntry.objects.filter(action="session.open", actor=claire).exists()
    client.post("/compte/logout/")
    assert client.get("/mon-compte/").status_code == 302


def test_signing_out_needs_a_form(client, claire):
    client.force_login(claire)
    client.get("/compte/logout/")
    assert client.get("/mon-compte/").status_code == 200


def test_nobody_makes_an_account_alone(client, db):
    client.post(
        "/compte/signup/",
        {"email": "x@val.example", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    )
    assert not User.objects.exists()


def test_repeated_wrong_passwords_are_stopped(client, claire):
    for _ in range(6):
        sign_in(client, claire, "faux-mot-de-passe")
    refused = sign_in(client, claire)
    assert "Trop" in refused.content.decode()
    assert client.get("/mon-compte/").status_code == 302


def test_limits_are_shared_by_processes_where_the_cache_is_a_table(client, claire, settings):
    settings.CACHES = {"default": cache(SimpleNamespace(database_url="postgresql://x/y"))}
    make_cache_table(using="default")
    test_repeated_wrong_passwords_are_stopped(client, claire)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM terrier_cache")
        assert cursor.fetchone()[0] > 0


def test_changing_the_password(client, claire):
    client.force_login(claire)
    answer = client.post(
        "/compte/password/change/",
        {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    )
    assert answer.status_code == 302
    claire.refresh_from_db()
    assert claire.check_password(NEW_PASSWORD)
    assert AuditEntry.objects.filter(action="password.change", actor=claire).exists()


def test_an_address_is_changed_once_confirmed_and_the_trail_says_so(client, claire):
    sign_in_twice(client, claire)
    new = {"email": "c.morel@val.example"}
    client.post("/compte/email/", {"action_add": "", **new})
    client.post("/compte/email/", {"action_primary": "", **new})
    claire.refresh_from_db()
    assert claire.email == "claire@val.example"
    EmailAddress.objects.filter(**new).update(verified=True)
    client.post("/compte/email/", {"action_primary": "", **new})
    claire.refresh_from_db()
    assert claire.email == "c.morel@val.example"
    entry = AuditEntry.objects.get(action="person.email")
    assert entry.detail == {"before": "claire@val.example"}


@pytest.mark.parametrize("password", ["court", "123456789012", "motdepasse", "claire@val.example"])
def test_weak_passwords_are_refused_with_the_rule(claire, password):
    with pytest.raises(Invalid) as error:
        check_password(password, claire)
    assert len(error.value.user_message) > 20


def test_without_a_mail_server_the_reset_page_says_whom_to_ask(client, place, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    place.root.contact_email = "numerique@val.example"
    place.root.save()
    page = client.get("/compte/password/reset/").content.decode()
    assert "numerique@val.example" in page
    assert "n’envoie pas de courriels" in page
    assert 'name="email"' not in page


def test_with_a_mail_server_the_reset_link_is_sent(client, claire, settings):
    settings.EMAIL_BACKEND = SMTP
    client.post("/compte/password/reset/", {"email": claire.email})
    link = re.search(r"http\S+/compte/password/reset/key/\S+", mail.outbox[0].body)
    assert link
    choose_password(client, link[0])
    claire.refresh_from_db()
    assert claire.check_password(NEW_PASSWORD)


def test_a_handed_link_serves_once(client, claire):
    path = reset_address(claire)
    choose_password(client, path)
    claire.refresh_from_db()
    assert claire.check_password(NEW_PASSWORD)
    assert b'name="password1"' not in client.get(path, follow=True).content
    assert AuditEntry.objects.filter(action="password.reset").exists()


def choose_password(client, path: str) -> None:
    form = client.get(path, follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})


def test_a_second_factor_is_asked_at_the_next_sign_in(
    client, claire, django_capture_on_commit_callbacks
):
    sign_in(client, claire)
    assert "/compte/reauthenticate/" in client.get("/compte/2fa/totp/activate/")["Location"]
    sign_in_twice(client, claire)
    page = client.get("/compte/2fa/totp/activate/")
    secret = page.context["form"].secret
    assert b"data:image/svg+xml" in page.content
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/compte/2fa/totp/activate/", {"code": code_of(secret)})
    assert Authenticator.objects.filter(user=claire, type="totp").exists()
    assert Authenticator.objects.filter(user=claire, type="recovery_codes").exists()
    assert AuditEntry.objects.filter(action="mfa.add", actor=claire).exists()
    client.post("/compte/logout/")
    assert sign_in(client, claire)["Location"] == "/compte/2fa/authenticate/"
    assert client.get("/mon-compte/").status_code == 302
    codes = Authenticator.objects.get(user=claire, type="recovery_codes").wrap().get_unused_codes()
    client.post("/compte/2fa/authenticate/", {"code": codes[0]})
    assert client.get("/mon-compte/").status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/compte/login/", "/compte/password/change/", "/compte/2fa/", "/compte/2fa/totp/activate/",
     "/compte/reauthenticate/", "/compte/logout/"],
)  # fmt: skip
def test_account_pages_obey_the_content_policy(client, claire, path):
    if path != "/compte/login/":
        sign_in_twice(client, claire)
    answer = client.get(path)
    assert answer.status_code == 200
    assert not re.search(r"\sstyle=|<style|\son\w+=|<script(?![^>]*src=)", answer.content.decode())


def test_demonstration_accounts_stay_on_this_machine(client, claire, settings):
    claire.demonstration = True
    claire.save()
    settings.DEMONSTRATION = True
    assert sign_in(client, claire).status_code == 403
    local = client.post(
        "/compte/login/", {"login": claire.email, "password": PASSWORD}, HTTP_HOST="127.0.0.1"
    )
    assert local.status_code == 302
