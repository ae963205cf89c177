"""An intervention from the form to the log, and the state that it leaves."""

from __future__ import annotations

import re
import uuid

from django.core.files.uploadedfile import SimpleUploadedFile

from terrier.apps.accounts.models import AuditEntry
from terrier.apps.catalog.models import Correction
from terrier.apps.catalog.queries import open_table
from terrier.apps.catalog.store import store
from terrier.apps.interventions.actions import noting
from terrier.apps.interventions.models import Intervention, Photograph
from terrier.apps.jobs.worker import drain
from terrier.apps.territories.queries import reader_of
from terrier.connectors.photographs.rewriting import rewrite
from terrier.domain.access.policy import Role
from terrier.lake import rows
from tests.apps.interventions.conftest import form, picture

NOTE = "/jeux/eau/t/vannes/noter/?cle=V2"


def state_of(network, key: str) -> str:
    opened = open_table(reader_of(network.place.member("Lecture", Role.READER)), "eau", "vannes")
    found = rows.one(opened.relation, int(key[1:]))
    return found.values[3]


def test_from_the_code_to_the_state_of_the_valve(client, network, fitter):
    client.force_login(fitter)
    sheet = client.get(f"/q/{network.table().pk}?c=V2", follow=True)
    assert sheet.redirect_chain[0][0].startswith("/jeux/eau/t/vannes/lignes/2/")
    buttons = re.findall(r'<a class="button[^>]*href="([^"]+)"', sheet.content.decode())
    assert buttons[1] == NOTE or buttons[0] == NOTE, buttons[:3]
    page = client.get(NOTE).content.decode()
    assert page.index("ouverte") < page.index("fermée")  # The most frequent value first.
    column = network.table().columns.get(name="etat")

    sent = form(
        kind="operation",
        note="Tige cassée <b>net</b>",
        state=f"{column.stable_id}:fermée",
        photograph=SimpleUploadedFile("IMG.jpg", picture(), "image/jpeg"),
        duration_min="35",
        cost_eur="120,50",
    )
    answered = client.post(NOTE, sent)
    assert answered.status_code == 302, re.findall(
        r"error[^<]*<[^<]*<[^<]*", answered.content.decode()
    )
    drain()

    one = Intervention.objects.get()
    assert (one.row_key, one.kind, str(one.cost_eur), one.duration_min) == (
        "V2",
        "operation",
        "120.50",
        35,
    )
    assert one.correction.column == column
    assert (one.correction.expected, one.correction.value) == ("ouverte", "fermée")
    assert "Tige cassée" in one.correction.reason
    assert state_of(network, "V2") == "fermée"
    sheet = client.get(f"/q/{network.table().pk}?c=V2", follow=True).content.decode()
    assert "Tige cassée &lt;b&gt;net&lt;/b&gt;" in sheet
    shown = client.get(f"/jeux/eau/interventions/{one.pk}/photographies/{one.photographs.get().pk}")
    assert shown["Cache-Control"] == "private, no-store"
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert b"".join(shown.streaming_content)[:3] == b"\xff\xd8\xff"
    # The next file still says that the valve is open: the correction holds.
    network.bring()
    assert Correction.objects.get().state == Correction.State.ACTIVE
    assert AuditEntry.objects.filter(action="intervention.note").count() == 1


def test_a_form_sent_twice_is_one_entry(client, network, fitter):
    client.force_login(fitter)
    sent = form(note="Une seule fois")
    for _again in range(2):
        photograph = SimpleUploadedFile("a.jpg", picture(), "image/jpeg")
        assert client.post(NOTE, {**sent, "photograph": photograph}).status_code == 302
    assert Photograph.objects.count() == Intervention.objects.count() == 1
    other = client.post(NOTE, {**sent, "note": "Autre chose"})
    assert "déjà enregistré" in other.content.decode()
    assert Intervention.objects.count() == 1
    assert len(list(store().path("photographs").rglob("*.jpg"))) == 1


def test_two_copies_that_cross_are_one_entry(network, fitter, monkeypatch):
    token = uuid.uuid4()
    sent = {"token": token, "photographs": [rewrite(picture())]}
    first = network.note(fitter, "V1", **sent)
    # The second copy looked before the first was written.
    asked = iter([None])
    known = noting._earlier
    monkeypatch.setattr(noting, "_earlier", lambda *args: next(asked, known(*args)))

    assert network.note(fitter, "V1", **sent) == first

    assert Intervention.objects.count() == Photograph.objects.count() == 1
    assert len(list(store().path("photographs").rglob("*.jpg"))) == 1


def test_a_photograph_is_refused_or_removed_and_never_lost_in_silence(client, network, fitter):
    client.force_login(fitter)
    heic = SimpleUploadedFile("IMG.HEIC", b"\0\0\0\x18ftypheic" + b"\0" * 40, "image/heic")
    page = client.post(NOTE, form(photograph=heic)).content.decode()
    assert "HEIC" in page
    assert "Choisissez la photographie de nouveau" in page
    nowhere = form(place_of_photograph="on", photograph=SimpleUploadedFile("a.jpg", picture()))
    assert "ne dit pas où" in client.post(NOTE, nowhere).content.decode()
    assert not Intervention.objects.exists()
    # What fails after the file was kept leaves no file.
    wrong = form(kind="repair", failure="04", photograph=SimpleUploadedFile("a.jpg", picture()))
    assert "ne se disent que" in client.post(NOTE, wrong).content.decode()
    assert not list(store().path("photographs").rglob("*.jpg"))

    client.post(NOTE, form(photograph=SimpleUploadedFile("a.jpg", picture())))
    kept = Photograph.objects.get()
    one = f"/jeux/eau/interventions/{kept.intervention_id}"
    more = {**form(), "photograph": SimpleUploadedFile("b.png", picture(format="PNG"))}
    assert client.post(f"{one}/modifier/", more).status_code == 302
    assert client.post(f"{one}/photographies/{kept.pk}/retirer/").status_code == 302
    assert client.get(f"{one}/photographies/{kept.pk}").status_code == 404
    assert len(list(store().path("photographs").rglob("*.jpg"))) == Photograph.objects.count() == 1
