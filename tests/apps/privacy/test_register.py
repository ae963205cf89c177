"""Sheets, the register, and what publication asks of data about persons."""

from __future__ import annotations

import pytest

from terrier.apps.catalog.actions.policy import Wanted
from terrier.apps.catalog.actions.publication import publish
from terrier.apps.privacy.models import Officer, Sheet
from terrier.apps.territories.queries import reader_of
from terrier.domain.access.policy import Role, Visibility
from terrier.domain.kernel.errors import Invalid

COMPLETE = {
    "purpose": "Facturer l’eau",
    "legal_basis": "public_task",
    "data_categories": "Identité, téléphone",
    "person_categories": "Abonnés",
    "recipients": "Service de l’eau",
    "transfers": "aucun",
    "retention_length": 5,
    "security": "Accès restreint",
    "controller": "Val Clair",
    "officer": "dpo@val.example",
    "assessment": "not_needed",
    "assessment_why": "Peu de personnes, pas de suivi",
}


def wanted(visibility=Visibility.INTERNAL):
    return Wanted(visibility)


def test_a_dataset_about_persons_opens_only_with_a_complete_sheet(door, subscribers):
    revision = subscribers.policy_revision
    with pytest.raises(Invalid, match="registre"):
        publish(door.actor, door.reader, subscribers, wanted(), revision=revision)

    Sheet.objects.create(dataset=subscribers, **COMPLETE)

    publish(door.actor, door.reader, subscribers, wanted(), revision=revision)
    assert subscribers.published_at


def test_the_screen_proposes_then_keeps_the_sheet(door, subscribers, client):
    subscribers.about_persons = None
    subscribers.save()
    client.force_login(door.actor)
    address = f"/jeux/{subscribers.slug}/personnes/"
    assert "semblent parler de personnes" in client.get(address).content.decode()

    answer = client.post(
        address,
        {
            **COMPLETE,
            "about_persons": "oui",
            "retention_unit": "years",
            "retention_start": "import",
        },
    )

    assert answer.status_code == 302
    subscribers.refresh_from_db()
    assert subscribers.about_persons is True
    assert "La fiche est complète" in client.get(address).content.decode()


def test_the_register_is_for_administrators_and_officers(
    door, subscribers, administrator, place, client
):
    officer = place.member("Odile", Role.READER)
    Officer.objects.create(user=officer, organisation=place.root)
    statuses = {}
    for user in (door.actor, administrator, officer):
        client.force_login(user)
        statuses[user.name] = client.get("/protection/registre/").status_code

    assert statuses == {"Claire": 403, "Ada": 200, "Odile": 200}


def test_the_csv_of_the_register_tells_what_is_missing(subscribers, administrator, client):
    client.force_login(administrator)

    text = b"".join(client.get("/protection/registre.csv").streaming_content).decode("utf-8-sig")

    head, line = text.splitlines()
    assert head.startswith("Jeu de données;Organisme;Finalité;")
    assert "la finalité, la base légale" in line


def test_automatic_erasure_is_for_who_publishes(door, subscribers, place):
    from terrier.apps.privacy.actions import describing
    from terrier.domain.kernel.errors import Refused

    contributor = place.member("Chloé", Role.CONTRIBUTOR)
    sheet = Sheet(dataset=subscribers, retention_length=1, automatic=True)
    with pytest.raises(Refused):
        describing.write_sheet(
            contributor, reader_of(contributor), subscribers, sheet, about_persons=True
        )
