"""Explore v2.1: the catalogue."""

from __future__ import annotations

import csv
import io

import pytest

from tests.apps.opening.explore.conftest import POINTS


@pytest.fixture
def three(bins):
    """Three public datasets, and one that is not."""
    bins(theme="dechets", licence="etalab-2.0", keywords=["tri", "verre"], description="Où ?\nLà.")
    bins("Arbres", theme="environnement", keywords=["verre"], rows=3)
    bins("Bancs", licence="ODbL-1.0", rows=6)
    bins("Secrets", visibility="internal")


def ids(found) -> list[str]:
    return [d["dataset_id"] for d in found["results"]]


def test_datasets_have_the_shape_of_explore(explore, three):
    found = explore("datasets")
    assert (found["total_count"], ids(found)) == (3, ["arbres", "bancs", "points-de-collecte"])
    one = found["results"][2]
    assert one == explore("datasets/points-de-collecte") == explore("datasets/points-de-collecte/")
    assert set(one) == {
        "dataset_id", "dataset_uid", "attachments", "has_records", "data_visible", "features",
        "metas", "fields",
    }  # fmt: skip
    metas = one["metas"]["default"]
    assert metas["title"] == "Points de collecte"
    assert metas["description"] == "<p>Où ?<br>Là.</p>"
    assert (metas["theme"], metas["keyword"]) == (["Déchets"], ["tri", "verre"])
    assert (metas["license"], metas["publisher"]) == ("Licence Ouverte 2.0", "Val Clair")
    assert metas["license_url"].startswith("https://www.etalab")
    assert metas["records_count"] == 60
    assert metas["modified"].endswith("+00:00")
    assert one["features"] == ["analyze", "geo", "timeserie"]
    fields = {f["name"]: f for f in one["fields"]}
    assert {n: f["type"] for n, f in fields.items()} == {
        "geo_point_2d": "geo_point_2d", "geo_shape": "geo_shape", "commune": "text", "nom": "text",
        "tonnage": "double", "releve": "date", "actif": "boolean", "telephone": "text",
    }  # fmt: skip
    assert fields["tonnage"] == {
        "name": "tonnage", "label": "Tonnage", "type": "double", "description": None,
        "annotations": {"unit": ["t"]},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"where": "search('collecte')"}, ["points-de-collecte"]),
        ({"where": "'arbre*'"}, ["arbres"]),
        ({"where": "records_count > 5"}, ["bancs", "points-de-collecte"]),
        ({"where": "default.theme = 'Déchets'"}, ["points-de-collecte"]),
        ({"where": "keyword = 'verre' and not 'tri' in keyword"}, ["arbres"]),
        ({"where": "dataset_id in ('bancs', 'secrets')"}, ["bancs"]),
        ({"refine": "keyword:verre"}, ["arbres", "points-de-collecte"]),
        ({"refine": "publisher:Val Clair", "exclude": "license:ODbL 1.0"},
         ["arbres", "points-de-collecte"]),
        ({"order_by": "-records_count", "limit": 2}, ["points-de-collecte", "bancs"]),
        ({"order_by": "title desc", "offset": 1}, ["bancs", "arbres"]),
    ],
)  # fmt: skip
def test_questions(explore, three, query, expected):
    assert ids(explore("datasets", **query)) == expected


def test_select(explore, three):
    found = explore("datasets", select="dataset_id, title, records_count * 2 as double", limit=1)
    assert found["results"] == [{"dataset_id": "arbres", "title": "Arbres", "double": 6}]
    assert list(explore("datasets", select="exclude(metas), exclude(fields)")["results"][0]) == [
        "dataset_id", "dataset_uid", "attachments", "has_records", "data_visible", "features",
    ]  # fmt: skip
    one = explore("datasets/bancs", select="dataset_id, fields")
    assert set(one) == {"dataset_id", "fields"}
    grouped = explore("datasets", select="count(*) as n", group_by="keyword", order_by="keyword")
    assert grouped["results"] == [
        {"n": 1, "keyword": "tri"}, {"n": 2, "keyword": "verre"}, {"n": 1, "keyword": None},
    ]  # fmt: skip
    assert explore("datasets", 400, select="inconnu")["error_code"] == "ODSQLError"


def test_facets(explore, three):
    found = {f["name"]: f["facets"] for f in explore("facets")["facets"]}
    assert [(v["name"], v["count"]) for v in found["keyword"]] == [("verre", 2), ("tri", 1)]
    assert [v["name"] for v in found["theme"]] == ["Déchets", "Environnement"]
    assert found["publisher"] == [
        {"name": "Val Clair", "value": "Val Clair", "state": "displayed", "count": 3}
    ]


def test_exports(explore, client, three):
    listed = explore("exports")["links"]
    assert [link["rel"] for link in listed] == ["self", "csv", "json", "ttl"]
    assert [d["dataset_id"] for d in explore("exports/json", where="'verre'")] == [
        "arbres", "points-de-collecte",
    ]  # fmt: skip
    text = explore("exports/csv").decode().removeprefix("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert [r["title"] for r in rows] == ["Arbres", "Bancs", "Points de collecte"]
    assert rows[2]["keyword"] == "tri,verre"
    assert client.get(listed[-1]["href"].removeprefix("http://testserver")).status_code == 302
    assert explore("exports/rss", 404)["error_code"] == "NotFoundError"


def test_links(explore, three):
    found = explore("datasets", limit=1, include_links="true")
    rels = {link["rel"]: link["href"] for link in found["results"][0]["_links"]}
    assert set(rels) == {"self", "records", "exports", "facets", "attachments", "catalog"}
    for address in rels.values():
        explore(address.removeprefix("http://testserver"))
    assert [link["rel"] for link in found["_links"]] == ["self", "first", "last", "next"]
    assert explore(f"{POINTS}/attachments")["attachments"] == []


def test_each_table_of_a_dataset_is_a_dataset(explore, bins):
    dataset = bins(title="Réseau", slug="reseau", rows=3)
    bins.add_version(dataset, rows=7, tables=("points", "vannes"))
    found = explore("datasets")
    assert ids(found) == ["reseau", "reseau.vannes"]
    titles = [d["metas"]["default"]["title"] for d in found["results"]]
    assert titles == ["Réseau – Points", "Réseau – Vannes"]
    for identifier in ("reseau", "reseau.points", "reseau.vannes"):
        assert explore(f"datasets/{identifier}/records")["total_count"] == 7
    assert explore("datasets/reseau.points")["dataset_id"] == "reseau"
    explore("datasets/reseau.jamais", 404)
    explore("datasets/reseau.jamais/records", 404)


def test_descriptions_carry_no_script(explore, bins):
    bins(description="<script>alert(1)</script>")
    told = explore("datasets")["results"][0]["metas"]["default"]["description"]
    assert told == "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"


def test_a_list_costs_few_queries(explore, bins, django_assert_max_num_queries):
    for n in range(12):
        bins(f"Jeu {n}", rows=1)
    with django_assert_max_num_queries(10):
        assert len(explore("datasets", limit=100)["results"]) == 12
