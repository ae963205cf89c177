"""Real clients against a real server: GDAL's OAPIF driver (that of QGIS and ogr2ogr), owslib."""

from __future__ import annotations

import html
import json
import re
import shlex
import shutil
import subprocess
import sys

import pytest
from pyproj import Transformer

from terrier.apps.accounts import tokens
from terrier.domain.access.policy import Role
from tests.apps.opening.conftest import ITEMS, in_another_process

pytestmark = pytest.mark.django_db(transaction=True)

GDAL = """
import json, sys
import pyogrio
from pyogrio.raw import read
import shapely
source = f"OAPIF:{sys.argv[1]}"
layers = [str(name) for name in pyogrio.list_layers(source)[:, 0]]
meta, _, geometries, fields = read(source, layer="points-de-collecte.points", encoding="UTF-8")
nom = fields[list(meta["fields"]).index("nom")]
places = [[float(shapely.get_x(g)), float(shapely.get_y(g))] for g in shapely.from_wkb(geometries)]
print(json.dumps({
    "layers": layers, "crs": meta["crs"], "fields": list(meta["fields"]),
    "points": places,
    "names": [str(n) for n in nom],
    "near": len(read(source, layer=layers[0], bbox=(4.80, 46.50, 4.81, 46.5071))[2]),
}))
"""

OWSLIB = """
import json, sys
from owslib.ogcapi.features import Features
service = Features(sys.argv[1], headers=json.loads(sys.argv[2]))
names = service.feature_collections()
page = service.collection_items(names[0], limit=25)
found = service.collection_items(names[0], limit=100, bbox=[4.80, 46.50, 4.81, 46.5071])
print(json.dumps({
    "names": names, "matched": page["numberMatched"], "returned": page["numberReturned"],
    "near": [f["id"] for f in found["features"]],
    "one": service.collection_item(names[0], "4")["properties"]["nom"],
    "conformance": service.conformance()["conformsTo"],
    "openapi": service.api()["openapi"],
    "queryables": sorted(service.collection_queryables(names[0])["properties"]),
    "filtered": service.collection_items(
        names[0], limit=100, filter="tonnage >= 50000 AND actif = TRUE"
    )["numberMatched"],
}))
"""


def test_gdal_reads_every_object_in_its_place(live_server, bins):
    bins(rows=2500)
    found = in_another_process(GDAL, f"{live_server.url}/api")
    assert found["layers"] == ["points-de-collecte.points"]
    assert len(found["points"]) == 2500
    assert found["names"] == [f"Point {n + 1}" for n in range(2500)]
    expected = [[4.805 + n % 3 * 0.05, 46.505 + n // 3 * 0.002] for n in range(2500)]
    for point, place in zip(found["points"], expected, strict=True):
        assert point == pytest.approx(place, abs=1.1e-7)
    assert found["near"] == 2
    assert {"commune", "nom", "tonnage", "releve", "actif", "telephone"} <= set(found["fields"])


def test_owslib_finds_its_way(live_server, bins):
    bins()
    found = in_another_process(OWSLIB, f"{live_server.url}/api", "{}")
    assert found["names"] == ["points-de-collecte.points"]
    assert (found["matched"], found["returned"]) == (60, 25)
    assert found["near"] == ["1", "4"]
    assert found["one"] == "Point 4"
    assert found["openapi"] == "3.0.3"
    assert len(found["conformance"]) > 5
    assert found["queryables"] == [
        "actif",
        "commune",
        "geom",
        "nom",
        "releve",
        "telephone",
        "tonnage",
    ]
    assert found["filtered"] == 5


def test_owslib_reads_with_a_token(live_server, bins, place):
    bins(visibility="internal")
    elected = place.member("Elue", Role.READER, place.second)
    _token, secret = tokens.make(elected, "owslib", 30)
    headers = json.dumps({"Authorization": f"Bearer {secret}"})
    assert in_another_process(OWSLIB, f"{live_server.url}/api", headers)["matched"] == 60


GDAL_ASKING = """
import json, sys
import shapely
from pyogrio.raw import read
source = f"OAPIF:{sys.argv[1]}"
lambert = read(source, CRS="EPSG:2154", PAGE_SIZE="400")
dated = read(source, where="releve >= '2024/02/20' AND actif = 1", max_features=100)
print(json.dumps({
    "crs": lambert[0]["crs"], "dated": len(dated[2]),
    "places": [[float(shapely.get_x(g)), float(shapely.get_y(g))]
               for g in shapely.from_wkb(lambert[2])],
}))
"""


def test_gdal_asks_for_lambert_93_page_after_page_and_by_date(live_server, bins):
    bins(rows=1500)
    found = in_another_process(GDAL_ASKING, f"{live_server.url}/api/")
    assert found["crs"] == "EPSG:2154"
    to_lambert = Transformer.from_crs("EPSG:4326", "EPSG:2154", always_xy=True)
    expected = [to_lambert.transform(4.805 + n % 3 * 0.05, 46.505 + n // 3 * 0.002)
                for n in range(1500)]  # fmt: skip
    assert len(found["places"]) == 1500
    for place, wanted in zip(found["places"], expected, strict=True):
        assert place == pytest.approx(wanted, abs=1e-3)
    assert found["dated"] == 100


@pytest.mark.skipif(not shutil.which("ogr2ogr"), reason="no GDAL on this machine (gdal-bin)")
def test_ogr2ogr_takes_a_whole_collection_with_a_token(live_server, bins, place, tmp_path):
    bins.limit(bins(visibility="internal", rows=3000))
    elected = place.member("Elue", Role.READER, place.second)
    _token, secret = tokens.make(elected, "ogr2ogr", 30)
    out = tmp_path / "points.geojson"
    source = [f"OAPIF:{live_server.url}/api/", "points-de-collecte.points", "-oo", "PAGE_SIZE=300"]
    shown = ["--config", "GDAL_HTTP_AUTH", "BASIC", "--config", "GDAL_HTTP_USERPWD", f"x:{secret}"]
    subprocess.run(["ogr2ogr", *shown, str(out), *source], check=True, capture_output=True)
    features = json.loads(out.read_text())["features"]
    assert [f["properties"]["nom"] for f in features] == [f"Point {n}" for n in range(2, 3001, 3)]
    for n, feature in enumerate(features):
        assert feature["geometry"]["coordinates"] == pytest.approx([4.855, 46.505 + n * 0.002])


def shown(client, live_server) -> dict[str, str]:
    """Read the examples off the page of a collection."""
    page = client.get(f"{ITEMS[:-6]}?f=html", headers={"host": live_server.url.split("//")[1]})
    found = re.findall(r'<code id="(\w+)">(.*?)</code>', page.content.decode(), re.S)
    return {name: html.unescape(code) for name, code in found}


def test_the_examples_of_the_page_work(live_server, client, bins):
    bins(rows=1200)
    codes = shown(client, live_server)
    assert list(codes) == ["curl", "python", "rest", "explore", "r", "excel", "qgis", "gdal"]
    ran = subprocess.run([sys.executable, "-c", codes["python"]], capture_output=True, text=True)
    assert ran.stdout == "1200 objets sur 1200\n", ran.stderr
    csv = re.search(r'"(http[^"]+)"', codes["r"])
    for address in (csv.group(1), codes["excel"]):
        answer = client.get(address.removeprefix(live_server.url))
        assert b"".join(answer).count(b"\r\n") == 1201
    assert (
        codes["gdal"].split('"')[1] == f"OAPIF:{codes['qgis']}" == f"OAPIF:{live_server.url}/api/"
    )


@pytest.mark.skipif(not shutil.which("curl"), reason="no curl on this machine")
def test_the_example_of_curl_works(live_server, client, bins):
    bins()
    ran = subprocess.run(
        shlex.split(shown(client, live_server)["curl"]), capture_output=True, text=True
    )
    assert '"numberMatched": 60' in ran.stdout


def test_who_may_read_what_is_not_public_is_told_of_tokens(client, bins, place):
    bins(visibility="internal")
    client.force_login(place.member("Elue", Role.READER, place.second))
    page = client.get(f"{ITEMS[:-6]}?f=html").content.decode()
    assert "/mon-compte/jetons/" in page
    assert "telecharger" not in page
