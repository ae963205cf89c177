"""« Voir comme… »: other eyes, one's own limits, and nothing written."""

from __future__ import annotations

import pytest
from django.urls import reverse

from terrier.apps.catalog.authority import sight_of
from terrier.apps.catalog.models import Dataset
from terrier.apps.territories import prototypes
from terrier.domain.kernel.errors import Invalid


@pytest.fixture
def look(client):
    def do(kind: str, organisation=None, **more):
        sent = {"kind": kind, **more}
        if organisation is not None:
            sent["organisation"] = organisation.pk
        return client.post(reverse("seen_as"), sent)

    return do


def test_the_publisher_sees_a_draft_disappear_for_the_public(client, town, draft, look):
    client.force_login(town.publisher.user)
    page = reverse("dataset-describe", args=[draft.slug])
    assert client.get(page).status_code == 200
    assert look("public").status_code == 302
    assert client.get(page).status_code == 403
    assert client.get(reverse("dataset", args=[draft.slug])).status_code == 404
    client.post(reverse("seen_as_end"))
    assert client.get(page).status_code == 200


def test_every_page_says_as_whom_one_looks(client, town, look):
    client.force_login(town.publisher.user)
    look("agent", town.place.second)
    assert f"un agent ({town.place.second})" in client.get("/style/").content.decode()


def test_an_agent_sees_the_rows_of_the_commune_without_the_masks(town, open_to):
    dataset = open_to("internal", masked=["telephone"], territory="insee")
    agent = prototypes.find("agent", str(town.place.second.pk)).reader
    seen = sight_of(town.administrator.reader.seen_as(agent), dataset)
    assert seen.communes == {"96002"}
    assert len(seen.masked) == 1
    assert not seen.contributes


def test_nothing_is_written_meanwhile(client, town, open_to, look):
    dataset = open_to("internal")
    client.force_login(town.publisher.user)
    look("agent", town.place.first)
    for name in ("dataset-policy", "dataset-unpublish", "dataset-withdraw"):
        assert client.post(reverse(name, args=[dataset.slug])).status_code == 403
    dataset.refresh_from_db()
    assert dataset.published_at is not None


def test_one_goes_back_to_the_page_that_was_open_and_nowhere_else(client, town, look):
    client.force_login(town.publisher.user)
    assert look("public", next="/style/")["Location"] == "/style/"
    assert look("public", next="https://ailleurs.example/")["Location"] == "/"


def test_the_public_does_not_look_as_an_agent(client, town, look):
    assert look("agent", town.place.first).status_code == 403
    assert "seen_as" not in client.session


@pytest.mark.parametrize(
    ("kind", "organisation"), [("roi", ""), ("agent", ""), ("agent", "0"), ("elu", "x")]
)
def test_an_unknown_prototype_is_refused(db, kind, organisation):
    with pytest.raises(Invalid):
        prototypes.find(kind, organisation)


def test_a_commune_that_is_no_more_ends_the_look(client, town, look):
    client.force_login(town.publisher.user)
    look("elu", town.place.third)
    assert "seen_as" in client.session
    town.place.third.delete()
    client.get("/style/")
    assert "seen_as" not in client.session


def test_the_list_shows_what_both_see(town, open_to, draft):
    dataset = open_to("restricted", shared_with=[town.place.second])
    agent = prototypes.find("agent", str(town.place.second.pk)).reader
    other = prototypes.find("agent", str(town.place.third.pk)).reader
    publisher = town.publisher.reader
    assert dataset in Dataset.objects.visible_to(publisher.seen_as(agent))
    assert dataset not in Dataset.objects.visible_to(publisher.seen_as(other))
