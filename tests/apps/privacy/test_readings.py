"""Who read what is kept for data that is restricted or about persons, and for nothing else."""

from __future__ import annotations

import pytest

from terrier.apps.catalog.models import Dataset, Reading


@pytest.fixture
def told():
    return lambda: list(Reading.objects.order_by("pk").values_list("door", "rows", "filtered"))


def test_each_door_is_told(door, subscribers, client, told):
    client.force_login(door.actor)
    page = f"/jeux/{subscribers.slug}/"
    table = f"{page}t/{subscribers.tables.get().name}/"

    client.get(page)
    client.get(f"{table}?f.nom=eq:Martin")
    client.get(f"{table}lignes/1/")
    b"".join(client.get(f"{table}telecharger/csv").streaming_content or [])

    assert told() == [
        ("page", 4, []),
        ("page", 1, ["nom"]),
        ("row", 1, []),
        ("download", 4, []),
    ]
    assert set(Reading.objects.values_list("reader", flat=True)) == {door.actor.pk}


def test_public_data_without_persons_is_not_logged(subscribers, client, door, told):
    Dataset.objects.update(about_persons=False)
    client.force_login(door.actor)

    client.get(f"/jeux/{subscribers.slug}/")

    assert told() == []


def test_the_screen_filters_and_exports(door, subscribers, administrator, client):
    Reading.objects.create(dataset=subscribers, door="page", rows=3, reader=door.actor)
    client.force_login(administrator)

    page = client.get("/protection/consultations/?start=2020-01-01").content.decode()
    text = b"".join(client.get("/protection/consultations.csv").streaming_content).decode()
    nothing = client.get("/protection/consultations/?start=2999-01-01").content.decode()

    assert "Claire" in page
    assert "Claire <claire@val.example>" in text
    assert "Aucune consultation" in nothing
