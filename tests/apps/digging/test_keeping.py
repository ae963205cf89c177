"""Answers are told to whoever asked, kept for a time, and left without a name."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from terrier.apps.digging.keeping import expire
from terrier.apps.digging.models import Answer
from terrier.apps.privacy.actions.leaving import delete_account
from terrier.apps.privacy.models import Keeping
from terrier.apps.territories.queries import reader_of

from .test_answers import ASK, POINT, asked


def test_an_answer_is_kept_ten_years_or_as_long_as_was_chosen(client, street):
    client.force_login(street.operator())
    old, fresh = (asked(client) and Answer.objects.first() for _rank in range(2))
    Answer.objects.filter(pk=old.pk).update(at=timezone.now() - timedelta(days=9.9 * 365.25))
    assert expire() == 0
    Answer.objects.filter(pk=old.pk).update(at=timezone.now() - timedelta(days=10.1 * 365.25))
    assert expire() == 1
    assert Answer.objects.get() == fresh
    assert client.get(f"{ASK}{old.reference}/").status_code == 404
    Keeping.objects.create(pk=1, answers_years=1)
    Answer.objects.filter(pk=fresh.pk).update(at=timezone.now() - timedelta(days=400))
    assert expire() == 1


def test_answers_are_among_ones_data_and_stay_without_a_name(client, street):
    claire = street.operator("Claire")
    client.force_login(claire)
    asked(client, **POINT, objet="Branchement du 12")
    given = Answer.objects.get()
    (told,) = client.get("/mon-compte/mes-donnees.json").json()["reponses"]
    assert (told["reference"], told["purpose"]) == (given.reference, "Branchement du 12")
    page = " ".join(client.get("/mon-compte/mes-donnees/").content.decode().split())
    assert "<dt>Réponses de « Que y a-t-il ici ? »</dt><dd>1</dd>" in page
    assert "<dd>10 ans</dd>" in page

    delete_account(claire, reader_of(claire), claire.email)
    given.refresh_from_db()
    assert given.asked_by is None
    assert given.asked_label.startswith("Compte supprimé n°")
    assert given.proof
