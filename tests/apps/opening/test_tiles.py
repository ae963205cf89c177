"""OGC API – Tiles: what is described, and tiles that GDAL reads."""

from __future__ import annotations

import gzip
import math

import pytest
from pyproj import Transformer

from terrier.lake.tiles.grid import HALF_WORLD_M
from tests.apps.opening.conftest import in_another_process, in_qgis, needs_qgis

COLLECTION = "/api/collections/points-de-collecte.points"
GDAL = """
import json, sys
from pyogrio.raw import read
import shapely
# The driver compares the extent of the collection, in degrees, with the metres of the grid: the
# options give it the extent in metres (seen in GDAL 3.6 and 3.12).
sides = dict(zip(("MINX", "MINY", "MAXX", "MAXY"), sys.argv[3].split(","), strict=True))
source = f"OGCAPI:{sys.argv[1]}"
_, _, geometries, _ = read(source, API="TILES", layer=f"Zoom level {sys.argv[2]}", **sides)
print(json.dumps([[float(shapely.get_x(g)), float(shapely.get_y(g))]
                  for g in shapely.from_wkb(geometries)]))
"""
UNIT_M = 2 * HALF_WORLD_M / 4096
"""Side of a unit of tile 0/0/0."""
QGIS = """
import json, sys
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor
from qgis.core import (
    QgsApplication, QgsMapRendererSequentialJob, QgsMapSettings, QgsRectangle, QgsVectorTileLayer
)
app = QgsApplication([], True)
app.initQgis()
layer = QgsVectorTileLayer(f"type=xyz&url={sys.argv[1]}&zmin=0&zmax=14", "tiles")
settings = QgsMapSettings()
settings.setLayers([layer])
settings.setDestinationCrs(layer.crs())
settings.setBackgroundColor(QColor("white"))
settings.setOutputSize(QSize(400, 400))
settings.setExtent(QgsRectangle(*map(float, sys.argv[2].split(","))))
job = QgsMapRendererSequentialJob(settings)
job.start()
job.waitForFinished()
image = job.renderedImage()
drawn = sum(image.pixelColor(x, y) != QColor("white") for x in range(400) for y in range(400))
print(json.dumps({"valid": layer.isValid(), "drawn": drawn}))
"""


def test_tile_sets_lead_to_tiles(client, ask, bins):
    bins()
    rel = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"
    links = {e["rel"]: e["href"] for e in ask(COLLECTION)["links"]}
    (listed,) = ask(links[rel].removeprefix("http://testserver"))["tilesets"]
    described = ask(listed["links"][0]["href"].removeprefix("http://testserver"))
    template = next(e for e in described["links"] if e["rel"] == "item")
    assert template["templated"] is True
    to_mercator = Transformer.from_crs("EPSG:4326", "EPSG:3857", always_xy=True)
    corner = to_mercator.transform(4.805, 46.505)
    assert described["boundingBox"]["lowerLeft"] == pytest.approx(corner, abs=0.01)
    assert described["tileMatrixSetLimits"][8] == {
        "tileMatrix": "8", "minTileRow": 90, "maxTileRow": 90, "minTileCol": 131, "maxTileCol": 131
    }  # fmt: skip
    address = template["href"].removeprefix("http://testserver")
    for part, value in (("tileMatrix", 8), ("tileRow", 90), ("tileCol", 131)):
        address = address.replace(f"{{{part}}}", str(value))
    tile = client.get(address)
    assert tile["Content-Type"] == "application/vnd.mapbox-vector-tile"
    assert b"_row" in gzip.decompress(tile.content)
    assert client.get(f"{COLLECTION}/tiles/WebMercatorQuad/8/131/90").status_code == 204
    assert ask(f"{COLLECTION}/tiles/WebMercatorQuad/2/4/0", 400)["code"] == "invalid"


def test_the_grid_is_that_of_the_standard(ask):
    (one,) = ask("/api/tileMatrixSets")["tileMatrixSets"]
    grid = ask(one["links"][0]["href"].removeprefix("http://testserver"))
    first, *_, last = grid["tileMatrices"]
    # 17-083r4, table D.1
    assert first["scaleDenominator"] == pytest.approx(559082264.028717)
    assert first["cellSize"] == pytest.approx(156543.033928041)
    assert first["pointOfOrigin"] == pytest.approx([-HALF_WORLD_M, HALF_WORLD_M])
    assert (last["id"], last["matrixWidth"]) == ("22", 2**22)


def test_a_filtered_tile_holds_what_is_left(client, bins):
    bins()
    address = f"{COLLECTION}/tiles/WebMercatorQuad/8/90/131"
    whole, part = (client.get(f"{address}{q}").content for q in ("", "?commune=96001"))
    assert len(gzip.decompress(part)) < len(gzip.decompress(whole))
    assert client.get(f"{address}?commune=96009").status_code == 204


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("zoom", [0, 8, 12, 16])
def test_gdal_finds_the_tiles_and_every_object_in_them(live_server, bins, zoom):
    bins()
    to_mercator = Transformer.from_crs("EPSG:4326", "EPSG:3857", always_xy=True)
    extent = ",".join(map(str, to_mercator.transform_bounds(4.8, 46.5, 4.95, 46.55)))
    found = in_another_process(GDAL, f"{live_server.url}{COLLECTION}", str(zoom), extent)
    places = [(4.805 + n % 3 * 0.05, 46.505 + n // 3 * 0.002) for n in range(60)]
    expected = sorted(to_mercator.transform(*place) for place in places)
    # A point in the margin of its neighbour tile comes twice, on the same unit.
    unit_m = UNIT_M / 2**zoom
    for wanted in expected:
        assert min(math.dist(place, wanted) for place in found) < 2 * unit_m
    for place in found:
        assert min(math.dist(place, wanted) for wanted in expected) < 2 * unit_m


@pytest.mark.django_db(transaction=True)
@needs_qgis
def test_qgis_shows_the_tiles(live_server, bins):
    bins()
    template = f"{live_server.url}{COLLECTION}/tiles/WebMercatorQuad/{{z}}/{{y}}/{{x}}"
    to_mercator = Transformer.from_crs("EPSG:4326", "EPSG:3857", always_xy=True)
    here, elsewhere = (
        ",".join(map(str, to_mercator.transform_bounds(west, 46.5, west + 0.11, 46.55)))
        for west in (4.8, 5.8)
    )
    assert in_qgis(QGIS, template, here)["drawn"] > 100
    assert in_qgis(QGIS, template, elsewhere) == {"valid": True, "drawn": 0}
