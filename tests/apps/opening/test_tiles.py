"""OGC API – Tiles: what is described, and tiles that GDAL reads."""

from __future__ import annotations

import gzip

import pytest
from pyproj import Transformer

from terrier.lake.tiles.grid import HALF_WORLD_M
from tests.apps.opening.conftest import in_another_process

COLLECTION = "/api/collections/points-de-collecte.points"
GDAL = """
import json, sys
from pyogrio.raw import read
import shapely
_, _, geometries, _ = read(f"OGCAPI:{sys.argv[1]}", API="TILES")
print(json.dumps([[float(shapely.get_x(g)), float(shapely.get_y(g))]
                  for g in shapely.from_wkb(geometries)]))
"""
UNIT_M = 2 * HALF_WORLD_M / 4096
"""Side of a unit of tile 0/0/0."""


def test_tile_sets_lead_to_tiles(client, ask, bins):
    bins()
    rel = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"
    links = {e["rel"]: e["href"] for e in ask(COLLECTION)["links"]}
    (listed,) = ask(links[rel].removeprefix("http://testserver"))["tilesets"]
    described = ask(listed["links"][0]["href"].removeprefix("http://testserver"))
    template = next(e for e in described["links"] if e["rel"] == "item")
    assert template["templated"] is True
    assert described["boundingBox"]["lowerLeft"] == [4.805, 46.505]
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
def test_gdal_finds_the_tiles_and_every_object_in_them(live_server, bins):
    bins()
    found = in_another_process(GDAL, f"{live_server.url}{COLLECTION}")
    to_mercator = Transformer.from_crs("EPSG:4326", "EPSG:3857", always_xy=True)
    places = [(4.805 + n % 3 * 0.05, 46.505 + n // 3 * 0.002) for n in range(60)]
    expected = sorted(to_mercator.transform(*place) for place in places)
    assert len(found) == 60
    # The driver's first layer is the zoom of the whole world, where points stand on its units.
    for place, wanted in zip(sorted(found), expected, strict=True):
        assert place == pytest.approx(wanted, abs=2 * UNIT_M)
