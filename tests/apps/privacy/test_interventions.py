"""The log of an erased row goes with the row; the log of a person stays without their name."""

from __future__ import annotations

import io
import json
from datetime import date

from PIL import Image

from terrier.apps.accounts.models import AuditEntry
from terrier.apps.catalog.queries import open_table
from terrier.apps.catalog.store import store
from terrier.apps.interventions.actions import documents, noting
from terrier.apps.interventions.actions.documents import Attached
from terrier.apps.interventions.models import Document, Intervention, Photograph
from terrier.apps.privacy import actions
from terrier.apps.privacy.actions.leaving import delete_account
from terrier.apps.privacy.queries.account import held_about
from terrier.apps.privacy.targets import Target
from terrier.apps.territories.queries import reader_of
from terrier.connectors.documents.recognising import recognise
from terrier.connectors.photographs.rewriting import rewrite
from terrier.domain.access.policy import Role
from terrier.domain.upkeep.events import Entry, Kind
from tests.apps.privacy.conftest import settle, target_of


def note(user, dataset, key: str) -> Intervention:
    out = io.BytesIO()
    Image.new("RGB", (20, 20), "blue").save(out, "PNG")
    opened = open_table(reader_of(user), dataset.slug)
    entry = Entry(Kind.READING, date(2026, 3, 1), f"Compteur de {key}")
    sent = noting.Sent(entry, photographs=[rewrite(out.getvalue())])
    documents.attach(
        user, reader_of(user), opened, key, Attached(recognise(b"Vu."), f"Relevé {key}")
    )
    return noting.note(user, reader_of(user), opened, key, sent)


def kept_photographs() -> int:
    return len(list(store().path("photographs").rglob("*.jpg")))


def test_the_log_of_an_erased_row_goes_with_it(place, subscribers, administrator, protector):
    person = place.member("Releveuse", Role.CONTRIBUTOR)
    for key in ("A1", "A2"):
        note(person, subscribers, key)
    assert kept_photographs() == 2

    settle(lambda: actions.ask(administrator, protector, [target_of(subscribers, key="A1")], "D 1"))

    assert Intervention.objects.get().row_key == "A2"
    assert kept_photographs() == Photograph.objects.count() == 1
    assert Document.objects.get().row_key == "A2"
    assert len(list(store().path("documents").rglob("*.txt"))) == 1
    told = [e.detail for e in AuditEntry.objects.filter(action="intervention.note")]
    assert sorted(d.get("row", "") for d in told) == ["", "A2"]
    told = [e.detail for e in AuditEntry.objects.filter(action="document.add")]
    assert sorted(d.get("document", "") for d in told) == ["", "Relevé A2"]


def test_the_log_of_a_row_past_its_time_goes_with_it(subscribers, administrator, protector):
    for key in ("A1", "A2"):
        note(administrator, subscribers, key)
    column = subscribers.tables.get().columns.get(name="inscrit_le").stable_id
    old = Target(
        subscribers.slug, subscribers.tables.get().name, columns=(column,), before="2020-01-01"
    )

    settle(lambda: actions.ask(administrator, protector, [old], "Au terme"))

    assert Intervention.objects.get().row_key == "A2"
    assert kept_photographs() == 1
    assert Document.objects.get().row_key == "A2"


def test_an_account_that_leaves_leaves_its_interventions(place, subscribers):
    person = place.member("Partante", Role.CONTRIBUTOR)
    note(person, subscribers, "A2")
    held = held_about(person)["interventions"]
    assert [(one["row_key"], one["note"]) for one in held] == [("A2", "Compteur de A2")]
    assert [one["title"] for one in held_about(person)["documents"]] == ["Relevé A2"]
    assert "Compteur" in json.dumps(held, default=str)

    delete_account(person, reader_of(person), person.email)

    one = Intervention.objects.get()
    assert (one.author, one.note) == (None, "Compteur de A2")
    assert not [e for e in AuditEntry.objects.all() if "Partante" in f"{e.actor_label}{e.detail}"]
