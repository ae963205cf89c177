"""Explore v2.1: records, their pages, their facets and their exports."""

from __future__ import annotations

import csv
import gzip
import io
import json

import openpyxl
import pytest

from terrier.apps.accounts import tokens
from terrier.apps.accounts.models import AuditEntry
from terrier.apps.catalog.models import Dataset, Reading
from terrier.domain.access.policy import Role
from tests.apps.opening.explore.conftest import POINTS, ROOT


def test_records_are_pages_with_their_exact_total(explore, bins):
    bins()
    found = explore(f"{POINTS}/records")
    assert (found["total_count"], len(found["results"])) == (60, 10)
    assert list(found["results"][0]) == [
        "geo_point_2d", "geo_shape", "commune", "nom", "tonnage", "releve", "actif", "telephone",
    ]  # fmt: skip
    names = [r["nom"] for n in (0, 50) for r in explore(f"{POINTS}/records", offset=n)["results"]]
    assert names == [f"Point {n + 1}" for n in (*range(10), *range(50, 60))]
    assert explore(f"{POINTS}/records/")["total_count"] == 60
    assert len(explore(f"{POINTS}/records", limit=-1)["results"]) == 60
    assert explore(f"{POINTS}/records", limit=0)["results"] == []


@pytest.mark.parametrize(
    ("query", "total"),
    [
        ({"where": "tonnage >= 30000 and actif"}, 15),
        ({"where": ["tonnage >= 30000", "actif"]}, 15),
        ({"where": "'point 4'"}, 1),
        ({"refine": "commune:96001"}, 20),
        ({"refine": ["commune:96001", "commune:96002"], "exclude": "actif:true"}, 20),
        ({"refine": "releve:2024/02"}, 29),
        ({"where": "in_bbox(geo_point_2d, 46.50, 4.80, 46.5071, 4.81)"}, 2),
        ({"where": "releve >= '2024-02-01'"}, 29),
    ],
)
def test_questions(explore, bins, query, total):
    bins()
    assert explore(f"{POINTS}/records", limit=1, **query)["total_count"] == total


def test_groups(explore, bins):
    bins()
    found = explore(
        f"{POINTS}/records",
        select="count(*) as n, sum(tonnage) as t",
        group_by="commune",
        order_by="-t",
        limit=2,
    )
    assert found == {
        "total_count": 3,
        "results": [
            {"n": 20, "t": sum(n * 1000.5 for n in range(2, 60, 3)), "commune": "96003"},
            {"n": 20, "t": sum(n * 1000.5 for n in range(1, 60, 3)), "commune": "96002"},
        ],
    }
    assert len(explore(f"{POINTS}/records", group_by="nom", limit=-1)["results"]) == 60


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"limit": 101}, "InvalidRESTParameterError"),
        ({"limit": -2}, "InvalidRESTParameterError"),
        ({"limit": "dix"}, "InvalidRESTParameterError"),
        ({"offset": 9_991}, "InvalidRESTParameterError"),
        ({"limit": 20_001, "group_by": "nom"}, "InvalidRESTParameterError"),
        ({"timezone": "Lune/Cratère"}, "InvalidRESTParameterError"),
        ({"lang": "xx"}, "InvalidRESTParameterError"),
        ({"include_links": "oui"}, "InvalidRESTParameterError"),
        ({"where": ["a"] * 51}, "InvalidRESTParameterError"),
        ({"where": "tonnage >"}, "ODSQLError"),
        ({"where": "inconnu = 1"}, "ODSQLError"),
        ({"select": "inconnu()"}, "ODSQLError"),
        ({"group_by": "geo_shape"}, "ODSQLError"),
        ({"order_by": "inconnu"}, "ODSQLError"),
        ({"refine": "inconnu:1"}, "ODSQLError"),
    ],
)
def test_errors_have_the_shape_of_explore(explore, bins, query, code):
    bins()
    told = explore(f"{POINTS}/records", 400, **query)
    assert set(told) == {"message", "error_code"}
    assert told["error_code"] == code


def test_the_last_page_of_the_window_is_given(explore, bins):
    bins()
    assert explore(f"{POINTS}/records", limit=100, offset=9_900)["results"] == []


def test_one_record_and_what_is_said_beside_it(explore, bins):
    bins()
    one = explore(f"{POINTS}/records/4", select="nom")
    assert one == {"nom": "Point 4"}
    told = explore(f"{POINTS}/records", where="nom = 'Point 4'", include_app_metas="true",
                   include_links="true", select="nom")  # fmt: skip
    record = told["results"][0]
    assert (record["_id"], record["nom"], record["_size"]) == ("4", "Point 4", 15)
    assert (
        explore(record["_links"][0]["href"].removeprefix("http://testserver"))["nom"] == "Point 4"
    )
    assert [link["rel"] for link in told["_links"]] == ["self", "first", "last"]
    assert explore(f"{POINTS}/records/400", 404)["error_code"] == "NotFoundError"


def test_links_walk_through_the_pages(explore, bins):
    bins()
    address, names = f"{POINTS}/records?limit=25&select=nom&include_links=true", []
    while address:
        page = explore(address)
        names += [r["nom"] for r in page["results"]]
        links = {link["rel"]: link["href"] for link in page["_links"]}
        address = links.get("next", "").removeprefix("http://testserver")
    assert names == [f"Point {n + 1}" for n in range(60)]


def test_facets(explore, bins):
    bins()
    found = explore(f"{POINTS}/facets", facet="commune", where="actif")
    assert found["facets"] == [
        {
            "name": "commune",
            "facets": [
                {"name": code, "value": code, "state": "displayed", "count": 10}
                for code in ("96001", "96002", "96003")
            ],
        }
    ]
    chosen = explore(f"{POINTS}/facets", facet=['facet(name="commune", disjunctive=true, limit=2)',
                     "releve"], refine=["commune:96001", "releve:2024"])  # fmt: skip
    assert [v["state"] for v in chosen["facets"][0]["facets"]] == ["refined", "displayed"]
    months = chosen["facets"][1]["facets"]
    assert [(v["name"], v["value"]) for v in months] == [("01", "2024/01"), ("02", "2024/02")]
    assert [f["name"] for f in explore(f"{POINTS}/facets")["facets"]] == ["commune", "actif"]
    assert explore(f"{POINTS}/facets", 400, facet="inconnu")["error_code"] == "ODSQLError"


def test_csv_export(explore, bins):
    bins()
    text = explore(f"{POINTS}/exports/csv", select="nom, tonnage", order_by="-tonnage").decode()
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert text.startswith("\ufeff")
    assert [r["tonnage"] for r in rows] == [f"{n * 1000.5:.2f}" for n in range(59, -1, -1)]
    other = explore(f"{POINTS}/exports/csv", delimiter=",", with_bom="false", use_labels="true",
                    select="nom", limit=1, where="actif")  # fmt: skip
    assert other == b"Nom du point\r\nPoint 1\r\n"
    packed = explore(f"{POINTS}/exports/csv", compressed="true", select="nom", limit=1)
    assert gzip.decompress(packed) == b"\xef\xbb\xbfnom\r\nPoint 1\r\n"
    assert explore(f"{POINTS}/exports/csv", 400, delimiter="x")["error_code"]


def test_exports_hold_every_row(explore, bins):
    bins(rows=12_345)
    assert len(explore(f"{POINTS}/exports/json")) == 12_345
    assert explore(f"{POINTS}/exports/jsonl", where="commune='96001'").count(b"\n") == 4_115
    collection = json.loads(explore(f"{POINTS}/exports/geojson", limit=50))
    assert len(collection["features"]) == 50
    assert collection["features"][0]["geometry"]["type"] == "Point"
    book = openpyxl.load_workbook(io.BytesIO(explore(f"{POINTS}/exports/xlsx", limit=200)))
    assert book.worksheets[0].max_row == 201
    assert explore(f"{POINTS}/exports/parquet", select="nom")[:4] == b"PAR1"
    assert explore(f"{POINTS}/exports/shp", where="actif")[:2] == b"PK"
    assert explore(f"{POINTS}/exports/gpkg", epsg=2154)[:6] == b"SQLite"


def test_exports_are_listed_and_others_refused(explore, bins):
    bins()
    listed = explore(f"{POINTS}/exports")["links"]
    assert [link["rel"] for link in listed] == [
        "self", "csv", "json", "jsonl", "xlsx", "parquet", "geojson", "shp", "gpkg",
    ]  # fmt: skip
    assert explore(f"{POINTS}/exports/ov2", 404)["error_code"] == "NotFoundError"
    for wrong in ({"where": "x ="}, {"select": "commune * 2"}, {"limit": "tout"}):
        assert explore(f"{POINTS}/exports/csv", 400, **wrong)["error_code"]
    assert explore(f"{POINTS}/exports/geojson", 400, select="nom")["error_code"] == "ODSQLError"
    assert explore(f"{POINTS}/exports/gpkg", 400, epsg=999_999)["error_code"]
    # Refused exports give their place back.
    for _ in range(6):
        explore(f"{POINTS}/exports/shp", 400, select="nom")
    assert explore(f"{POINTS}/exports/json", limit=1)


def test_a_computation_that_fails_midway_is_refused_whole(explore, bins):
    bins()
    big = " * ".join(["999999999999999999"] * 4)
    told = explore(f"{POINTS}/exports/csv", 400, select=f"{big} as x")
    assert "un calcul de la question" in told["message"]


def test_masks_and_limits_hold(explore, bins, client, place):
    dataset = bins()
    bins.mask(dataset)
    bins.limit(dataset)
    assert explore(f"{POINTS}/records")["total_count"] == 0
    client.force_login(place.member("Elue", Role.READER, place.second))
    found = explore(f"{POINTS}/records")
    assert found["total_count"] == 20
    assert "telephone" not in found["results"][0]
    for clause in ("where", "select", "order_by", "group_by"):
        told = explore(f"{POINTS}/records", 400, **{clause: "telephone"})
        never = explore(f"{POINTS}/records", 400, **{clause: "jamais"})
        assert told["message"] == never["message"].replace("jamais", "telephone")
    assert explore(f"{POINTS}/records", where="'03 85'")["total_count"] == 0
    lines = explore(f"{POINTS}/exports/csv").decode().splitlines()
    assert (len(lines), "telephone" in lines[0]) == (21, False)
    names = [f["name"] for f in explore(POINTS)["fields"]]
    assert "telephone" not in names
    assert explore(POINTS)["metas"]["default"]["records_count"] is None


def test_what_is_not_open_does_not_exist(explore, bins):
    bins("Secrets", visibility="internal")
    for door in ("", "/records", "/records/1", "/facets", "/exports", "/exports/csv",
                 "/attachments"):  # fmt: skip
        told = explore(f"{ROOT}/datasets/secrets{door}", 404)
        assert told == explore(f"{ROOT}/datasets/jamais{door}", 404)
    Dataset.objects.update(visibility="public", gone_reason="Erreur de fichier.")
    assert "Erreur de fichier." in explore(f"{ROOT}/datasets/secrets/records", 410)["message"]


@pytest.mark.parametrize("shown", ["apikey", "ApiKey", "bearer"])
def test_a_token_is_shown_as_explore_does(explore, bins, place, shown):
    bins(visibility="internal")
    _token, secret = tokens.make(place.member("Agent", Role.READER), "Tableau", 30)
    header = {"authorization": f"{shown} {secret}"}
    assert explore(f"{POINTS}/records", headers=header)["total_count"] == 60
    if shown == "apikey":
        found = explore(f"{POINTS}/records", apikey=secret, include_links="true", limit=1)
        assert secret in found["results"][0]["_links"][1]["href"]
        assert (
            explore(f"{POINTS}/records", 401, apikey="faux")["error_code"] == "AuthenticationError"
        )


def test_any_page_may_read(client, bins):
    bins()
    answer = client.get(f"{POINTS}/records", headers={"origin": "https://ailleurs.example"})
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Content-Type"] == "application/json; charset=utf-8"
    assert client.post(f"{POINTS}/records").status_code == 405


def test_who_took_what_is_kept_without_the_values_asked_for(explore, bins, client, place):
    dataset = bins(visibility="restricted")
    dataset.shared_with.add(place.root)
    user = place.member("Agent", Role.READER)
    client.force_login(user)
    explore(f"{POINTS}/records", where="telephone = '03 85 00 00 03'")
    explore(f"{POINTS}/exports/csv", where="nom like 'point 3' and actif")
    read, taken = Reading.objects.filter(reader=user).order_by("pk")
    assert (read.door, read.rows, read.filtered) == ("api", 1, ["telephone"])
    assert (taken.door, taken.filtered) == ("download", ["actif", "nom"])
    entry = AuditEntry.objects.get(action="download.table")
    assert entry.actor == user
    assert "03 85" not in str(entry.detail)
