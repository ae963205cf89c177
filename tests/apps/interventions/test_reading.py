"""Who reads the log, who changes it, and what stays of what was changed."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from terrier.apps.accounts.models import AuditEntry
from terrier.apps.interventions.models import Intervention
from terrier.apps.jobs.worker import drain
from terrier.apps.territories import actions as territories
from terrier.apps.territories.permissions import SYSTEM
from terrier.apps.territories.queries import reader_of
from terrier.domain.access.policy import Role
from terrier.domain.kernel.errors import Invalid, NotFound, Refused
from terrier.domain.upkeep.events import Kind
from tests.apps.interventions.conftest import form

LOG = "/jeux/eau/interventions/"


def listed(client, query: str = "") -> list[str]:
    answer = client.get(f"{LOG}liste.csv{query}")
    if answer.status_code != 200:
        return [str(answer.status_code)]
    assert answer["Cache-Control"] == "private, no-store"
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return [row["Identifiant"] for row in csv.DictReader(io.StringIO(text), delimiter=";")]


def test_the_log_follows_its_rows(client, network, fitter, place):
    for n, key in enumerate(("V1", "V2", "V3", "V5"), start=1):
        network.note(fitter, key, done_on=date(2026, 3, n), note='=HYPERLINK("x")')
    network.bring("V1")
    client.force_login(fitter)
    assert listed(client) == ["V5", "V3", "V2", "V1"]
    assert listed(client, "?start=2026-03-02&end=2026-03-03&kind=inspection") == ["V3", "V2"]
    assert listed(client, f"?author={fitter.pk}&key=V5") == ["V5"]
    assert listed(client, "?kind=break") == []
    raw = b"".join(client.get(f"{LOG}liste.csv").streaming_content).decode()
    assert "'=HYPERLINK" in raw
    assert client.get("/mes-interventions/").content.decode().count("log-entry") == 4

    # The second commune has V2 and V5: nobody else's rows, and no row that disappeared.
    column = network.table().columns.get(name="commune").stable_id
    network.dataset.territory_column = column
    network.dataset.policy_revision += 1
    network.dataset.save()
    elected = place.member("Élue", Role.READER, place.second)
    client.force_login(elected)
    assert listed(client) == ["V5", "V2"]
    third = Intervention.objects.get(row_key="V3")
    assert client.get(f"{LOG}{third.pk}/").status_code == 404
    # Another territory sees a public dataset, and nothing of its log.
    network.dataset.visibility, network.dataset.territory_column = "public", ""
    network.dataset.policy_revision += 1
    network.dataset.save()
    other = territories.create_organisation(SYSTEM, name="Autre", kind="epci", parent=None)
    client.force_login(place.member("Voisine", Role.PUBLISHER, other))
    assert listed(client) == ["403"]
    assert client.get("/jeux/eau/").status_code == 200
    assert b"Journal des interventions" not in client.get("/jeux/eau/").content
    assert client.get("/jeux/eau/t/vannes/noter/?cle=V2").status_code == 403


def test_what_was_changed_stays_in_the_trail(client, network, fitter, place):
    one = network.note(fitter, "V2", note="Ouverte")
    client.force_login(place.member("Collègue", Role.CONTRIBUTOR))
    assert client.get(f"{LOG}{one.pk}/").status_code == 200
    assert client.post(f"{LOG}{one.pk}/modifier/", form(note="Faux")).status_code == 403
    client.force_login(fitter)
    changed = form(note="Fermée", kind="operation", done_on="2026-03-13")
    assert client.post(f"{LOG}{one.pk}/modifier/", changed).status_code == 302
    told = AuditEntry.objects.get(action="intervention.change").detail["before"]
    assert told == {"note": "Ouverte", "kind": "inspection", "done_on": "2026-03-12"}
    client.force_login(place.member("Cheffe", Role.PUBLISHER))
    assert client.post(f"{LOG}{one.pk}/retirer/", {"reason": "Mauvaise vanne"}).status_code == 302
    assert client.post(f"{LOG}{one.pk}/retirer/", {"reason": "Encore"}).status_code == 409
    assert listed(client) == []
    assert listed(client, "?withdrawn=on") == ["V2"]
    assert "Mauvaise vanne" in client.get(f"{LOG}{one.pk}/").content.decode()
    client.force_login(place.member("Lectrice", Role.READER))
    assert listed(client, "?withdrawn=on") == []
    assert client.get(f"{LOG}{one.pk}/").status_code == 404
    assert Intervention.objects.count() == 1


def test_who_may_not_write_is_told_so(network, fitter, place):
    reader = place.member("Lectrice", Role.READER)
    with pytest.raises(Refused, match="contribution"):
        network.note(reader, "V1")
    with pytest.raises(NotFound, match="version en place"):
        network.note(fitter, "V99")
    with pytest.raises(Invalid, match="à venir"):
        network.note(fitter, "V1", done_on=date(2999, 1, 1))
    assert reader_of(fitter).role_in(place.root.lineage()) is Role.CONTRIBUTOR
    assert network.note(fitter, "V1", kind=Kind.CLEANING).author == fitter
    assert Intervention.objects.count() == 1


def test_a_state_that_changed_meanwhile_is_not_overwritten(client, network, fitter):
    client.force_login(fitter)
    column = network.table().columns.get(name="etat").stable_id
    address = "/jeux/eau/t/vannes/noter/?cle=V1"
    first = form(column=column, value="inopérable")
    assert client.post(address, first).status_code == 302
    # Not yet in a version, then in one: the second person saw version 1 in both cases.
    drain()
    late = client.post(address, form(column=column, value="neuve")).content.decode()
    assert "a changé entre-temps" in late
    assert 'name="version" value="2"' in late  # Sent again, it is an answer to what is there now.
    assert "rechargez" in client.post(address, form(version="")).content.decode()
    lost = client.post(address, form(version="999", column=column, value="neuve")).content.decode()
    assert "ont changé entre-temps" in lost
    both = form(column=column, value="neuve", state=f"{column}:ouverte")
    assert "pas les deux" in client.post(address, both).content.decode()
    assert Intervention.objects.count() == 1
