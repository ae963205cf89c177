import csv
import io
import json
import re
import sqlite3
from threading import BoundedSemaphore
from unittest import mock

import pyogrio
import pytest
from django.core.cache import cache
from django.core.signals import request_finished
from django.db import close_old_connections
from django.urls import reverse

from terrier.apps.accounts.models import AuditEntry
from terrier.apps.catalog import offers, streams
from terrier.apps.catalog.exporting import KIND
from terrier.apps.catalog.models import VersionTable
from terrier.apps.jobs.models import Job
from terrier.apps.jobs.worker import run_one
from terrier.domain.access.policy import Role
from terrier.lake.export import holding
from terrier.lake.profile import profile

FILTER = "?f.commune=eq:96001"


def address(dataset, format, query=""):
    return reverse("dataset-download", args=[dataset.slug, "points", format]) + query


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def made_file(client, dataset, format, query=""):
    asked = client.post(address(dataset, format, query))
    assert asked.status_code == 302
    assert run_one("test")
    return asked["Location"]


def content_of(page):
    path, _, query = page.partition("?")
    return f"{path}contenu?{query}"


@pytest.mark.parametrize(("query", "rows"), [("", 60), (FILTER, 20)])
def test_streams_hold_what_the_page_counts(client, bins, query, rows):
    dataset = bins()
    text = body(client.get(address(dataset, "csv", query))).decode()
    assert len(list(csv.DictReader(io.StringIO(text)))) == rows
    features = json.loads(body(client.get(address(dataset, "geojson", query))))["features"]
    assert len(features) == rows
    assert len(json.loads(body(client.get(address(dataset, "json", query))))) == rows
    page = client.get(reverse("dataset", args=[dataset.slug]) + query).content.decode()
    assert f"sur {rows}</span>" in " ".join(page.split()).replace(" </span>", "</span>")


def test_the_csv_for_excel_has_labels_commas_and_a_mark(client, bins):
    response = client.get(address(bins(), "csv-excel"))
    lines = body(response).decode().splitlines()
    assert lines[0].startswith("\ufeffCommune;Nom du point;Tonnage")
    assert "1000,50" in lines[2]


def test_the_name_of_the_file_tells_what_it_holds(client, bins):
    response = client.get(address(bins(), "csv", FILTER))
    body(response)
    name = 'filename="points-de-collecte-v1-extrait-territoire-fictif.csv"'
    assert response["Content-Disposition"] == f"attachment; {name}"


def test_masked_columns_and_other_rows_stay_here(client, bins, place):
    dataset = bins()
    bins.mask(dataset)
    bins.limit(dataset)
    client.force_login(place.member("Luc", Role.READER, place.first))
    rows = list(csv.DictReader(io.StringIO(body(client.get(address(dataset, "csv"))).decode())))
    assert {r["commune"] for r in rows} == {"96001"}
    assert "telephone" not in rows[0]


def test_restricted_downloads_leave_a_trace_public_ones_do_not(client, bins, place):
    body(client.get(address(bins("Ouvert"), "csv")))
    assert not AuditEntry.objects.filter(action="download.table").exists()
    person = place.member("Ana", Role.READER)
    client.force_login(person)
    body(client.get(address(bins("Interne", visibility="internal"), "csv", FILTER)))
    entry = AuditEntry.objects.get(action="download.table")
    assert entry.actor == person
    assert entry.detail["format"] == "csv"
    assert entry.detail["filtered"] == ["commune"]


def hang_up(response) -> None:
    """Leave before the end, as a browser does; the test keeps its own connection."""
    request_finished.disconnect(close_old_connections)
    response.close()
    request_finished.connect(close_old_connections)


def test_too_many_streams_at_once_are_refused_in_words(client, bins, monkeypatch):
    # Places of its own: another test may have left a download unread.
    monkeypatch.setattr(streams, "_places", BoundedSemaphore(streams.MOST_AT_ONCE))
    dataset = bins()
    open_ones = [client.get(address(dataset, "csv")) for _ in range(streams.MOST_AT_ONCE)]
    refused = client.get(address(dataset, "csv"))
    assert refused.status_code == 429
    assert "réessayez dans une minute" in refused.content.decode()
    hang_up(open_ones[0])
    again = client.get(address(dataset, "csv"))
    assert again.status_code == 200
    for response in [again, *open_ones[1:]]:
        body(response)
    assert streams._places._value == streams.MOST_AT_ONCE


@pytest.mark.parametrize("format", ["xlsx", "gpkg", "shapefile", "geoparquet"])
def test_files_are_made_by_jobs_and_fetched(client, bins, format):
    dataset = bins()
    page = made_file(client, dataset, format, FILTER)
    shown = client.get(page).content.decode()
    assert "20 lignes" in shown
    bins.add_version(dataset, rows=5)
    response = client.get(content_of(page))
    assert len(body(response)) > 100
    assert "territoire-fictif" in response["Content-Disposition"]


def test_the_same_question_twice_is_one_job(client, bins):
    dataset = bins()
    first = client.post(address(dataset, "xlsx"))["Location"]
    assert client.post(address(dataset, "xlsx"))["Location"] == first
    assert Job.objects.filter(kind=KIND).count() == 1
    client.post(address(dataset, "xlsx", FILTER))
    assert Job.objects.filter(kind=KIND).count() == 2


def test_a_file_is_bound_to_the_authority_that_asked_for_it(client, bins, place):
    dataset = bins()
    bins.limit(dataset)
    client.force_login(place.member("Ana", Role.CONTRIBUTOR))
    page = made_file(client, dataset, "xlsx")
    assert body(client.get(content_of(page))).startswith(b"PK")
    client.force_login(place.member("Luc", Role.READER, place.first))
    assert client.get(page).status_code == 404
    assert client.get(content_of(page)).status_code == 404


def test_a_change_of_rights_meanwhile_refuses_the_file(client, bins):
    dataset = bins()
    client.post(address(dataset, "xlsx"))
    bins.mask(dataset)
    run_one("test")
    job = Job.objects.get(kind=KIND)
    assert job.state == Job.State.FAILED
    assert "ont changé" in job.error


def test_a_file_past_its_time_is_gone_and_can_be_asked_again(client, bins, settings):
    from datetime import timedelta

    from django.utils import timezone

    from terrier.apps.catalog.exporting import clear_old

    dataset = bins()
    page = made_file(client, dataset, "xlsx")
    Job.objects.update(ended_at=timezone.now() - timedelta(hours=25))
    assert clear_old() == 1
    assert client.get(content_of(page)).status_code == 410
    client.post(address(dataset, "xlsx"))
    assert Job.objects.filter(kind=KIND).count() == 2


def test_a_geopackage_in_the_legal_projection_says_so_in_its_name(client, bins, tmp_path):
    dataset = bins()
    legal = dataset.owner.projected_crs
    page = " ".join(client.get(reverse("dataset", args=[dataset.slug])).content.decode().split())
    assert f'<option value="{legal}">' in page
    asked = client.post(address(dataset, "gpkg"), {"crs": legal})
    assert run_one("test")
    response = client.get(content_of(asked["Location"]))
    assert (
        f"-{legal.lower().replace(':', '')}-territoire-fictif.gpkg"
        in (response["Content-Disposition"])
    )
    file = tmp_path / "made.gpkg"
    file.write_bytes(body(response))
    assert pyogrio.read_info(file)["crs"] == legal
    with sqlite3.connect(file) as db:
        (said,) = db.execute("SELECT description FROM gpkg_contents").fetchone()
    assert "Territoire fictif" in said
    assert "Source : Val Clair" in said


def test_another_projection_is_refused_in_words(client, bins):
    refused = client.post(address(bins(), "gpkg"), {"crs": "EPSG:3857"})
    assert refused.status_code == 400
    assert "EPSG:4326" in refused.content.decode()
    assert not Job.objects.filter(kind=KIND).exists()


def test_a_format_that_cannot_hold_the_rows_is_refused_on_the_page(client, bins, monkeypatch):
    dataset = bins()
    monkeypatch.setattr(holding, "SHEET_ROWS", 50)
    monkeypatch.setattr(holding, "SHAPEFILE_TEXT", 7)
    page = client.get(reverse("dataset", args=[dataset.slug])).content.decode()
    assert "ne tient que 49 lignes" in page
    assert "a des textes de 8 octets" in page
    assert address(dataset, "xlsx") not in page
    # « Point 1 » to « Point 9 » have seven bytes: filtered, the rows fit.
    few = client.get(reverse("dataset", args=[dataset.slug]) + "?f.tonnage=lt:9000&f.actif=eq:oui")
    assert "a des textes de" in few.content.decode()
    bins.mask(dataset)
    few = client.get(reverse("dataset", args=[dataset.slug]) + "?f.tonnage=lt:9000")
    assert address(dataset, "xlsx") in few.content.decode()
    assert address(dataset, "shapefile") in few.content.decode()


def test_cells_made_harmless_are_counted_where_that_is_cheap(client, bins, monkeypatch):
    dataset = bins()
    page = reverse("dataset", args=[dataset.slug])
    assert "apostrophe" not in client.get(page).content.decode()
    monkeypatch.setattr(offers, "formula_cells", lambda relation, filters: 1234)
    cache.clear()
    assert re.search(r"1\s234 cellules qui commencent", client.get(page).content.decode())
    monkeypatch.setattr(offers, "COUNTED_ROWS", 59)
    assert "les cellules qui commencent" in client.get(page).content.decode()


def test_figures_are_measured_once_by_a_job(client, bins, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        dataset = bins()
    stored = VersionTable.objects.get(version__dataset=dataset)
    assert stored.statistics == {}
    while run_one("test"):
        pass
    stored.refresh_from_db()
    assert stored.statistics["rows"] == 60
    with mock.patch("terrier.apps.catalog.queries.measures.profile") as measured:
        client.get(reverse("dataset", args=[dataset.slug]))
        assert not measured.called
        bins.mask(dataset)
        measured.side_effect = profile
        client.get(reverse("dataset", args=[dataset.slug]))
        assert measured.called


def test_geojson_says_where_it_comes_from(client, bins):
    response = client.get(address(bins(licence="etalab-2.0"), "geojson", FILTER))
    about = json.loads(body(response))["about"]
    assert about["Licence"] == "Licence Ouverte 2.0"
    assert "filtre" in about["Étendue"]
    assert "fictif" in about["Avertissement"]
