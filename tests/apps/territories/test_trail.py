"""The trail: who reads what of it, filters, and the CSV."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone

from terrier.apps.accounts.actions import record
from terrier.apps.accounts.models import AuditEntry, User
from terrier.domain.access.policy import Role


@pytest.fixture
def anne(place) -> User:
    return place.member("Anne", Role.ADMINISTRATOR)


@pytest.fixture
def bruno(place) -> User:
    return place.member("Bruno", Role.ADMINISTRATOR, place.second)


@pytest.fixture(autouse=True)
def _entries(place, anne, bruno):
    AuditEntry.objects.all().delete()
    record(anne, "organisation.change", place.first, organisation=place.first.pk)
    record(bruno, "organisation.create", place.second, organisation=place.second.pk)
    record(None, "person.create", anne)


def lines(client, query: str = "") -> list[str]:
    return [said for _, said in client.get(f"/journal/{query}").context["lines"]]


def test_an_administrator_reads_their_own_tree(client, anne, bruno):
    client.force_login(anne)
    assert lines(client) == [
        "Bruno a créé l’organisme Commune du Bourg",
        "Anne a modifié la fiche de l’organisme Commune d’Aubrac",
    ]
    client.force_login(bruno)
    assert lines(client) == ["Bruno a créé l’organisme Commune du Bourg"]


def test_the_instance_reads_everything(client, anne):
    anne.instance_administrator = True
    anne.save()
    client.force_login(anne)
    assert "Terrier a créé le compte de Anne" in lines(client)


def test_others_read_nothing(client, place):
    assert client.get("/journal/").status_code == 302
    client.force_login(place.member("Paul", Role.PUBLISHER))
    assert client.get("/journal/").status_code == 403
    assert client.get("/journal/export.csv").status_code == 403


@pytest.mark.parametrize(
    ("query", "count"),
    [("?who=bruno", 1), ("?who=nobody", 0), ("?action=organisation.change", 1),
     ("?what=bourg", 1), ("?who=anne&what=bourg", 0)],
)  # fmt: skip
def test_filters(client, anne, query, count):
    client.force_login(anne)
    assert len(lines(client, query)) == count


def test_days(client, anne):
    AuditEntry.objects.filter(action="organisation.change").update(
        at=timezone.now() - timedelta(days=3)
    )
    client.force_login(anne)
    day = timezone.localdate() - timedelta(days=2)
    assert len(lines(client, f"?since={day}")) == 1
    assert len(lines(client, f"?until={day}")) == 1


def test_the_export_holds_the_filtered_lines_and_is_itself_written(client, anne):
    client.force_login(anne)
    answer = client.get("/journal/export.csv?who=bruno")
    text = answer.getvalue().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert rows[0][:3] == ["date", "personne", "action"]
    assert [row[4] for row in rows[1:]] == ["Bruno a créé l’organisme Commune du Bourg"]
    last = AuditEntry.objects.first()
    assert (last.action, last.detail) == ("trail.export", {"entries": 1})


def test_a_name_cannot_be_a_formula(client, place, anne):
    anne.name = "=cmd|' /C calc'!A0"
    record(anne, "organisation.change", place.first, organisation=place.first.pk)
    client.force_login(anne)
    text = client.get("/journal/export.csv").getvalue().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert any(row[1].startswith("'=cmd") for row in rows)
    assert not any(cell.startswith("=") for row in rows for cell in row)


def test_long_trails_come_in_pages(client, place, anne):
    for _ in range(60):
        record(anne, "organisation.change", place.first, organisation=place.first.pk)
    client.force_login(anne)
    assert len(lines(client)) == 50
    assert len(lines(client, "?page=2")) == 12
    assert client.get("/journal/?what=aubrac").context["pages"].links[1].address.startswith("?what")
