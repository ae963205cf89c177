"""Worksites from a table: the national schema and another, version after version."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from terrier.apps.accounts.models import AuditEntry
from terrier.apps.jobs.worker import drain
from terrier.apps.worksites import queries
from terrier.apps.worksites.actions import feeding, writing
from terrier.apps.worksites.models import Feed, Worksite
from terrier.domain.access.policy import Role
from terrier.domain.kernel.errors import Conflict
from tests.apps.imports.conftest import door

__all__ = ["door"]
pytestmark = pytest.mark.django_db


def national(*works: dict[str, object]) -> str:
    """Write « infos-travaux » as software does: every property, a person among them."""
    features = []
    for n, more in enumerate(works):
        properties = {
            "organisation": "Syndicat des eaux", "siret": "20006969800019", "prenom": "Anne",
            "nom": "Martin", "mail": "anne.martin@exemple.fr", "telephone": "0600000000",
            "titre": f"Renouvellement {n}", "resume": "Conduite en fonte", "moe": "Cabinet",
            "categorie": "EAU", "creation": False, "autorite": "Commune", "validation": True,
            "niveau": "SOUTERRAIN", "fonction": "DISTRIBUTION", "largeur": 0.8, "longueur": 120.5,
            "adresse_numero": "12", "adresse_voie": "rue Haute", "adresse_postal": "96001",
            "adresse_commune": "Aubrac", **more,
        }  # fmt: skip
        x = 4.81 + n / 100
        line = {"type": "LineString", "coordinates": [[x, 46.52], [x + 0.001, 46.52]]}
        features.append({"type": "Feature", "geometry": line, "properties": properties})
    return json.dumps({"type": "FeatureCollection", "features": features})


def dates(first: int, last: int) -> dict[str, str]:
    """Give dates as days from today."""
    today = timezone.localdate()
    return {
        "date_debut": f"{today + timedelta(days=first)}",
        "date_fin": f"{today + timedelta(days=last)}",
    }


@pytest.fixture
def client(client, door):
    client.force_login(door.actor)
    return client


def follow(client, dataset, **more) -> Feed:
    """Follow the first table as the screen proposes it."""
    table = dataset.tables.get()
    address = f"/chantiers/sources/table/{table.pk}/"
    form = client.get(address).context["form"]
    said = {name: form[name].initial or "" for name in form.fields if name != "publish"}
    answer = client.post(address, {**said, **more})
    assert answer.status_code == 302, answer.content.decode()
    drain()
    return Feed.objects.get(table=table)


def counts(feed: Feed) -> dict[str, int]:
    feed.refresh_from_db()
    assert not feed.trouble
    done = feed.outcome
    return {k: v for k, v in done.items() if isinstance(v, int) and v and k != "rows"}


def test_infos_travaux_is_followed_from_version_to_version(client, door, place):
    works = [dates(10, 20), dates(-5, 5), dates(-50, -40), dates(30, 40)]
    dataset = door.bring(national(*works), "travaux.geojson").dataset
    listed = client.get("/chantiers/sources/").content.decode()
    assert dataset.title in listed
    page = client.get(f"/chantiers/sources/table/{dataset.tables.get().pk}/").content.decode()
    assert "Schéma reconnu" in page
    feed = follow(client, dataset, publish="on")
    assert counts(feed) == {"created": 4}
    assert [w.state for w in Worksite.objects.order_by("title")] == [
        "planned", "ongoing", "done", "planned",
    ]  # fmt: skip
    one = Worksite.objects.get(title="Renouvellement 0")
    assert (one.kind, one.trench_width_m, one.published) == ("EAU", 0.8, True)
    assert (one.principal, one.address) == ("Syndicat des eaux", "12 rue Haute 96001 Aubrac")
    assert "Martin" in one.contact
    client.logout()
    for address in (f"/chantiers/{one.pk}/", "/chantiers/fichier/geojson/?etat=tous"):
        told = client.get(address).content.decode()
        assert "Syndicat des eaux" in told
        assert not [s for s in ("Martin", "anne.martin", "0600000000") if s in told]
    client.force_login(door.actor)

    # Reading the same again changes nothing, not even a revision.
    before = list(Worksite.objects.order_by("pk").values())
    feeding.read(Feed.objects.select_related("table__dataset__owner", "set_by").get())
    assert counts(feed) == {"unchanged": 4}
    assert list(Worksite.objects.order_by("pk").values()) == before

    # A new version: one changed, one gone (to come), one gone (over), one new. No hand in between.
    moved = [{**dates(12, 25)}, dates(-5, 5), {"titre": "Nouveau", **dates(1, 2)}]
    door.bring(national(*moved), "travaux.geojson", dataset=dataset)
    assert counts(feed) == {
        "created": 1, "changed": 1, "unchanged": 1, "removed": 1, "kept": 1,
    }  # fmt: skip
    assert feed.version == 2
    kept = Worksite.objects.get(title="Renouvellement 2")
    assert (kept.state, kept.contact) == ("done", "")
    assert not Worksite.objects.filter(title="Renouvellement 3").exists()
    one.refresh_from_db()
    assert (one.revision, one.starts_on - timezone.localdate()) == (2, timedelta(days=12))
    with pytest.raises(Conflict, match="corrigez-le dans ce jeu"):
        writing.change(door.actor, door.reader, queries.find(door.reader, one.pk), {}, None, 2)
    assert AuditEntry.objects.filter(action="worksites.read").count() == 3

    # Followed no longer, the worksites stay, may be changed, and are found again later.
    assert client.post(f"/chantiers/sources/{feed.pk}/arreter/").status_code == 302
    assert Worksite.objects.count() == 4
    writing.change(
        door.actor, door.reader, queries.find(door.reader, one.pk), {"title": "À la main"}, None, 2
    )
    again = follow(client, dataset)
    assert counts(again) == {"changed": 3, "kept": 1}
    assert Worksite.objects.count() == 4


def test_another_table_with_odd_rows(client, door, place):
    def point(identifier, **more):
        properties = {"id_chantier": identifier, "nature": "Réfection de chaussée",
                      "etat": "en cours", "circulation": "Route barrée", **more}  # fmt: skip
        place = {"type": "Point", "coordinates": [4.82, 46.52]}
        return {"type": "Feature", "geometry": place, "properties": properties}

    features = [
        point("A"), point("B", etat="bleu"), point("A", nature="Double"), point("C", nature=""),
        {**point("D"), "geometry": None},
    ]  # fmt: skip
    text = json.dumps({"type": "FeatureCollection", "features": features})
    dataset = door.bring(text, "voirie.geojson").dataset
    feed = follow(client, dataset)
    assert counts(feed) == {"created": 2, "refused": 2, "placeless": 1}
    assert feed.outcome["unread"] == ["bleu"]
    first = Worksite.objects.get(external_id="A")
    assert (first.kind, first.occupation, first.published) == ("VOIRIE", "closed", False)
    page = client.get(f"/chantiers/sources/{feed.pk}/").content.decode()
    assert "L’identifiant « A » est déjà pris" in page
    assert "bleu" in page
    # Whoever set it up no longer publishes: nothing is read, and the page says so.
    door.actor.memberships.update(role=Role.CONTRIBUTOR.value)
    assert feeding.read(Feed.objects.select_related("table__dataset", "set_by").get()) is None
    feed.refresh_from_db()
    assert "ne publie plus" in feed.trouble
    assert client.get(f"/chantiers/sources/{feed.pk}/").status_code == 404
    assert client.get(f"/chantiers/sources/table/{feed.table_id}/").status_code == 404
