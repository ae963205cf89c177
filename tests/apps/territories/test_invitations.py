"""Invitations: one use, two weeks, a digest, and the right person."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from terrier.apps.accounts.models import AuditEntry, User
from terrier.apps.territories import actions
from terrier.apps.territories.models import Invitation, Membership
from terrier.apps.territories.queries import reader_of
from terrier.domain.access.policy import Role
from terrier.domain.kernel.errors import Conflict, Gone, NotFound, Refused

SITE = "http://testserver"
NEW = {"name": "Nina Petit", "password": "un-mot-de-passe-de-fontaine"}


@pytest.fixture
def anne(place) -> User:
    return place.member("Anne", Role.ADMINISTRATOR)


@pytest.fixture
def link(place, anne) -> str:
    return actions.invite(
        reader_of(anne), place.first, "Nina@Val.example", Role.CONTRIBUTOR, site=SITE
    )


@pytest.fixture
def token(link) -> str:
    return link.split("/")[-2]


def test_the_token_is_kept_as_a_digest_only(token):
    invitation = Invitation.objects.get()
    assert token not in str(invitation.__dict__)
    assert len(invitation.digest) == 64
    assert not AuditEntry.objects.filter(detail__icontains=token).exists()


def test_with_a_mail_server_the_link_is_sent(link, settings):
    assert settings.EMAIL_BACKEND.endswith("locmem.EmailBackend")
    assert mail.outbox[0].to == ["nina@val.example"]
    assert link in mail.outbox[0].body
    assert "contribution" in mail.outbox[0].body


def test_the_link_is_shown_once_without_a_mail_server(client, place, anne, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    client.force_login(anne)
    path = f"/organismes/{place.first.slug}/membres/"
    page = client.post(
        f"{path}inviter/", {"email": "nina@val.example", "role": "reader"}, follow=True
    ).content.decode()
    assert re.search(r"http://testserver/invitation/[\w-]{40,}/", page)
    again = client.get(path).content.decode()
    assert "/invitation/" not in again
    assert "nina@val.example" in again


def test_accepting_makes_the_account_and_signs_in(client, place, link, token):
    assert "contribution" in client.get(link).content.decode()
    assert client.post(link, NEW)["Location"] == "/mon-compte/"
    assert client.get("/mon-compte/").status_code == 200
    nina = User.objects.get(email="nina@val.example")
    assert nina.check_password(NEW["password"])
    assert nina.memberships.get().role == "contributor"
    assert AuditEntry.objects.filter(action="invitation.accept", actor=nina).exists()
    with pytest.raises(Gone, match="déjà servi"):
        actions.accept_invitation(token, **NEW)
    assert client.get(link).status_code == 410


def test_a_weak_password_leaves_the_invitation_open(client, link):
    page = client.post(link, {"name": "Nina", "password": "court"})
    assert page.status_code == 200
    assert "in-error" in page.content.decode()
    assert not User.objects.filter(email="nina@val.example").exists()
    assert client.post(link, NEW).status_code == 302


def test_an_expired_link_says_whom_to_ask(client, link):
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    answer = client.get(link)
    assert answer.status_code == 410
    assert "Commune d’Aubrac" in answer.content.decode()


def test_it_lasts_fourteen_days(link):
    invitation = Invitation.objects.get()
    assert abs(invitation.expires_at - timezone.now() - timedelta(days=14)) < timedelta(minutes=1)


def test_somebody_with_an_account_joins_with_it(client, place, link):
    nina = place.member("Nina", Role.READER, place.second)
    assert "Se connecter" in client.get(link).content.decode()
    assert client.post(link, NEW).status_code == 200
    assert not Membership.objects.filter(user=nina, organisation=place.first).exists()
    client.force_login(nina)
    client.post(link)
    assert Membership.objects.get(user=nina, organisation=place.first).role == "contributor"


def test_a_higher_role_held_already_is_kept(place, anne, link, token):
    nina = place.member("Nina", Role.PUBLISHER, place.first)
    actions.accept_invitation(token, user=nina)
    assert nina.memberships.get().role == "publisher"


def test_the_link_of_another_person_is_refused(client, place, link, token):
    other = place.member("Odile", Role.READER)
    client.force_login(other)
    assert "déconnectez-vous" in client.get(link).content.decode().lower()
    assert client.post(link).status_code == 403
    assert Invitation.objects.get().accepted_at is None


def test_a_withdrawn_link_is_gone(client, anne, link, token):
    actions.withdraw_invitation(reader_of(anne), Invitation.objects.get())
    with pytest.raises(NotFound):
        actions.find_invitation(token)


def test_an_accepted_invitation_is_not_withdrawn(anne, token):
    actions.accept_invitation(token, **NEW)
    with pytest.raises(Conflict, match="retirez plutôt le membre"):
        actions.withdraw_invitation(reader_of(anne), Invitation.objects.get())


def test_a_member_is_not_invited_again(place, anne):
    place.member("Nina", Role.READER, place.first)
    with pytest.raises(Conflict, match="déjà partie"):
        actions.invite(reader_of(anne), place.first, "nina@val.example", Role.READER, site=SITE)


def test_only_administrators_invite(place):
    paul = place.member("Paul", Role.PUBLISHER)
    with pytest.raises(Refused):
        actions.invite(reader_of(paul), place.first, "x@val.example", Role.READER, site=SITE)
    assert not Invitation.objects.exists()
