"""A dataset follows an address: what is new comes in by itself, trouble is told once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from terrier.apps.catalog.models import Version
from terrier.apps.jobs.actions import enqueue
from terrier.apps.jobs.worker import drain
from terrier.apps.sources.actions import asking, following
from terrier.apps.sources.models import Notice, Source
from terrier.apps.territories.queries import reader_of
from terrier.domain.access.policy import Role
from terrier.domain.kernel.errors import Invalid, NotFound


def notices(kind: str) -> int:
    return Notice.objects.filter(kind=kind).count()


def test_a_new_file_becomes_a_version_by_itself(followed):
    followed.site.body += b"3;Lavoir;7\n"
    source = followed.later()
    assert followed.version == 2
    assert followed.dataset.current.tables.get().records == 3
    assert followed.dataset.current.created_by == followed.actor
    assert source.answered_at is not None
    assert (source.trouble, source.importing) == ("", None)


def test_the_same_file_makes_no_version_and_no_import(followed):
    followed.later()
    assert followed.version == 1
    assert followed.dataset.imports.count() == 1
    assert followed.source.answered_at is not None


def test_the_site_is_asked_only_for_what_changed(followed):
    followed.site.etag = '"une"'
    followed.later()
    followed.later()
    assert followed.site.asked == [None, '"une"']
    followed.site.etag, followed.site.body = '"deux"', b"id;nom;puissance\n9;Halle;11\n"
    followed.later()
    assert followed.version == 2


def test_a_failure_is_told_at_the_third_try_and_once(followed):
    followed.site.status = 503
    for _try in range(2):
        followed.later()
    assert notices("failing") == 0
    assert "503" in followed.source.trouble
    for _try in range(4):
        followed.later()
    assert notices("failing") == 1
    assert followed.version == 1
    followed.site.status = 200
    followed.later()
    assert (notices("failing"), notices("mended")) == (1, 1)
    assert followed.source.trouble == ""


def test_a_failing_address_is_tried_again_within_the_hour(followed):
    followed.site.status = 500
    source = followed.later()
    assert source.next_at <= timezone.now() + timedelta(hours=1)
    followed.site.status = 200
    source = followed.later()
    assert source.next_at > timezone.now() + timedelta(hours=23)


def test_an_unreadable_file_is_a_failure_and_leaves_the_data(followed):
    followed.site.body = b"<html><body>Veuillez vous connecter</body></html>"
    source = followed.later()
    assert source.failures == 1
    assert source.trouble
    assert followed.version == 1


def test_a_missing_column_is_asked_never_guessed(followed, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    followed.site.body = b"id;nom\n1;Mairie\n2;Gare\n"
    source = followed.later()
    assert followed.version == 1
    assert source.importing.state == "proposed"
    followed.later()
    assert notices("waiting") == 1
    (sent,) = mail.outbox
    assert sent.to == ["claire@val.example"]
    assert "puissance" in sent.body
    assert f"/jeux/{followed.dataset.slug}/source/" in sent.body


def test_a_newer_file_takes_the_place_of_the_one_that_waits(followed):
    original = followed.site.body
    followed.site.body = b"id;nom\n1;Mairie\n"
    first = followed.later().importing
    followed.site.body = b"id;nom\n1;Mairie\n2;Gare\n"
    second = followed.later().importing
    assert first.pk != second.pk
    first.refresh_from_db()
    assert (first.state, second.state) == ("cancelled", "proposed")
    assert "plus récente" in first.error
    assert notices("waiting") == 2
    followed.site.status = 503
    assert followed.later().importing == second
    followed.site.status, followed.site.body = 200, original
    source = followed.later()
    second.refresh_from_db()
    assert (second.state, source.importing, followed.version) == ("cancelled", None, 1)
    followed.site.body += b"3;Lavoir;7\n"
    followed.later()
    assert followed.version == 2


def test_whoever_lost_the_right_imports_no_more(followed, place):
    followed.actor.memberships.all().delete()
    place.member("Paul", Role.PUBLISHER)
    followed.site.body += b"3;Lavoir;7\n"
    for _try in range(3):
        followed.later()
    assert followed.version == 1
    assert "contribution" in Notice.objects.get(kind="failing").sentence


def test_a_source_that_is_stopped_is_not_asked(followed):
    following.stop(followed.actor, followed.reader, followed.source)
    followed.later()
    assert followed.site.asked == []


def test_two_schedulers_ask_once(followed):
    Source.objects.update(next_at=timezone.now())
    assert len(asking.claim_due()) == 1
    assert asking.claim_due() == []


def test_upsert_needs_a_key(followed):
    Version.objects.get().tables.update(has_key=False)
    with pytest.raises(Invalid, match="clé"):
        following.follow(
            followed.actor,
            followed.reader,
            followed.dataset,
            url=followed.site.url,
            mode="upsert",
            every="day",
        )


def test_a_late_dataset_is_told_once_for_the_day_that_it_missed(followed):
    followed.dataset.frequency = "monthly"
    followed.dataset.save()
    turn = lambda: (enqueue("sources.late", {}), drain())  # noqa: E731
    turn()
    assert notices("late") == 0
    Version.objects.update(created_at=timezone.now() - timedelta(days=80))
    turn()
    turn()
    assert notices("late") == 1


def test_screens(followed, client):
    client.force_login(followed.actor)
    followed.site.status = 404
    for _try in range(3):
        followed.later()
    page = client.get(f"/jeux/{followed.dataset.slug}/source/").content.decode()
    assert "En panne depuis" in page
    listed = client.get("/sources/").content.decode()
    assert "en panne" in listed
    assert "3 fois de suite" in listed
    answer = client.post(
        f"/jeux/{followed.dataset.slug}/source/",
        {"url": "https://moi:secret@exemple.fr/a.csv", "every": "day", "mode": "replace"},
    )
    assert "mot de passe" in answer.content.decode()
    answer = client.post(f"/jeux/{followed.dataset.slug}/source/demander/", follow=True)
    assert answer.status_code == 200
    drain()
    assert Source.objects.get().failures == 4


def test_only_contributors_follow(followed, place):
    reader = place.member("Luc", Role.READER)
    with pytest.raises(NotFound):
        following.follow(
            reader,
            reader_of(reader),
            followed.dataset,
            url=followed.site.url,
            mode="replace",
            every="day",
        )
