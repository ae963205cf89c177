"""What is past its time is proposed once, or erased where the sheet says so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from terrier.apps.accounts.models import AuditEntry
from terrier.apps.catalog.models import Column, Reading, Tombstone, Version
from terrier.apps.privacy import upkeep
from terrier.apps.privacy.actions import retaining
from terrier.apps.privacy.models import Keeping, Overdue, Sheet
from terrier.domain.retention.periods import Period, Unit
from tests.apps.privacy.conftest import NAME, SUBSCRIBERS, files_with, settle


def sheet_of(dataset, **fields):
    return Sheet.objects.create(dataset=dataset, retention_length=5, **fields)


def by_date(dataset, **fields):
    column = Column.objects.get(table__dataset=dataset, name="inscrit_le")
    return sheet_of(dataset, retention_start="column", retention_column=column.stable_id, **fields)


def test_it_is_proposed_and_told_once(subscribers, administrator, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    by_date(subscribers)

    retaining.look()
    retaining.look()

    assert Overdue.objects.get().rows == {"1": 1}
    assert [m.to for m in mail.outbox] == [[administrator.email]]
    assert AuditEntry.objects.filter(action="retention.found").count() == 1
    assert files_with(NAME)


def test_rows_past_their_date_go_when_decided(subscribers, administrator, client):
    by_date(subscribers)
    retaining.look()
    client.force_login(administrator)
    assert "Version 1" in client.get("/protection/conservation/").content.decode()

    settle(lambda: client.post(f"/protection/conservation/{subscribers.slug}/"))

    assert files_with(NAME) == []
    assert Tombstone.objects.get().cause == "retention"
    assert not Overdue.objects.exists()
    assert retaining.look() == 0


def test_automatic_rows_go_alone(subscribers):
    by_date(subscribers, automatic=True)

    settle(retaining.look)

    assert files_with(NAME) == []


def test_whole_versions_go_and_their_address_says_why(door, subscribers, client):
    settle(lambda: door.bring(SUBSCRIBERS + "A5;Neuf;Ana;;2025-06-07\n", dataset=subscribers))
    Version.objects.filter(number=1).update(created_at=timezone.now() - timedelta(days=6 * 365))
    sheet_of(subscribers, automatic=True)

    settle(retaining.look)

    client.force_login(door.actor)
    assert client.get(f"/jeux/{subscribers.slug}/?version=1").status_code == 410
    assert client.get(f"/jeux/{subscribers.slug}/?version=2").status_code == 200
    first = subscribers.versions.get(number=1)
    assert "durée de conservation" in first.gone_reason
    assert first.originals.get().gone_reason


def test_a_dataset_whose_last_version_goes_waits_for_data(door, subscribers, client):
    Version.objects.update(created_at=timezone.now() - timedelta(days=6 * 365))
    sheet_of(subscribers, automatic=True)

    settle(retaining.look)

    assert files_with(NAME) == []
    client.force_login(door.actor)
    assert client.get(f"/jeux/{subscribers.slug}/").status_code == 200
    again = settle(lambda: door.bring("numero;nom\nB1;Neuf\n", "neuf.csv", dataset=subscribers))
    assert again.version.number == 2


@pytest.mark.parametrize(
    ("length", "unit", "day", "first"),
    [
        (1, Unit.MONTHS, "2024-03-31", "2024-02-29"),
        (5, Unit.YEARS, "2024-02-29", "2019-02-28"),
        (30, Unit.DAYS, "2024-03-01", "2024-01-31"),
        (9000, Unit.YEARS, "2024-03-01", "0001-01-01"),
    ],
)
def test_periods(length, unit, day, first):
    from datetime import date

    assert Period(length, unit).before(date.fromisoformat(day)) == date.fromisoformat(first)


def test_the_access_log_has_its_own_time(subscribers):
    Keeping.objects.create(pk=1, readings_months=6)
    for days in (10, 200):
        at = timezone.now() - timedelta(days=days)
        Reading.objects.create(dataset=subscribers, door="page", at=at)

    assert upkeep.purge()["readings"] == 1
    assert Reading.objects.count() == 1


def test_files_never_imported_leave(door, subscribers):
    from terrier.apps.imports.models import Import

    draft = door.read("numero;nom\nX1;Zibeline\n", "brouillon.csv")
    Import.objects.filter(pk=draft.pk).update(created_at=timezone.now() - timedelta(days=31))
    assert files_with("Zibeline")

    upkeep.purge()

    assert files_with("Zibeline") == []
    assert files_with(NAME)
