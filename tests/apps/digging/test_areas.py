"""Where to dig: what is understood, and what is refused in words."""

from __future__ import annotations

import json
import math
from contextlib import suppress

import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terrier.apps.digging import areas
from terrier.apps.digging.queries.places import parcel_number
from terrier.domain.kernel.errors import Invalid

from .conftest import CRS, HERE, ORIGIN, degrees

SQUARE = [(-10, -10), (10, -10), (10, 10), (-10, 10), (-10, -10)]
IN_DEGREES = shapely.Polygon([degrees(*p) for p in SQUARE])
IN_METRES = shapely.Polygon([(ORIGIN[0] + x, ORIGIN[1] + y) for x, y in SQUARE])
GEOJSON = json.loads(shapely.to_geojson(IN_DEGREES))
pytestmark = pytest.mark.django_db


def listed(shape, order=slice(None)):
    return "\n".join(" ; ".join(str(c) for c in p[order]) for p in shape.exterior.coords[:-1])


@pytest.mark.parametrize(
    "text",
    [
        IN_DEGREES.wkt,
        IN_METRES.wkt,
        f"SRID=2154;{IN_METRES.wkt}",
        f"srid=4326; {IN_DEGREES.wkt}",
        json.dumps(GEOJSON),
        json.dumps({"type": "Feature", "properties": {}, "geometry": GEOJSON}),
        json.dumps({"type": "FeatureCollection", "features": [
            {"type": "Feature", "properties": None, "geometry": GEOJSON}]}),
        json.dumps({**json.loads(shapely.to_geojson(IN_METRES)),
                    "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2154"}}}),
        f"GEOMETRYCOLLECTION (GEOMETRYCOLLECTION ({IN_DEGREES.wkt}))",
        # In a list, latitude comes first, as people say it.
        listed(IN_DEGREES, slice(None, None, -1)),
        listed(IN_DEGREES, slice(None, None, -1)).replace(".", ","),
        listed(IN_METRES).replace(" ; ", "\t"),
    ],
)  # fmt: skip
def test_one_square_is_read_from_every_writing(place, text):
    area = areas.written(text, CRS, 2.0, "ici")
    assert shapely.symmetric_difference(area.shape, IN_METRES).area < 0.01
    assert area.wgs84().centroid.distance(shapely.Point(HERE)) < 1e-6


def test_a_line_is_a_trench_and_a_point_a_hole(place):
    line = shapely.LineString([degrees(0, 0), degrees(100, 0)])
    area = areas.written(line.wkt, CRS, 3.0, "ici")
    assert area.shape.area == pytest.approx(300 + math.pi * 1.5**2, rel=0.01)
    assert areas.written(shapely.Point(HERE).wkt, CRS, 4.0, "ici").shape.area == pytest.approx(
        math.pi * 4, rel=0.02
    )
    assert areas.circle(*HERE, 10, "ici", CRS).shape.area == pytest.approx(math.pi * 100, rel=0.01)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Dessinez une emprise"),
        ("bonjour", "ni du GeoJSON"),
        ("{", "ni du GeoJSON"),
        ('{"type": "FeatureCollection", "features": []}', "vide"),
        ("POLYGON EMPTY", "vide"),
        ("LINESTRING (4.82 46.52)", "ni du GeoJSON"),
        ("12\n13", "n’est pas un point"),
        ("POLYGON ((4.82 46.52, 4.8201 46.5201, 4.8201 46.52, 4.82 46.5201, 4.82 46.52))",
         "se croise lui-même"),
        ("POLYGON ((2.3 48.8, 2.301 48.8, 2.301 48.801, 2.3 48.8))", "hors du territoire"),
        # Latitude and longitude the wrong way round.
        ("POLYGON ((46.52 4.82, 46.5201 4.82, 46.5201 4.8201, 46.52 4.82))", "hors du territoire"),
        ("POLYGON ((4.81 46.51, 4.84 46.51, 4.84 46.54, 4.81 46.54, 4.81 46.51))", "trop grande"),
        ("POLYGON ((300 300, 301 300, 301 301, 300 300))", "ni des degrés"),
        ("SRID=999999;POINT (1 2)", "n’est pas connu"),
        ("SRID=2154;POLYGON ((1e300 1e300, 1e301 1e300, 1e301 1e301, 1e300 1e300))", "n’existent"),
        ("POINT (nan nan)", "ni des degrés"),
        ("x" * 300_000, "trop long"),
        ("GEOMETRYCOLLECTION (" * 9000 + ")" * 9000, "ni du GeoJSON"),
        ('{"type":' * 20_000, "ni du GeoJSON"),
        ("LINESTRING (" + ", ".join(f"4.82{n:05d} 46.52" for n in range(9000)) + ")", "points"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_a_reason(place, text, said):
    with pytest.raises(Invalid) as refused:
        areas.written(text, CRS, 2.0, "ici")
    assert said in refused.value.user_message


@settings(
    max_examples=80, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(st.one_of(st.text(max_size=80), st.from_regex(r"(POLYGON|POINT|LINESTRING)[ (),0-9.e-]*")))
def test_any_text_is_read_or_refused(place, text):
    with suppress(Invalid):
        assert areas.written(text, CRS, 2.0, "ici").shape.area > 0


@pytest.mark.parametrize("radius", [0, -5, 501, 1e9, float("nan")])
def test_a_radius_is_between_one_and_five_hundred_metres(place, radius):
    with pytest.raises(Invalid, match="rayon"):
        areas.circle(*HERE, radius, "ici", CRS)


@pytest.mark.parametrize(
    ("written", "number"),
    [("71270000AB0123", "71270000AB0123"), ("71270 AB 123", "71270000AB0123"),
     ("2A004 000 0B 0007", "2A0040000B0007"), ("71270-c-12", "712700000C0012")],
)  # fmt: skip
def test_parcels_are_read_as_people_write_them(written, number):
    assert parcel_number(written) == number


@pytest.mark.parametrize("written", ["", "rue du Moulin", "71270", "AB 123", "7127000000AB0123456"])
def test_other_words_are_no_parcels(written):
    with pytest.raises(Invalid, match="parcelle"):
        parcel_number(written)
