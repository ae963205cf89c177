"""OGC API – Features: collections, pages of objects, filters, reference systems."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime

import pytest
from pyproj import Transformer

from terrier.apps.catalog.actions.versions import NewVersion, commit
from terrier.apps.catalog.models import Dataset, Reading, Version, VersionTable
from terrier.domain.access.policy import Role
from tests.apps.opening.conftest import ITEMS

LAMBERT_93 = "http://www.opengis.net/def/crs/EPSG/0/2154"
WGS84 = "http://www.opengis.net/def/crs/EPSG/0/4326"


def walk(ask, address: str) -> list[dict]:
    """Follow the pages to the last."""
    found = []
    while address:
        page = ask(address)
        found += page["features"]
        address = next((e["href"] for e in page["links"] if e["rel"] == "next"), "")
        address = address.removeprefix("http://testserver")
    return found


def test_landing_leads_to_everything(ask, place):
    links = {e["rel"]: e["href"] for e in ask("/api/")["links"]}
    assert {"self", "alternate", "service-desc", "service-doc", "conformance", "data"} <= set(links)
    for rel in ("service-desc", "conformance", "data"):
        ask(links[rel].removeprefix("http://testserver"))


def test_conformance_names_the_classes(ask):
    declared = ask("/api/conformance")["conformsTo"]
    assert "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core" in declared
    assert "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs" in declared
    assert "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/features-filter" in declared


def test_openapi_describes_every_door(ask):
    described = ask("/api/openapi.json")
    assert described["openapi"].startswith("3.0")
    for path, item in described["paths"].items():
        for parameter in item["get"]["parameters"]:
            name = parameter.get("$ref", "").rsplit("/", 1)[-1]
            assert "name" in parameter or name in described["components"]["parameters"], path
    limit = described["components"]["parameters"]["limit"]["schema"]
    assert limit["maximum"] == 10_000


def test_collections_are_the_visible_tables(ask, bins):
    dataset = bins()
    bins.add_version(dataset, tables=("points", "sites"))
    bins("Secrets", visibility="internal")
    found = ask("/api/collections")["collections"]
    assert [c["id"] for c in found] == ["points-de-collecte.points", "points-de-collecte.sites"]
    assert {"self", "items", "about"} <= {e["rel"] for e in found[0]["links"]}


def test_collection_tells_its_extent_and_systems(ask, bins):
    bins()
    found = ask("/api/collections/points-de-collecte.points")
    assert found["extent"]["spatial"]["bbox"] == [[4.805, 46.505, 4.905, 46.545]]
    first, last = found["extent"]["temporal"]["interval"][0]
    assert (first[:10], last[:10]) == ("2024-01-01", "2024-02-29")
    assert found["crs"][0] == "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
    assert {LAMBERT_93, WGS84} <= set(found["crs"])


def test_pages_lose_and_repeat_nothing(ask, bins):
    bins()
    first = ask(f"{ITEMS}?limit=7")
    assert (first["numberMatched"], first["numberReturned"]) == (60, 7)
    found = walk(ask, f"{ITEMS}?limit=7")
    assert [f["id"] for f in found] == [str(n + 1) for n in range(60)]
    assert found[3]["properties"] == {
        "commune": "96001", "nom": "Point 4", "tonnage": 3001.5, "releve": "2024-01-04",
        "actif": False, "telephone": "03 85 00 00 03",
    }  # fmt: skip
    assert found[3]["geometry"] == {"type": "Point", "coordinates": [4.805, 46.507]}


def test_next_stays_in_its_version(ask, bins):
    dataset = bins()
    first = ask(f"{ITEMS}?limit=50")
    bins.add_version(dataset, rows=3)
    following = next(e["href"] for e in first["links"] if e["rel"] == "next")
    rest = ask(following.removeprefix("http://testserver"))
    assert [f["id"] for f in rest["features"]] == [str(n) for n in range(51, 61)]
    assert ask(ITEMS)["numberMatched"] == 3


def test_next_of_a_withdrawn_version_is_gone(ask, bins):
    dataset = bins()
    first = ask(f"{ITEMS}?limit=50")
    bins.add_version(dataset, rows=3)
    Version.objects.filter(dataset=dataset, number=1).update(gone_reason="Erreur de fichier.")
    following = next(e["href"] for e in first["links"] if e["rel"] == "next")
    told = ask(following.removeprefix("http://testserver"), 410)
    assert "Erreur de fichier." in told["title"]


def test_nothing_is_lost_or_repeated_while_versions_arrive(ask, bins):
    dataset = bins()
    found, address, rows = [], f"{ITEMS}?limit=9", 61
    while address:
        page = ask(address)
        assert page["numberMatched"] == 60
        found += [f["id"] for f in page["features"]]
        bins.add_version(dataset, rows=rows)
        rows += 1
        address = next((e["href"] for e in page["links"] if e["rel"] == "next"), "")
        address = address.removeprefix("http://testserver")
    assert found == [str(n + 1) for n in range(60)]
    assert ask(ITEMS)["numberMatched"] == rows - 1


def test_next_of_a_version_that_lost_rows_is_gone(ask, bins):
    bins()
    following = next(e["href"] for e in ask(f"{ITEMS}?limit=50")["links"] if e["rel"] == "next")
    VersionTable.objects.update(records=59)
    told = ask(following.removeprefix("http://testserver"), 410)
    assert "effacées" in told["title"]


def test_a_page_costs_one_query_of_the_catalogue(ask, bins, django_assert_num_queries):
    bins()
    ask(ITEMS)
    for address in (ITEMS, f"{ITEMS}?limit=3&filter=actif", f"{ITEMS}/4"):
        with django_assert_num_queries(1):
            ask(address)


@pytest.mark.parametrize("change", ["mask", "limit", "close", "unpublish", "withdraw", "gone"])
def test_what_is_closed_is_closed_at_once(ask, bins, change):
    """A page that was just asked, and is kept, changes with the next request."""
    dataset = bins()
    for _again in range(3):
        assert all("telephone" in f["properties"] for f in ask(ITEMS)["features"])
    match change:
        case "mask":
            bins.mask(dataset)
            page = ask(ITEMS)["features"]
            assert page
            assert not any("telephone" in f["properties"] for f in page)
            assert "telephone" not in ask(f"{ITEMS}/4")["properties"]
        case "limit":
            bins.limit(dataset)
            assert ask(ITEMS)["numberMatched"] == 0
        case "close":
            Dataset.objects.update(visibility="internal", policy_revision=2)
            ask(ITEMS, 404)
        case "unpublish":
            Dataset.objects.update(published_at=None, policy_revision=2)
            ask(ITEMS, 404)
        case "withdraw":
            Dataset.objects.update(gone_reason="Erreur.")
            ask(ITEMS, 410)
        case _:
            Version.objects.update(gone_reason="Erreur.")
            ask(ITEMS, 410)


def test_each_reader_has_their_own_pages(client, ask, bins, place):
    bins.limit(bins(visibility="internal"))
    counts = {}
    for name, organisation in (("Elue", place.second), ("Maire", place.first)):
        client.force_login(place.member(name, Role.READER, organisation))
        ask(ITEMS)
        counts[name] = {f["properties"]["commune"] for f in ask(ITEMS)["features"]}
    assert counts == {"Elue": {"96002"}, "Maire": {"96001"}}
    client.logout()
    ask(ITEMS, 404)


def test_reads_of_restricted_data_are_kept(client, ask, bins, place):
    dataset = bins(visibility="restricted")
    person = place.member("Chef", Role.CONTRIBUTOR)
    client.force_login(person)
    ask(f"{ITEMS}?limit=7&filter=tonnage>3&commune=96001")
    ask(f"{ITEMS}/4")
    client.get(f"{ITEMS[:-6]}/tiles/WebMercatorQuad/8/90/131")
    kept = Reading.objects.filter(dataset=dataset, reader=person).order_by("pk")
    assert [(r.door, r.rows, r.filtered, r.version) for r in kept] == [
        ("api", 7, ["commune", "tonnage"], 1),
        ("api", 1, [], 1),
        ("map", None, [], 1),
    ]


def test_one_object(ask, bins):
    bins()
    found = ask(f"{ITEMS}/4")
    assert (found["id"], found["properties"]["nom"]) == ("4", "Point 4")
    assert {e["rel"] for e in found["links"]} == {"self", "alternate", "collection"}
    assert ask(f"{ITEMS}/400", 404)["code"] == "not_found"


@pytest.mark.parametrize(
    ("query", "matched"),
    [
        ("bbox=4.80,46.50,4.81,46.5071", 2),
        ("bbox=4.80,46.50,0,4.81,46.5071,100", 2),
        ("datetime=2024-01-04", 1),
        ("datetime=2024-01-04T10:00:00Z", 1),
        ("datetime=../2024-01-04", 4),
        ("datetime=2024-02-20/..", 10),
        ("datetime=2024-01-04/2024-01-06", 3),
        ("commune=96001", 20),
        ("commune=96001&actif=true", 10),
        ("tonnage=3001.5", 1),
        ("telephone=", 15),
        ("f.tonnage=gte:50000", 10),
        ("q=point 12", 1),
        ("filter=tonnage>=50000 AND actif=TRUE", 5),
        ("filter=CASEI(nom) LIKE CASEI('POINT 1_')&filter-lang=cql2-text", 10),
        ("filter=S_INTERSECTS(geom, BBOX(4.80,46.50,4.81,46.5071))", 2),
        ("filter=S_INTERSECTS(geom, BBOX(46.50,4.80,46.5071,4.81))&filter-crs=" + WGS84, 2),
        ("filter=T_AFTER(releve, DATE('2024-02-20'))&commune=96001", 3),
        ('filter-lang=cql2-json&filter={"op":"isNull","args":[{"property":"telephone"}]}', 15),
    ],
)
def test_filters(ask, bins, query, matched):
    bins()
    found = ask(f"{ITEMS}?limit=100&{query}")
    assert found["numberMatched"] == found["numberReturned"] == matched


@pytest.mark.parametrize(
    "query",
    [
        "inconnue=1", "limit=dix", "limit=0", "bbox=1,2,3", "bbox=9,9,1,1", "bbox=a,b,c,d",
        "datetime=hier", "datetime=2024-01-01T10:00:00", "datetime=2024-02-01/2024-01-01",
        "datetime=../..", "crs=EPSG:9999", "f=xml", "tonnage=beaucoup", "version=un",
        f"bbox=5,46,4,47&bbox-crs={LAMBERT_93}", "filter=tonnage>'a'", "filter=inconnue=1",
        "filter=actif=TRUE&filter-lang=cql-text", "filter=actif&filter-crs=EPSG:9999",
        "filter=tonnage*9223372036854775807*9223372036854775807>1",
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(ask, bins, query):
    bins()
    told = ask(f"{ITEMS}?{query}", 400)
    assert told["status"] == 400
    assert told["title"].endswith(".")


def test_pages_of_a_filter_lose_and_repeat_nothing(ask, bins):
    bins()
    found = walk(ask, f"{ITEMS}?limit=4&filter=tonnage>=30000 AND commune<>'96002'")
    assert [f["id"] for f in found] == [str(n + 1) for n in range(30, 60) if n % 3 != 1]


def test_queryables_are_the_columns_that_the_reader_sees(client, ask, bins):
    dataset = bins()
    links = {e["rel"]: e["href"] for e in ask(ITEMS[:-6])["links"]}
    address = links["http://www.opengis.net/def/rel/ogc/1.0/queryables"]
    address = address.removeprefix("http://testserver")
    answer = client.get(address)
    assert answer["Content-Type"] == "application/schema+json"
    described = answer.json()
    assert described["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert described["properties"]["tonnage"] == {
        "title": "Tonnage", "type": "number", "x-ogc-unit": "t"
    }  # fmt: skip
    assert described["properties"]["releve"]["format"] == "date"
    assert described["properties"]["geom"]["format"] == "geometry-any"
    bins.mask(dataset)
    assert "telephone" not in ask(address)["properties"]
    page = client.get(f"{address}?f=html").content.decode()
    assert "<code>tonnage</code>" in " ".join(page.split()).replace("> ", ">").replace(" <", "<")
    assert "telephone" not in page


def test_a_masked_column_is_unknown(ask, bins):
    bins.mask(bins())
    filtered = [
        ask(f"{ITEMS}?filter={n}='1'", 400)["title"].replace(n, "") for n in ("telephone", "autre")
    ]
    assert filtered[0] == filtered[1]
    masked, absent = (ask(f"{ITEMS}?{n}=1", 400)["title"] for n in ("telephone", "telephonf"))
    assert masked.replace("telephone", "") == absent.replace("telephonf", "")
    assert "telephone" not in ask(f"{ITEMS}/4")["properties"]


def test_counts_are_those_of_the_reader(client, ask, bins, place):
    bins.limit(bins(visibility="internal"))
    ask(ITEMS, 404)
    client.force_login(place.member("Elue", Role.READER, place.second))
    page = ask(f"{ITEMS}?limit=3")
    assert page["numberMatched"] == 20
    assert {f["properties"]["commune"] for f in walk(ask, f"{ITEMS}?limit=3")} == {"96002"}
    extent = ask("/api/collections/points-de-collecte.points")["extent"]["spatial"]["bbox"][0]
    assert extent[0] == pytest.approx(4.855)
    answer = client.get(ITEMS)
    assert answer["Cache-Control"] == "private, no-store"


def test_coordinates_in_other_systems(client, bins):
    bins()
    lambert = client.get(f"{ITEMS}?limit=1&crs={LAMBERT_93}")
    assert lambert["Content-Crs"] == f"<{LAMBERT_93}>"
    easting, northing = lambert.json()["features"][0]["geometry"]["coordinates"]
    expected = Transformer.from_crs("EPSG:4326", "EPSG:2154", always_xy=True).transform(
        4.805, 46.505
    )
    assert (easting, northing) == pytest.approx(expected, abs=1e-6)
    wgs84 = client.get(f"{ITEMS}?limit=1&crs={WGS84}").json()
    assert wgs84["features"][0]["geometry"]["coordinates"] == [46.505, 4.805]


def test_windows_in_other_systems(ask, bins):
    bins()
    degrees = ask(f"{ITEMS}?bbox=46.50,4.80,46.5071,4.81&bbox-crs={WGS84}&limit=100")
    assert degrees["numberMatched"] == 2
    to_lambert = Transformer.from_crs("EPSG:4326", "EPSG:2154", always_xy=True)
    x, y = to_lambert.transform(4.805, 46.505)
    window = f"{x - 1},{y - 1},{x + 1},{y + 1}"
    lambert = ask(f"{ITEMS}?bbox={window}&bbox-crs={LAMBERT_93}")
    assert [f["id"] for f in lambert["features"]] == ["1"]


def test_pages_for_people(client, bins):
    bins()
    for address in ("/api/", "/api/conformance", "/api/collections", ITEMS[:-6], ITEMS):
        browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
        page = client.get(address, headers={"accept": browser})
        assert page["Content-Type"].startswith("text/html"), address
        assert "<h1>" in page.content.decode()
    shown = client.get(f"{ITEMS}?f=html&limit=2").content.decode()
    assert "Point 2" in shown
    assert "2 sur 60" in shown
    assert "<td>oui</td>" in shown
    assert re.search(r"<td>1\s000,50</td>", shown)
    assert "version=1&amp;after=2" in shown
    assert "ogr2ogr" in client.get(f"{ITEMS[:-6]}?f=html").content.decode()


def test_a_table_without_key_or_place(ask, bins, tmp_path, place):
    from terrier.apps.catalog.actions.versions import FinishedTable, NewColumn
    from terrier.lake.engine import cursor

    dataset = bins("Mesures")
    path = tmp_path / "plain.parquet"
    with cursor() as db:
        db.execute(
            "COPY (SELECT i + 1 AS _line, i + 1 AS _row, 'v' || i AS nom, "
            "TIMESTAMPTZ '2024-06-01 12:00:00+02' + to_hours(CAST(i AS INT)) AS le "
            f"FROM range(5) t(i)) TO '{path}'"
        )
    columns = (NewColumn("nom", "TEXT", "Nom"), NewColumn("le", "TIMESTAMPTZ", "Le"))
    table = FinishedTable("heures", "Heures", path, columns, 5)
    new = NewVersion("replace", (table,), plan={"format": "csv", "tables": []})
    commit(dataset, dataset.current, new, None)
    items = "/api/collections/mesures.heures/items"
    page = ask(f"{items}?limit=1")
    assert page["features"][0]["id"] == 1
    assert page["features"][0]["geometry"] is None
    assert ask(f"{items}/2")["properties"]["nom"] == "v1"
    ask(f"{items}/v1", 404)
    assert ask(f"{items}?datetime=2024-06-01T11:00:00Z")["numberMatched"] == 1
    assert ask(f"{items}?bbox=4,46,5,47", 400)["code"] == "invalid"
    assert "crs" not in ask("/api/collections/mesures.heures")


def test_any_page_may_read(client, bins):
    bins()
    assert client.get(ITEMS)["Access-Control-Allow-Origin"] == "*"
    assert client.post(ITEMS).status_code == 405
    assert client.head(ITEMS).status_code == 200
    assert json.loads(client.get(ITEMS).content)["timeStamp"][:4] == str(datetime.now(UTC).year)


def test_the_page_of_a_dataset_leads_to_its_collection(client, bins):
    bins()
    page = client.get("/jeux/points-de-collecte/").content.decode()
    address = f"{ITEMS[:-6]}?f=html"
    assert f'href="{address}"' in page
    assert client.get(address).status_code == 200
