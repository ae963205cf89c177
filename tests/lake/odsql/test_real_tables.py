"""Answers on real tables, compared with what plain Python computes from the same files."""

from __future__ import annotations

import csv
import io
import json
import statistics
from collections import Counter
from datetime import datetime

import pytest
import shapely
from pyproj import Geod

from terrier.lake import odsql
from terrier.lake.odsql import CsvStyle, Streamed
from terrier.lake.relation import literal
from tests.lake.odsql.conftest import answer, question

pytestmark = pytest.mark.shared

EARTH = Geod(ellps="WGS84")
CENTRE = (-80.49, 43.45)


@pytest.fixture
def breaks_path(shared_data):
    return shared_data / "conduites-casses" / "Water_Main_Breaks.csv"


@pytest.fixture
def breaks(make_relation, breaks_path):
    """Breaks of water mains: points, moments, words, numbers, and many absent values."""
    relation = make_relation(
        'SELECT row_number() OVER () AS _line, row_number() OVER () AS _row, "OBJECTID" AS id, '
        '"BREAK_TYPE" AS kind, "BREAK_NATURE" AS nature, '
        "CAST(strptime(\"INCIDENT_DATE\", '%Y/%m/%d %H:%M:%S+00') AS TIMESTAMP) "
        "AT TIME ZONE 'UTC' AS happened, "
        'CAST("ASSET_SIZE" AS BIGINT) AS size, CAST("ASSET_DEPTH" AS DOUBLE) AS depth, '
        'ST_Point(CAST("X" AS DOUBLE), CAST("Y" AS DOUBLE)) AS geom FROM '
        f"read_csv({literal(str(breaks_path))}, all_varchar = true)",
        {"id": "TEXT", "kind": "TEXT", "nature": "TEXT", "happened": "TIMESTAMPTZ",
         "size": "BIGINT", "depth": "DOUBLE"},
        has_geometry=True,
    )  # fmt: skip
    return odsql.of_relation(relation)


@pytest.fixture
def rows(breaks_path):
    with breaks_path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def when(row) -> datetime:
    return datetime.strptime(row["INCIDENT_DATE"] + "00", "%Y/%m/%d %H:%M:%S%z")


def test_conditions(breaks, rows):
    def ids(where: str) -> list[str]:
        return [r["id"] for r in answer(breaks, select="id", where=where)]

    expected = {
        "size in [200..300[": lambda r: r["ASSET_SIZE"] and 200 <= float(r["ASSET_SIZE"]) < 300,
        "size is null": lambda r: not r["ASSET_SIZE"],
        "not size > 150": lambda r: not (r["ASSET_SIZE"] and float(r["ASSET_SIZE"]) > 150),
        "kind = 'MAIN' and depth * 2 >= 3.2": lambda r: (
            r["BREAK_TYPE"] == "MAIN" and float(r["ASSET_DEPTH"] or -1) * 2 >= 3.2
        ),
        "nature like 'corrosion'": lambda r: "CORROSION" in words_of(r["BREAK_NATURE"]),
        "nature like 'corr*' and not nature = 'CORROSION'": lambda r: (
            any(w.startswith("CORR") for w in words_of(r["BREAK_NATURE"]))
            and r["BREAK_NATURE"] != "CORROSION"
        ),
        "year(happened) = 2014 or month(happened) = 2": lambda r: (
            when(r).year == 2014 or when(r).month == 2
        ),
        "happened in [date'2010-06'..date'2011']": lambda r: (
            "2010/06/01 00:00:00" <= r["INCIDENT_DATE"][:19] <= "2011/01/01 00:00:00"
        ),
    }
    for where, holds in expected.items():
        assert ids(where) == [r["OBJECTID"] for r in rows if holds(r)], where


def words_of(text: str) -> list[str]:
    return [w for w in "".join(c if c.isalnum() else " " for c in text).split() if w]


def test_places(breaks, rows):
    far = [EARTH.inv(*CENTRE, float(r["X"]), float(r["Y"]))[2] for r in rows]
    near = answer(
        breaks,
        select="id, distance(geo_point_2d, geom'POINT(-80.49 43.45)') as m",
        where="within_distance(geo_point_2d, geom'POINT(-80.49 43.45)', 2.5km)",
        order_by="m",
    )
    expected = sorted(m for m in far if m <= 2500)
    assert [r["m"] for r in near] == pytest.approx(expected, abs=0.01)
    inside = answer(
        breaks, select="id", where="in_bbox(geo_point_2d, 43.43, -80.50, 43.46, -80.47)"
    )
    assert [r["id"] for r in inside] == [
        r["OBJECTID"]
        for r in rows
        if -80.50 <= float(r["X"]) <= -80.47 and 43.43 <= float(r["Y"]) <= 43.46
    ]


def test_groups(breaks, rows):
    found = answer(
        breaks,
        select="count(*) as n, count(depth) as c, avg(depth) as a, median(depth) as m, "
        "percentile(depth, 90) as p, sum(size) as s, min(happened) as f, count(distinct nature)",
        group_by="kind",
    )
    assert [g["n"] for g in found] == sorted((g["n"] for g in found), reverse=True)
    for group in found:
        mine = [r for r in rows if (r["BREAK_TYPE"] or None) == group["kind"]]
        lengths = sorted(float(r["ASSET_DEPTH"]) for r in mine if r["ASSET_DEPTH"])
        assert (group["n"], group["c"]) == (len(mine), len(lengths))
        assert group["s"] == (sum(int(r["ASSET_SIZE"]) for r in mine if r["ASSET_SIZE"]) or None)
        assert group["f"] == min(when(r) for r in mine).isoformat()
        assert group["count(distinct nature)"] == len({r["BREAK_NATURE"] for r in mine} - {""})
        if lengths:
            assert group["a"] == pytest.approx(statistics.fmean(lengths))
            assert group["m"] == pytest.approx(statistics.median(lengths))
            rank = 0.9 * (len(lengths) - 1)
            low, share = int(rank), rank % 1
            high = lengths[min(low + 1, len(lengths) - 1)]
            assert group["p"] == pytest.approx(lengths[low] + share * (high - lengths[low]))


def test_ranges_and_years(breaks, rows):
    found = answer(breaks, select="count(*) as n", group_by="range(size, *, 100, 200, *) as r")
    sizes = [int(r["ASSET_SIZE"]) for r in rows if r["ASSET_SIZE"]]
    assert {g["r"]: g["n"] for g in found} == {
        "[*, 99]": sum(s < 100 for s in sizes),
        "[100, 199]": sum(100 <= s < 200 for s in sizes),
        "[200, *]": sum(s >= 200 for s in sizes),
    }
    years = answer(breaks, select="count(*) as n", group_by="year(happened) as y", order_by="y")
    counted = Counter(when(r).year for r in rows)
    assert [(g["y"], g["n"]) for g in years] == sorted(counted.items())
    local = answer(
        breaks,
        select="count(*) as n",
        group_by="date_format(happened, 'yyyy-MM') as m",
        order_by="m",
    )
    months = Counter(when(r).strftime("%Y-%m") for r in rows)
    assert [(g["m"], g["n"]) for g in local] == sorted(months.items())


def test_facets(breaks, rows):
    found = odsql.facets(breaks, question(where="size > 150"), (odsql.Wanted("nature"),))[0]
    kept = [r["BREAK_NATURE"] for r in rows if r["ASSET_SIZE"] and int(r["ASSET_SIZE"]) > 150]
    assert {v.value: v.count for v in found.values} == Counter(n for n in kept if n)


def test_pages_and_exports_are_whole(breaks, rows):
    asked = {"order_by": "-depth, id", "select": "id, depth"}
    whole = answer(breaks, **asked)
    measured = [r for r in whole if r["depth"] is not None]
    assert [r["depth"] for r in measured] == sorted(
        (float(r["ASSET_DEPTH"]) for r in rows if r["ASSET_DEPTH"]), reverse=True
    )
    pages = [answer(breaks, **asked, limit=100, offset=n) for n in range(0, len(rows), 100)]
    assert [r for page in pages for r in page] == whole
    style = CsvStyle(with_bom=False)
    body = b"".join(odsql.stream(breaks, question(**asked), Streamed.CSV, style=style)).decode()
    lines = list(csv.DictReader(io.StringIO(body), delimiter=";"))
    assert [line["id"] for line in lines] == [r["id"] for r in whole]
    everything = b"".join(odsql.stream(breaks, question(), Streamed.JSON))
    assert {r["id"] for r in json.loads(everything)} == {r["OBJECTID"] for r in rows}


def test_surfaces(make_relation, shared_data):
    """Communes of Saône-et-Loire against a polygon, by another geometry engine's own calls."""
    path = shared_data / "territoire" / "communes-71-saone-et-loire.geojson"
    features = json.loads(path.read_text())["features"]
    shapes = {f["properties"]["code"]: shapely.geometry.shape(f["geometry"]) for f in features}
    values = ", ".join(["(?, ST_GeomFromWKB(?))"] * len(shapes))
    relation = make_relation(
        f"SELECT row_number() OVER () AS _line, row_number() OVER () AS _row, * "
        f"FROM (VALUES {values}) t(code, geom)",
        {"code": "TEXT"},
        params=[v for code, s in shapes.items() for v in (code, shapely.to_wkb(s))],
        has_geometry=True,
    )
    source = odsql.of_relation(relation)
    zone = shapely.Point(4.83, 46.55).buffer(0.12)
    for name, holds in (
        ("intersects", lambda s: s.intersects(zone)),
        ("within", lambda s: s.within(zone)),
        ("disjoint", lambda s: s.disjoint(zone)),
    ):
        found = answer(source, select="code", where=f"{name}(geo_shape, geom'{zone.wkt}')")
        assert {r["code"] for r in found} == {c for c, s in shapes.items() if holds(s)}, name
        assert found, name
    centres = {r["code"]: r["geo_point_2d"] for r in answer(source, select="code, geo_point_2d")}
    for code, shape in shapes.items():
        assert centres[code] == pytest.approx(
            {"lon": shape.centroid.x, "lat": shape.centroid.y}, abs=1e-6
        )
