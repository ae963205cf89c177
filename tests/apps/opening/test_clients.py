"""Real clients against a real server: GDAL's OAPIF driver (that of QGIS and ogr2ogr), owslib."""

from __future__ import annotations

import html
import re
import shlex
import shutil
import subprocess
import sys

import pytest

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
service = Features(sys.argv[1])
names = service.feature_collections()
page = service.collection_items(names[0], limit=25)
found = service.collection_items(names[0], limit=100, bbox=[4.80, 46.50, 4.81, 46.5071])
print(json.dumps({
    "names": names, "matched": page["numberMatched"], "returned": page["numberReturned"],
    "near": [f["id"] for f in found["features"]],
    "one": service.collection_item(names[0], "4")["properties"]["nom"],
    "conformance": service.conformance()["conformsTo"],
    "openapi": service.api()["openapi"],
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
    found = in_another_process(OWSLIB, f"{live_server.url}/api")
    assert found["names"] == ["points-de-collecte.points"]
    assert (found["matched"], found["returned"]) == (60, 25)
    assert found["near"] == ["1", "4"]
    assert found["one"] == "Point 4"
    assert found["openapi"] == "3.0.3"
    assert len(found["conformance"]) > 5


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
