from __future__ import annotations

import json

import pyproj
import pytest

from terrier.domain.tabular.context import TypingContext
from terrier.lake.typing.propose_geometry import propose_geometry

POINTS = [(4.80 + i / 100, 46.40 + i / 150) for i in range(20)]
MACONNAIS = TypingContext(bbox=(4.6, 46.3, 5.1, 46.7))
FRANCE = TypingContext()


def projected(code: str, points=POINTS) -> tuple[list[str], list[str]]:
    to = pyproj.Transformer.from_crs("EPSG:4326", code, always_xy=True)
    pairs = [to.transform(x, y) for x, y in points]
    return [f"{x:.2f}" for x, _ in pairs], [f"{y:.2f}" for _, y in pairs]


def french(values: list[str]) -> list[str]:
    return [v.replace(".", ",") for v in values]


@pytest.fixture
def propose(stage):
    def of(columns, context=FRANCE, labels=None, **options):
        names = list(columns)
        return propose_geometry(stage(columns), names, labels or names, context, **options)

    return of


@pytest.mark.parametrize("context", [FRANCE, MACONNAIS], ids=["france", "territory"])
@pytest.mark.parametrize("code", ["EPSG:2154", "EPSG:3946", "EPSG:3947", "EPSG:27572"])
def test_projected_coordinates_prove_their_system(propose, code, context):
    x, y = projected(code)

    plan = propose({"coord_x": french(x), "coord_y": french(y)}, context)

    assert (plan.kind, plan.crs, plan.swap_axes) == ("xy", code, False)
    assert plan.columns == ("coord_x", "coord_y")
    assert "20 points essayés sur 20" in plan.crs_reason


@pytest.mark.parametrize(
    ("code", "points"),
    [
        ("EPSG:5490", [(-61.5, 16.2), (-61.0, 14.6)]),
        ("EPSG:2972", [(-52.3, 4.9), (-54.0, 5.4)]),
        ("EPSG:2975", [(55.4, -20.9), (55.5, -21.3)]),
        ("EPSG:4471", [(45.2, -12.8), (45.1, -12.9)]),
        ("EPSG:3942", [(9.0, 42.2), (8.8, 41.9)]),
        ("EPSG:3950", [(3.0, 50.6), (2.5, 50.9)]),
    ],
)
def test_overseas_and_outer_zones(propose, code, points):
    x, y = projected(code, points)

    assert propose({"X": x, "Y": y}).crs == code


def test_swapped_axes_are_noticed(propose):
    x, y = projected("EPSG:2154")

    plan = propose({"x": y, "y": x})

    assert plan.swap_axes
    assert "inversés" in plan.crs_reason


def test_longitude_and_latitude(propose):
    lon, lat = [f"{x:.4f}" for x, _ in POINTS], [f"{y:.4f}" for _, y in POINTS]

    plan = propose({"Xlong": lon, "Ylat": french(lat)}, MACONNAIS)
    swapped = propose({"longitude": lat, "latitude": lon})

    assert (plan.kind, plan.crs, plan.swap_axes) == ("lonlat", "EPSG:4326", False)
    assert swapped.swap_axes


def test_degrees_outside_france_are_taken_as_they_are(propose):
    plan = propose({"X": ["-80.48", "-80.51"], "Y": ["43.46", "43.42"]})

    assert (plan.crs, plan.swap_axes) == ("EPSG:4326", False)
    assert "hors de France" in plan.crs_reason


def test_one_column_of_both_coordinates(propose):
    latlon = propose({"geo_point_2d": [f"{y}, {x}" for x, y in POINTS]})
    brackets = propose({"coordonneesXY": [f"[{x}, {y}]" for x, y in POINTS]})
    commas = propose({"coordonnees": [f"{y};{x}".replace(".", ",") for x, y in POINTS]})

    assert (latlon.kind, latlon.swap_axes) == ("latlon_text", False)
    assert (brackets.kind, brackets.swap_axes) == ("latlon_text", True)
    assert (commas.kind, commas.swap_axes) == ("latlon_text", False)


def test_well_known_text(propose):
    x, y = projected("EPSG:2154")
    plain = propose({"shape": [f"POINT ({a} {b})" for a, b in zip(x, y, strict=True)]})
    declared = propose({"shape": [f"SRID=2154;POINT ({a} {b})" for a, b in zip(x, y, strict=True)]})

    assert (plain.kind, plain.crs) == ("wkt", "EPSG:2154")
    assert (declared.kind, declared.crs) == ("wkt", "EPSG:2154")
    assert "déclare" in declared.crs_reason


def test_geojson_text(propose):
    plan = propose({"f": [json.dumps({"type": "Point", "coordinates": list(p)}) for p in POINTS]})

    assert (plan.kind, plan.crs) == ("geojson", "EPSG:4326")


def test_no_geometry_where_nothing_is_one(propose):
    assert propose({"x": ["rouge", "vert"], "y": ["1", "2"]}) is None
    assert propose({"n": ["1", "2"], "position": ["1er", "2e"]}) is None
    assert propose({"longueur": ["4.5"], "largeur": ["46.5"]}) is None


def test_a_declared_system_is_kept(propose):
    plan = propose({"a": ["1"]}, native=True, declared_crs="EPSG:3946")

    assert (plan.kind, plan.crs) == ("native", "EPSG:3946")
    assert "déclare CC46" in plan.crs_reason


def test_columns_without_a_header_never_pair_by_chance(propose):
    lon, lat = [f"{x:.4f}" for x, _ in POINTS], [f"{y:.4f}" for _, y in POINTS]
    labels = ["colonne 1", "colonne 2"]

    assert propose(dict(zip(labels, [lat, lon], strict=True)), labels=["", ""]) is None


def test_names_of_the_water_services(propose):
    lon, lat = [f"{x:.4f}" for x, _ in POINTS], [f"{y:.4f}" for _, y in POINTS]

    assert propose({"laty": lat, "longx": lon}).columns == ("longx", "laty")
    assert propose({"y_wgs84": lat, "x_wgs84": lon}).columns == ("x_wgs84", "y_wgs84")


def test_degrees_near_a_meridian_are_located(propose):
    plan = propose({"longitude": ["1.1876E-4", "0.2"], "latitude": ["43.5", "43.6"]})

    assert plan.kind == "lonlat"
