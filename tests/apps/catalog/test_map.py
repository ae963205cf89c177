import gzip
import json

import pytest
from django.urls import reverse

from terrier.apps.catalog import archives
from terrier.apps.catalog.models import VersionTable
from terrier.apps.catalog.queries import open_table
from terrier.domain.access.policy import Role

TILE = (10, 525, 362)
"""The tile that holds the bins."""


def tile_url(reader, dataset, query=""):
    opened = open_table(reader, dataset.slug)
    address = dict(zip("zxy", TILE, strict=True))
    path = opened.address(
        "dataset-tile", version=1, fingerprint=opened.relation.fingerprint, **address
    )
    return path + query


def make_archive(dataset):
    stored = VersionTable.objects.get(version=dataset.current)
    archives.make(stored.pk, lambda step, share: None)


@pytest.mark.parametrize("archived", [False, True])
def test_a_public_tile_can_be_cached_and_names_itself(client, bins, reader_of, archived):
    dataset = bins()
    if archived:
        make_archive(dataset)
    url = tile_url(reader_of(None), dataset)
    response = client.get(url)
    assert response["Content-Type"] == "application/vnd.mapbox-vector-tile"
    assert b"tonnage" in gzip.decompress(response.content) or not archived
    assert response["Cache-Control"].startswith("public")
    again = client.get(url, headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_tile_that_is_not_for_everybody_is_never_stored(client, bins, place, reader_of):
    dataset = bins(visibility="internal")
    person = place.member("Ana", Role.READER)
    url = tile_url(reader_of(person), dataset)
    assert client.get(url).status_code == 404
    client.force_login(person)
    response = client.get(url)
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"
    assert "ETag" not in response


def test_a_public_tile_of_a_dataset_with_masks_is_the_same_for_everybody_but_its_makers(
    client, bins, place, reader_of
):
    dataset = bins()
    bins.mask(dataset)
    public = client.get(tile_url(reader_of(None), dataset))
    assert public["Cache-Control"].startswith("public")
    maker = place.member("Ana", Role.CONTRIBUTOR)
    client.force_login(maker)
    assert client.get(tile_url(reader_of(maker), dataset))["Cache-Control"] == "private, no-store"


def test_the_archive_serves_readers_of_the_whole_only(client, bins, place, reader_of):
    dataset = bins()
    make_archive(dataset)
    bins.limit(dataset)
    limited = place.member("Luc", Role.READER, place.first)
    opened = open_table(reader_of(limited), dataset.slug)
    assert opened.relation.archive is None
    client.force_login(limited)
    mine = client.get(tile_url(reader_of(limited), dataset))
    whole = place.member("Ana", Role.CONTRIBUTOR)
    client.force_login(whole)
    all_of_it = client.get(tile_url(reader_of(whole), dataset))
    assert 0 < len(gzip.decompress(mine.content)) < len(gzip.decompress(all_of_it.content))
    assert all_of_it["Cache-Control"] == "private, no-store"


def test_a_masked_column_is_in_no_archive(bins):
    dataset = bins()
    bins.mask(dataset, "tonnage")
    make_archive(dataset)
    stored = VersionTable.objects.get(version=dataset.current)
    from terrier.apps.catalog.store import store

    assert b"tonnage" not in store().path(stored.archive).read_bytes()


def test_an_old_address_of_a_tile_is_not_answered(client, bins, reader_of):
    dataset = bins()
    url = tile_url(reader_of(None), dataset)
    bins.mask(dataset)
    assert client.get(url).status_code == 404


def test_filters_hold_for_tiles_too(client, bins, reader_of):
    dataset = bins()
    url = tile_url(reader_of(None), dataset)
    whole = client.get(url).content
    part = client.get(tile_url(reader_of(None), dataset, "?f.commune=eq:96001")).content
    assert len(gzip.decompress(part)) < len(gzip.decompress(whole))
    nothing = client.get(tile_url(reader_of(None), dataset, "?f.commune=eq:00000"))
    assert nothing.status_code == 204


def test_the_list_beside_the_map_counts_what_is_in_view(client, bins):
    dataset = bins()
    url = reverse("dataset-visible", args=[dataset.slug, "points"])
    page = client.get(url, {"bbox": "4.8,46.5,4.81,46.6"}).content.decode()
    assert "20 éléments visibles" in page
    framed = client.get(url, {"bbox": "-300,-99,300,99", "cadre": "4.8,46.5,4.81,46.51"})
    assert "3 éléments visibles" in framed.content.decode()


def test_a_map_coloured_by_a_column_has_its_legend(client, bins):
    dataset = bins()
    page = client.get(reverse("dataset", args=[dataset.slug]) + "?couleur=commune")
    assert 'color-by="commune"' in page.content.decode()
    assert "couleur=commune" in page.context["map"].tiles
    assert [e["label"] for e in page.context["map"].legend] == ["Aubrac", "Le Bourg", "Cormes"]
    numbers = client.get(reverse("dataset", args=[dataset.slug]) + "?couleur=tonnage")
    entries = numbers.context["map"].legend
    assert "min" not in entries[0]
    assert "max" not in entries[-1]
    assert entries[0]["max"] == entries[1]["min"] == 20000


def test_page_map_and_list_count_the_same_rows(client, bins):
    dataset = bins()
    for query in ("", "?f.commune=eq:96001", "?bbox=4.8,46.5,4.81,46.51"):
        answer = client.get(reverse("dataset", args=[dataset.slug]) + query)
        total = answer.context["table"].total
        assert answer.context["map"].in_view["total"] == total > 0
        window = client.get(reverse("dataset-features", args=[dataset.slug, "points"]) + query)
        assert window.json()["numberMatched"] == total


def test_geojson_counts_exactly(client, bins):
    dataset = bins()
    url = reverse("dataset-features", args=[dataset.slug, "points"])
    body = client.get(url, {"bbox": "4.8,46.5,4.81,46.6", "limit": "5"}).json()
    assert (body["numberMatched"], body["numberReturned"]) == (20, 5)


def test_the_background_holds_what_the_reader_may_see(client, bins):
    bins("Rivière", slug="cours-d-eau")
    bins("Routes", slug="voirie", visibility="internal")
    style = client.get(reverse("basemap-style")).json()
    assert set(style["sources"]) == {"communes", "cours-d-eau"}
    outlines = json.loads(client.get(reverse("basemap-communes")).content)
    assert [f["properties"]["name"] for f in outlines["features"]] == [
        "Aubrac",
        "Le Bourg",
        "Cormes",
    ]


def test_the_map_opens_on_the_territory_where_objects_lie_far_from_it(client, bins):
    dataset = bins(rows=600)
    answer = client.get(reverse("dataset", args=[dataset.slug]) + "?f.tonnage=gte:0")
    shown = answer.context["map"]
    assert shown.bounds == "4.805,46.505,4.905,46.903"
    assert shown.view == "4.8,46.5,4.95,46.55"
    assert shown.in_view["total"] + shown.outside.total == answer.context["table"].total == 600
    assert (len(shown.outside.named), shown.outside.unnamed) == (3, shown.outside.total - 3)
    name, address = shown.outside.named[0]
    assert name in client.get(address).content.decode()
    body = answer.content.decode()
    assert f"{shown.outside.total} objets hors du territoire" in body
    assert f'view="{shown.view}"' in body


def test_the_map_opens_on_its_data_where_they_are_near_the_territory(client, bins):
    shown = client.get(reverse("dataset", args=[bins().slug])).context["map"]
    assert shown.view == shown.bounds
    assert shown.outside is None
