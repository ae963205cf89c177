"""Documents of rows: whoever sees the row opens them, contributors attach and take them away."""

from __future__ import annotations

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from terrier.apps.accounts.models import AuditEntry
from terrier.apps.catalog.models import Reading
from terrier.apps.catalog.queries import open_table
from terrier.apps.catalog.store import store
from terrier.apps.interventions.actions import documents as acts
from terrier.apps.interventions.models import Document
from terrier.apps.territories import actions as territories
from terrier.apps.territories.permissions import SYSTEM
from terrier.apps.territories.queries import reader_of
from terrier.connectors.documents.recognising import recognise
from terrier.domain.access.policy import Role
from terrier.domain.kernel.errors import Conflict, Invalid, Refused
from tests.apps.interventions.conftest import picture

PDF = b"%PDF-1.7 plan of the valve"
ADD = "/jeux/eau/t/vannes/joindre/?cle="


def sent(name: str = "Plan de récolement.pdf", content: bytes = PDF, **fields) -> dict:
    file = SimpleUploadedFile(name, content, "text/html")
    return {"file": file, "title": "", "note": "", "dated": "", "token": str(uuid.uuid4())} | fields


def attach(network, user, key="V1", title="Plan", content=PDF, table="vannes", **more) -> Document:
    opened = open_table(reader_of(user), network.dataset.slug, table)
    told = acts.Attached(recognise(content), title, **more)
    return acts.attach(user, reader_of(user), opened, key, told)


def kept() -> list[str]:
    folder = store().path("documents")
    return sorted(p.suffix for p in folder.rglob("*") if p.is_file()) if folder.exists() else []


def fetch(client, one: Document):
    """Ask for a document; what is not read to its end stays open."""
    answer = client.get(f"/jeux/eau/documents/{one.pk}/fichier")
    answer.whole = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer


def sheet(client, row: int = 1) -> str:
    return client.get(f"/jeux/eau/t/vannes/lignes/{row}/").content.decode()


def test_a_document_is_attached_opened_and_taken_away(client, network, fitter):
    client.force_login(fitter)
    form = sent(note="Au 1/200", dated="2019-05-02")
    assert client.post(f"{ADD}V1", form).status_code == 302
    one = Document.objects.get()
    assert (one.title, one.note, one.sort, one.author) == (
        "Plan de récolement", "Au 1/200", "pdf", fitter,
    )  # fmt: skip
    page = sheet(client)
    for told in ("Plan de récolement", "2 mai 2019", "Fontainier", "Au 1/200", "Joindre"):
        assert told in page
    assert "Plan de récolement" not in sheet(client, 2)

    # Sent again after a lost connection, it is one document; something else is refused.
    again = sent(token=form["token"])
    assert client.post(f"{ADD}V1", again).status_code == 302
    other = client.post(f"{ADD}V1", sent(content=b"Autre", token=form["token"]))
    assert "déjà joint" in other.content.decode()
    assert kept() == [".pdf"]

    answer = fetch(client, one)
    assert answer.whole == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="plan-de-recolement.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "'self' " not in answer["Content-Security-Policy"].split("img-src")[0]
    assert answer["Cache-Control"] == "private, no-store"

    remove = f"/jeux/eau/documents/{one.pk}/retirer/"
    assert "détruit" in client.get(remove).content.decode()
    assert Document.objects.count() == 1
    assert client.post(remove).status_code == 302
    assert (Document.objects.count(), kept()) == (0, [])
    assert client.post(remove).status_code == 404
    acted = AuditEntry.objects.filter(action__startswith="document.").order_by("pk")
    assert [e.action for e in acted] == ["document.add", "document.remove"]
    assert {e.detail["document"] for e in acted} == {"Plan de récolement"}


def test_what_is_sent_is_what_its_content_says(client, network, fitter):
    client.force_login(fitter)
    page = b"<script>alert(document.domain)</script>"
    client.post(f"{ADD}V1", sent("notice.html", page, title="Notice"))
    client.post(f"{ADD}V1", sent("IMG_1.png", picture(format="PNG"), title="Vue"))
    answer = fetch(client, Document.objects.get(title="Notice"))
    assert answer["Content-Type"] == "text/plain"
    assert answer["Content-Disposition"] == 'attachment; filename="notice.txt"'
    shown = fetch(client, Document.objects.get(title="Vue"))
    assert shown["Content-Type"] == "image/jpeg"
    assert shown["Content-Disposition"] == 'inline; filename="vue.jpg"'
    assert "sandbox" in shown["Content-Security-Policy"]
    refused = client.post(f"{ADD}V1", sent("plan.pdf", b"MZ\x90\x00 a program"))
    assert "pas reconnu" in refused.content.decode()
    assert "de nouveau" in refused.content.decode()
    assert client.post(f"{ADD}V1", {"title": "Rien"}).status_code == 200
    assert client.get(f"{ADD}V99").status_code == 404
    assert sorted(kept()) == [".jpg", ".txt"]


def test_documents_are_seen_by_those_who_see_the_row(client, network, fitter, place):
    documents = {key: attach(network, fitter, key, f"zq{key}") for key in ("V1", "V2", "V3")}

    def opened() -> set[str]:
        found = set()
        for key, one in documents.items():
            status = fetch(client, one).status_code
            on_sheet = f"zq{key}" in sheet(client, int(key[1]))
            assert (status == 200) == on_sheet, key
            found |= {key} if on_sheet else set()
        return found

    # Internal: the territory, and nobody else.
    assert opened() == set()
    client.force_login(place.member("Lectrice", Role.READER))
    assert opened() == {"V1", "V2", "V3"}
    assert "Joindre un document" not in sheet(client)
    assert client.get(f"{ADD}V1").status_code == 403
    assert client.post(f"/jeux/eau/documents/{documents['V1'].pk}/retirer/").status_code == 403
    other = territories.create_organisation(SYSTEM, name="Autre", kind="epci", parent=None)
    neighbour = place.member("Voisine", Role.PUBLISHER, other)
    client.force_login(neighbour)
    assert opened() == set()
    # Rows limited to one's communes: V2 is in the second.
    column = network.table().columns.get(name="commune").stable_id
    network.dataset.territory_column = column
    network.dataset.policy_revision += 1
    network.dataset.save()
    client.force_login(place.member("Élue", Role.READER, place.second))
    assert opened() == {"V2"}
    # Public: everybody, without the names of people, and without writing.
    network.dataset.visibility, network.dataset.territory_column = "public", ""
    network.dataset.policy_revision += 1
    network.dataset.save()
    client.logout()
    assert opened() == {"V1", "V2", "V3"}
    assert "Fontainier" not in sheet(client)
    client.force_login(neighbour)
    assert client.post(f"/jeux/eau/documents/{documents['V1'].pk}/retirer/").status_code == 403
    # A masked key leads nowhere: no row can be told from another.
    network.table().columns.filter(name="id").update(masked=True)
    network.dataset.policy_revision += 1
    network.dataset.save()
    client.logout()
    assert opened() == set()


def test_a_row_that_disappeared_leaves_its_documents_to_contributors(
    client, network, fitter, place
):
    one = attach(network, fitter, title="zqPlan")
    network.bring("V1")
    network.dataset.visibility = "public"
    network.dataset.save()
    assert fetch(client, one).status_code == 404
    assert "zqPlan" not in sheet(client)
    client.force_login(place.member("Lectrice", Role.READER))
    assert fetch(client, one).status_code == 404
    client.force_login(fitter)
    assert fetch(client, one).status_code == 200
    vanished = client.get(f"/q/{network.table().pk}?c=V1").content.decode()
    assert ">zqPlan<" in vanished
    client.post(f"/jeux/eau/documents/{one.pk}/retirer/")
    assert kept() == []


def test_reads_are_logged_and_limits_hold(client, network, fitter, place, monkeypatch):
    network.dataset.about_persons = True
    network.dataset.save()
    one = attach(network, fitter)
    client.force_login(fitter)
    fetch(client, one)
    assert Reading.objects.get(door="file").reader == fitter
    monkeypatch.setattr(acts, "MOST", 1)
    with pytest.raises(Invalid, match="au plus"):
        attach(network, fitter)
    with pytest.raises(Invalid, match="titre"):
        attach(network, fitter, "V2", " ")
    with pytest.raises(Refused, match="contribution"):
        attach(network, place.member("Lectrice", Role.READER), "V2")
    token = uuid.uuid4()
    attach(network, fitter, "V2", token=token)
    with pytest.raises(Conflict):
        attach(network, fitter, "V3", token=token)
    assert kept() == [".pdf", ".pdf"]
