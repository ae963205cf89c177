import json
from pathlib import Path

import httpx
import pytest
import shapely

from terrier.connectors.geo_codes import register
from terrier.connectors.geo_codes.outlines import from_api, from_file
from terrier.domain.kernel.errors import Unreadable

REAL = Path(__file__).parents[4] / "shared/data/territoire"


def _square(x, code, name):
    ring = [[x, 46], [x + 1, 46], [x + 1, 47], [x, 47], [x, 46]]
    return {
        "type": "Feature",
        "properties": {"code": code, "nom": name},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def _collection(*features):
    return {"type": "FeatureCollection", "features": list(features)}


def test_merged_communes_are_joined_under_the_code_in_force(tmp_path):
    path = tmp_path / "contours.geojson"
    squares = _collection(_square(4, "71134", "Navour"), _square(5, "71055", "Brandon"))
    path.write_text(json.dumps(squares), encoding="utf-8")
    (outline,) = from_file(path)
    assert (outline.code, outline.name, outline.former_codes) == ("71134", "Navour", ("71055",))
    assert shapely.from_wkb(outline.wkb).area == pytest.approx(2)


def test_codes_keep_only_the_wanted_communes(tmp_path):
    path = tmp_path / "contours.geojson"
    squares = _collection(_square(4, "71134", "Navour"), _square(5, "71543", "Tournus"))
    path.write_text(json.dumps(squares), encoding="utf-8")
    assert [o.name for o in from_file(path, codes=["71543"])] == ["Tournus"]


@pytest.mark.parametrize("text", ["code;nom", '{"type": "Topology"}', "[]"])
def test_file_that_is_no_outline_is_refused(tmp_path, text):
    path = tmp_path / "contours.geojson"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Unreadable, match="contours"):
        from_file(path)


def test_feature_without_code_is_refused(tmp_path):
    path = tmp_path / "contours.geojson"
    path.write_text(json.dumps(_collection(_square(4, "", "Sans code"))), encoding="utf-8")
    with pytest.raises(Unreadable, match="code de commune"):
        from_file(path)


def test_api_is_asked_in_its_documented_form():
    asked = []

    def answer(request):
        asked.append(request.url)
        return httpx.Response(200, json=_collection(_square(4, "71543", "Tournus")))

    client = httpx.Client(transport=httpx.MockTransport(answer))
    (outline,) = from_api("200069698", client=client)
    assert outline.name == "Tournus"
    assert asked[0].path == "/epcis/200069698/communes"
    assert dict(asked[0].params)["geometry"] == "contour"
    assert dict(asked[0].params)["format"] == "geojson"


@pytest.mark.parametrize(
    "response", [httpx.Response(503), httpx.Response(200, text="<html>"), httpx.Response(404)]
)
def test_api_that_does_not_answer_outlines_names_the_remedy(response):
    client = httpx.Client(transport=httpx.MockTransport(lambda _request: response))
    with pytest.raises(Unreadable, match="--outlines"):
        from_api("200069698", client=client)


@pytest.mark.shared
@pytest.mark.skipif(not REAL.is_dir(), reason="les fichiers réels de ../shared/data sont absents")
@pytest.mark.parametrize(
    ("siren", "file"),
    [
        ("200069698", "communes-71-saone-et-loire.geojson"),
        ("242100410", "communes-21-cote-d-or.geojson"),
        ("245804406", "communes-58-nievre.geojson"),
    ],
)
def test_every_member_has_its_outline_in_the_real_files(siren, file):
    codes = {c.code for c in register.communes_of_epci(siren)}
    outlines = from_file(REAL / file, codes=codes)
    missing = codes - {o.code for o in outlines}
    # An EPCI may reach into another département, which another file would give.
    assert missing == {code for code in codes if not code.startswith(file[9:11])}


@pytest.mark.shared
@pytest.mark.skipif(not REAL.is_dir(), reason="les fichiers réels de ../shared/data sont absents")
def test_obsolete_codes_of_the_real_files_are_mended():
    mended = [
        former
        for file in sorted(REAL.glob("communes-*.geojson"))
        for outline in from_file(file)
        for former in outline.former_codes
    ]
    assert len(mended) == 10
