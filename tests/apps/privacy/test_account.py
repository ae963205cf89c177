"""« Mes données »: everything that is held, and an account that leaves without its name."""

from __future__ import annotations

from terrier.apps.accounts.models import AuditEntry, User
from tests.apps.privacy.test_erasure import rows_told


def test_all_that_is_held_can_be_taken_away(door, subscribers, client):
    client.force_login(door.actor)

    held = client.get("/mon-compte/mes-donnees.json").json()

    assert held["compte"]["adresse"] == door.actor.email
    assert held["roles"] == [{"organisme": "Val Clair", "role": "publication"}]
    assert any("abonnes.csv" in one["fichier"] for one in held["imports"])
    assert client.get("/mon-compte/mes-donnees/").status_code == 200


def test_a_deleted_account_leaves_no_name(door, subscribers, client):
    client.force_login(door.actor)
    assert client.post("/mon-compte/supprimer/", {"email": "autre@val.example"}).status_code == 400

    answer = client.post("/mon-compte/supprimer/", {"email": door.actor.email})

    assert answer.status_code == 302
    assert not User.objects.filter(pk=door.actor.pk).exists()
    assert AuditEntry.objects.filter(actor_label__startswith="Compte supprimé").exists()
    assert rows_told(door.actor.email) == []


def test_the_last_administrator_of_the_instance_stays(client, db):
    alone = User.objects.create_user("seule@val.example", name="Seule", instance_administrator=True)
    client.force_login(alone)

    answer = client.post("/mon-compte/supprimer/", {"email": alone.email})

    assert answer.status_code == 400
    assert User.objects.filter(pk=alone.pk).exists()
