"""The contact form: kept, told, answered in time, and closed to programs without a CAPTCHA."""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest
from django.core import mail, signing
from django.utils import timezone

from terrier.apps.accounts.models import AuditEntry
from terrier.apps.jobs.worker import drain
from terrier.apps.obligations.actions import messages
from terrier.apps.obligations.forms import SEAL
from terrier.apps.obligations.models import ContactMessage

MESSAGE = {
    "subject": "accessibilite",
    "text": "Le tableau ne se lit pas.",
    "email": "a@val.example",
}


@pytest.fixture
def opened(monkeypatch):
    """Give the seal of a form that was opened a minute ago."""
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now - 60)
    seal = signing.dumps("", salt=SEAL)
    monkeypatch.setattr(time, "time", lambda: now)
    return seal


def send(client, opened, **changes):
    return client.post("/contact/", {**MESSAGE, "opened": opened, **changes})


def test_a_message_is_kept_and_acknowledged(client, place, opened):
    answer = send(client, opened)
    assert answer["Location"] == "/contact/recu/"
    (kept,) = ContactMessage.objects.all()
    text = client.get("/contact/recu/").content.decode()
    assert f"numéro {kept.pk}" in text
    assert "accusé de réception" in text


def test_the_receipt_is_for_the_browser_that_sent(client, place):
    assert client.get("/contact/recu/")["Location"] == "/contact/"


def test_it_is_mailed_to_the_administrators_where_mail_exists(client, boss, opened, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    send(client, opened)
    drain()
    (sent,) = mail.outbox
    assert sent.to == ["instance@val.example"]
    assert sent.reply_to == ["a@val.example"]
    assert "Une réponse est due dans la semaine." in sent.body
    assert "Le tableau ne se lit pas." in sent.body


def test_without_mail_it_waits_in_the_list(client, boss, opened, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    send(client, opened)
    drain()
    assert mail.outbox == []
    client.force_login(boss)
    text = client.get("/obligations/messages/").content.decode()
    assert "Le tableau ne se lit pas." in text
    assert "réponse due le" in text


def test_a_complaint_is_late_after_a_week(desk, place):
    ContactMessage.objects.create(
        subject="accessibilite", text="x", received_at=timezone.now() - timedelta(days=8)
    )
    assert "1 en retard" in desk.get("/obligations/").content.decode()


def test_answering_is_noted_once(desk, place):
    made = ContactMessage.objects.create(subject="question", text="x")
    assert desk.post(f"/obligations/messages/{made.pk}/", {"words": "Fait."}).status_code == 302
    assert AuditEntry.objects.filter(action="message.answer").count() == 1
    assert desk.post(f"/obligations/messages/{made.pk}/", {"words": "Encore."}).status_code == 409
    made.refresh_from_db()
    assert made.answer == "Fait."


def test_the_hidden_field_stops_a_program(client, place, opened):
    answer = send(client, opened, website="https://pub.example")
    assert "videz-le" in answer.content.decode()
    assert not ContactMessage.objects.exists()


@pytest.mark.parametrize("seal", ["", "faux", "fresh"])
def test_a_form_sent_too_fast_or_forged_is_shown_again_with_its_text(client, place, seal):
    seal = signing.dumps("", salt=SEAL) if seal == "fresh" else seal
    answer = send(client, seal)
    text = answer.content.decode()
    assert "Le tableau ne se lit pas." in text
    assert not ContactMessage.objects.exists()
    renewed = re.search(r'name="opened" value="([^"]+)"', text)
    assert renewed
    assert signing.loads(renewed[1], salt=SEAL) == ""


def test_one_caller_cannot_flood(client, place, opened):
    answers = [send(client, opened, text=f"Message {n}").status_code for n in range(7)]
    assert answers == [302] * messages.PER_CALLER + [429, 429]
    assert ContactMessage.objects.count() == messages.PER_CALLER


def test_all_callers_together_cannot_either(client, place, opened, monkeypatch):
    monkeypatch.setattr(messages, "PER_DAY", 3)
    answers = [
        client.post(
            "/contact/",
            {**MESSAGE, "opened": opened, "text": f"Message {n}"},
            REMOTE_ADDR=f"10.0.0.{n}",
        ).status_code
        for n in range(5)
    ]
    assert answers == [302, 302, 302, 429, 429]


def test_sent_twice_is_one_message(client, place, opened):
    send(client, opened)
    send(client, opened)
    assert ContactMessage.objects.count() == 1


def test_a_message_is_too_long_to_be_a_message(client, place, opened):
    assert send(client, opened, text="x" * 5001).status_code == 200
    assert not ContactMessage.objects.exists()


def test_messages_are_deleted_in_time(place):
    old, now = timezone.now() - timedelta(days=400), timezone.now()
    ContactMessage.objects.create(subject="question", text="vieux", received_at=old)
    ContactMessage.objects.create(
        subject="question", text="répondu", received_at=old, answered_at=now
    )
    ContactMessage.objects.create(subject="question", text="neuf")
    assert messages.clear_old() == 1
    assert {m.text for m in ContactMessage.objects.all()} == {"répondu", "neuf"}


def test_a_header_cannot_be_slipped_in(client, boss, opened, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    answer = send(client, opened, email="a@val.example\nBcc: tous@val.example")
    assert answer.status_code == 200
    assert not ContactMessage.objects.exists()
