"""The list of what an organisation must publish, and its answers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from terrier.apps.accounts.models import AuditEntry
from terrier.apps.catalog.models import Dataset
from terrier.apps.obligations import duties
from terrier.apps.obligations.models import DutyAnswer
from terrier.apps.territories import actions as territories
from terrier.apps.territories.permissions import SYSTEM
from terrier.domain.access.policy import Role
from terrier.domain.publication_duties import Standing


@pytest.fixture
def page(client, place):
    """Give the address of the list of the root, seen by its administrator."""
    client.force_login(place.member("Chef", Role.ADMINISTRATOR))
    return f"/organismes/{place.root.slug}/obligations/"


def stand(place, reader, code: str) -> Standing:
    return next(
        line.standing for line in duties.lines(reader, place.root) if line.duty.code == code
    )


def answer(client, page: str, code: str, **typed: str) -> int:
    return client.post(f"{page}{code}/", typed).status_code


def test_members_read_it_and_strangers_do_not(client, place):
    address = f"/organismes/{place.root.slug}/obligations/"
    assert client.get(address).status_code == 302
    client.force_login(place.member("Lectrice", Role.READER, place.second))
    text = client.get(address).content.decode()
    assert "pas un avis juridique" in text
    assert "à vérifier" in text
    assert "<form" not in text.split("<main")[1].split("</main>")[0]
    other = territories.create_organisation(SYSTEM, name="Autre", kind="epci", parent=None)
    client.force_login(place.member("Voisin", Role.ADMINISTRATOR, other))
    assert client.get(address).status_code == 404


def test_the_population_is_that_of_the_communes(place):
    assert duties.known_population(place.root) == 600
    assert duties.known_population(place.third) == 300


def test_figures_decide_and_are_written_on_the_trail(client, place, page):
    before = client.get(page).content.decode()
    assert "Le nombre d’agents, en équivalents temps plein, manque" in before
    typed = {"agents": "62,5", "population": "16434"}
    assert client.post(f"{page}chiffres/", typed).status_code == 302
    assert "62,5 agents, pour un seuil de 50." in client.get(page).content.decode()
    client.post(f"{page}chiffres/", typed)
    assert AuditEntry.objects.filter(action="duties.profile").count() == 1
    assert client.post(f"{page}chiffres/", {"agents": "-3"}).status_code == 400


def test_a_dataset_that_looks_right_is_proposed_and_chosen(client, place, page, bins, reader_of):
    bins("Délibérations du conseil", slug="deliberations-du-conseil")
    assert "Peut-être :" in client.get(page).content.decode()
    assert answer(client, page, "deliberations", kind="jeu") == 400
    sent = {"kind": "jeu", "dataset": "deliberations-du-conseil"}
    assert answer(client, page, "deliberations", **sent) == 302
    anyone = reader_of(None)
    assert stand(place, anyone, "deliberations") is Standing.PUBLISHED
    entry = AuditEntry.objects.get(action="duties.answer")
    assert entry.detail["dataset"] == "deliberations-du-conseil"


def test_the_state_follows_the_dataset(client, place, page, bins, reader_of):
    dataset = bins("Marches", frequency="monthly")
    answer(client, page, "decp", kind="jeu", dataset="marches")
    anyone = reader_of(None)
    assert stand(place, anyone, "decp") is Standing.PUBLISHED
    dataset.current.created_at = timezone.now() - timedelta(days=60)
    dataset.current.save()
    assert stand(place, anyone, "decp") is Standing.STALE
    Dataset.objects.update(visibility="internal")
    assert stand(place, anyone, "decp") is Standing.NOT_OPEN
    Dataset.objects.update(gone_reason="Erreur.")
    assert stand(place, anyone, "decp") is Standing.MISSING


def test_a_hidden_dataset_is_not_named(client, place, page, bins):
    bins("Marches secrets", slug="marches", visibility="restricted")
    answer(client, page, "decp", kind="jeu", dataset="marches")
    assert "Marches secrets" in client.get(page).content.decode()
    client.force_login(place.member("Lectrice", Role.READER, place.second))
    text = client.get(page).content.decode()
    assert "Marches secrets" not in text
    assert "préparé, pas encore public" in text


def test_elsewhere_none_and_taken_back(client, place, page, reader_of):
    anyone = reader_of(None)
    assert answer(client, page, "irve", kind="ailleurs") == 400
    assert answer(client, page, "irve", kind="ailleurs", address="javascript:alert(1)") == 400
    assert answer(client, page, "irve", kind="ailleurs", address="https://transport.example") == 302
    assert stand(place, anyone, "irve") is Standing.ELSEWHERE
    assert answer(client, page, "irve", kind="aucun", comment="Pas de borne.") == 302
    assert stand(place, anyone, "irve") is Standing.HAVE_NONE
    assert "Pas de borne." in client.get(page).content.decode()
    assert answer(client, page, "irve", kind="") == 302
    assert stand(place, anyone, "irve") is Standing.TO_SAY
    assert not DutyAnswer.objects.exists()


def test_the_platform_itself_makes_the_register(client, place, page, reader_of):
    assert stand(place, reader_of(None), "repertoire") is Standing.PUBLISHED
    assert answer(client, page, "repertoire", kind="aucun") == 404
    assert answer(client, page, "inventee", kind="aucun") == 404


def test_only_its_administrators_answer(client, place, page):
    client.force_login(place.member("Lectrice", Role.PUBLISHER))
    assert answer(client, page, "bal", kind="aucun") == 403
    assert client.post(f"{page}chiffres/", {"agents": "3"}).status_code == 403
    assert not DutyAnswer.objects.exists()


def test_one_does_not_choose_what_one_does_not_see(client, place, page, bins):
    other = territories.create_organisation(SYSTEM, name="Autre", kind="epci", parent=None)
    bins("Ailleurs", owner=other, visibility="internal")
    assert answer(client, page, "decp", kind="jeu", dataset="ailleurs") == 404
