"""Real clients against a real server: GDAL's OAPIF driver (that of QGIS and ogr2ogr), owslib."""

from __future__ import annotations

import pytest

from tests.apps.opening.conftest import in_another_process

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
