"""The map of an answer shows what was answered, whatever the networks say today."""

from __future__ import annotations

import gzip
import json
import math
import re

import pyogrio
import shapely

from terrier.apps.digging.models import Answer
from terrier.apps.networks.models import Network
from terrier.domain.access.policy import Role

from .conftest import HERE
from .test_answers import ASK, POINT, asked

ZOOM = 15


def pieces(client, tiles: str, tmp_path) -> dict[str, dict]:
    """Read the tile around the crossroads with GDAL, which shares no code with its writer."""
    n, (lon, lat) = 2**ZOOM, HERE
    x = int((lon + 180) / 360 * n)
    y = int((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * n)
    answer = client.get(tiles.format(z=ZOOM, x=x, y=y))
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    file = tmp_path / "tile.mvt"
    file.write_bytes(gzip.decompress(answer.content))
    _, table = pyogrio.read_arrow(file, layer="data")
    return {str(row["_row"]): row for row in table.to_pylist()}


def test_the_map_is_that_of_the_answer(client, street, tmp_path):
    client.force_login(street.operator())
    page = asked(client)
    shown = page.context["map"]
    drawn = pieces(client, shown["tiles"], tmp_path)
    assert {row["role"] for row in drawn.values()} == {"pipe", "node"}
    assert {row["commodity"] for row in drawn.values()} == {"drinking_water", "wastewater"}
    told = {}
    for rank, row in drawn.items():
        sheet = client.get(shown["feature_address"].replace("{row}", rank))
        text = re.sub(r"<[^>]+>|\s+", " ", sheet.content.decode())
        told[re.search(r"Nom (\S+)", re.sub(r" +", " ", text))[1]] = (row, text)
    assert set(told) >= {"C1", "C2", "C3", "C4", "E1", "V1", "V2"}
    assert told["V2"][0]["kind"] == "valve"
    assert "inopérable" in told["V2"][1]
    assert (told["C2"][0]["precision"], told["C3"][0]["precision"]) == ("B", "C")
    assert "moins que la règle" in told["C1"][1]
    assert "C (non déclarée)" in told["C3"][1]
    parts = [f["properties"]["part"] for f in shown["drawn"]["overlay"]["features"]]
    assert parts.count("footprint") == parts.count("margin") == 1
    assert parts.count("corridor") == 3

    # A new version, or a network that is one no longer, changes nothing of it.
    network = Network.objects.get(dataset__slug="eau-potable")
    street.bring(network.dataset, canalisations=[("Z", *[None] * 8, "POINT (1 1)")])
    network.delete()
    given = Answer.objects.get()
    assert client.get(f"{ASK}{given.reference}/").status_code == 404  # Today's rights govern.


def test_what_is_not_known_is_hatched_and_named(client, street, bins):
    client.force_login(street.operator())
    bins("Adresses", slug="adresses", visibility="internal")
    page = asked(client, **{**POINT, "lon": "4.805", "lat": "46.505"})
    overlay = page.context["map"]["drawn"]["overlay"]["features"]
    unknown = [f for f in overlay if f["properties"]["part"] == "unknown"]
    zone, spot = (shapely.from_geojson(json.dumps(f["geometry"])) for f in unknown)
    assert shapely.covers(zone, shapely.Point(4.805, 46.505))
    assert shapely.covers(zone, spot)
    assert unknown[1]["properties"]["label"] == "non connu"
    text = page.content.decode()
    assert "on ne connaît pas ce qui est ici" in text
    assert "manques graves sont relevés" in " ".join(text.split())
    # Without JavaScript the drawing of before is there, within the place of the map.
    assert re.search(r"<terrier-map.*class=\"map-still\".*<img.*</terrier-map>", text, re.S)


def test_the_map_is_for_those_who_may_read_the_answer(client, street):
    client.force_login(street.operator())
    shown = asked(client).context["map"]
    sheet = shown["feature_address"].replace("{row}", "0")
    assert client.get(sheet).status_code == 200
    for wrong in ("99", "-1", "x", "", "9" * 30):
        address = shown["feature_address"].replace("{row}", wrong)
        assert client.get(address).status_code == 404, wrong
    assert client.get(shown["tiles"].format(z=3, x=99, y=0)).status_code == 400
    client.force_login(street.place.member("Paul", Role.CONTRIBUTOR))
    for address in (sheet, shown["tiles"].format(z=0, x=0, y=0)):
        assert client.get(address).status_code == 404
    client.logout()
    assert client.get(sheet).status_code == 302
