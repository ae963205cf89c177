"""Real files crossed, each figure worked out a second time in plain Python and shapely."""

from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict

import pytest
import shapely

from terrier.domain.matching.definition import Kind, Several, Summary
from terrier.lake.crossing import measure

from . import oracle
from .tables import GROUND, brought, crossing, pair, table, written

pytestmark = pytest.mark.shared
DEPARTMENTS = ("21-cote-d-or", "58-nievre", "71-saone-et-loire")


def _communes(shared):
    found = [
        feature
        for name in DEPARTMENTS
        for feature in json.loads((shared / f"territoire/communes-{name}.geojson").read_text())[
            "features"
        ]
    ]
    codes = [(f["properties"]["code"], f["properties"]["nom"]) for f in found]
    return codes, [shapely.geometry.shape(f["geometry"]) for f in found]


def test_river_gauges_in_the_communes_of_three_departments(shared_data, tmp_path):
    stations = json.loads((shared_data / "hubeau/demo_hydrotr_stations.json").read_text())
    rows = [(s["code_station"], s["nbmestrq"]) for s in stations]
    dots = [shapely.Point(s["longitude_station"], s["latitude_station"]) for s in stations]
    codes, lands = _communes(shared_data)
    gauges = table(
        tmp_path, {"code": "TEXT", "measures": "BIGINT"}, rows, dots, keys=[r[0] for r in rows]
    )
    communes = table(tmp_path, {"insee": "TEXT", "name": "TEXT"}, codes, lands)

    tree = shapely.STRtree(lands)
    inside = defaultdict(list)
    for dot, land in tree.query(dots, predicate="within").T:
        inside[int(dot)].append(int(land))
    assert all(len(found) == 1 for found in inside.values())

    asked = crossing(
        Kind.INSIDE, several=Several.BEST, bring=[brought("insee", Summary.VALUE, "insee")]
    )
    made, found = written(gauges, communes, asked, tmp_path)
    assert [row["insee"] for row in found] == [
        codes[inside[n][0]][0] if n in inside else None for n in range(len(rows))
    ]
    report = made.report
    assert (report.left.matched, report.left.unmatched) == (len(inside), len(rows) - len(inside))
    assert report.left.matched > 50

    held = crossing(
        Kind.HOLDS,
        bring=[brought("gauges", Summary.COUNT), brought("measures", Summary.SUM, "measures")],
    )
    made, found = written(communes, gauges, held, tmp_path)
    many, total = Counter(), Counter()
    for n, (land,) in inside.items():
        many[land] += 1
        total[land] += rows[n][1] or 0
    for land, row in enumerate(found):
        assert row["gauges"] == many[land]
        assert (row["measures"] or 0) == total[land]
    assert made.report.left.matched == len(many)


def _csv(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_water_mains_with_their_breaks(shared_data, tmp_path):
    folder = shared_data / "conduites-casses"
    mains, breaks = _csv(folder / "Water_Mains.csv"), _csv(folder / "Water_Main_Breaks.csv")
    left = table(
        tmp_path, {"id": "BIGINT", "material": "TEXT", "size": "DOUBLE"},
        [(m["WATMAINID"] or None, m["MATERIAL"] or None, m["PIPE_SIZE"] or None) for m in mains],
    )  # fmt: skip
    right = table(
        tmp_path, {"asset": "TEXT", "hours": "TEXT", "day": "DATE"},
        [(b["ASSETID"] or None, b["HOUR_IMPACTED"] or None,
          b["INCIDENT_DATE"][:10].replace("/", "-") or None) for b in breaks],
    )  # fmt: skip
    asked = crossing(
        Kind.KEYS, pair("id", "asset"),
        bring=[brought("breaks", Summary.COUNT), brought("last", Summary.MAX, "day"),
               brought("hours", Summary.LIST, "hours"), brought("share", Summary.SHARE)],
    )  # fmt: skip
    made, rows = written(left, right, asked, tmp_path)
    by_main = defaultdict(list)
    for b in breaks:
        by_main[b["ASSETID"]].append(b)
    known = Counter(m["WATMAINID"] for m in mains)
    pairs = sum(len(by_main[m["WATMAINID"]]) for m in mains if m["WATMAINID"])
    for main, row in zip(mains, rows, strict=True):
        met = by_main[main["WATMAINID"]] if main["WATMAINID"] else []
        assert row["breaks"] == len(met)
        last = max(
            (b["INCIDENT_DATE"][:10].replace("/", "-") for b in met if b["INCIDENT_DATE"]),
            default=None,
        )
        assert (row["last"] and row["last"].isoformat()) == last
        assert row["hours"] == oracle.listed([b["HOUR_IMPACTED"] or None for b in met])
        assert row["share"] == pytest.approx(len(met) / pairs)
    report = made.report
    assert report.pairs == pairs
    assert report.left.matched == sum(
        bool(by_main[m["WATMAINID"]]) for m in mains if m["WATMAINID"]
    )
    assert report.right.matched == sum(
        b["ASSETID"] != "" and known[b["ASSETID"]] > 0 for b in breaks
    )
    assert report.right.without == sum(b["ASSETID"] == "" for b in breaks)
    assert report.left.matched > 1000


def test_stations_near_stations_and_the_nearest_well(shared_data, tmp_path):
    wells = json.loads((shared_data / "hubeau/demo_piezotr_stations.json").read_text())
    stations = json.loads((shared_data / "hubeau/demo_hydrotr_stations.json").read_text())
    mainland = [s for s in stations if s["latitude_station"] > 40]
    dots = [shapely.Point(s["longitude_station"], s["latitude_station"]) for s in mainland]
    holes = [shapely.Point(w["longx"], w["laty"]) for w in wells if w["laty"] > 40]
    left = table(tmp_path, {"v": "BIGINT"}, [[n] for n in range(len(dots))], dots)
    right = table(tmp_path, {"v": "BIGINT"}, [[n] for n in range(len(holes))], holes)
    ours, theirs = ([oracle.metric(p) for p in side] for side in (dots, holes))
    near = Counter(int(i) for i in shapely.STRtree(theirs).query(ours, "dwithin", 5000)[0])
    asked = crossing(Kind.WITHIN_DISTANCE, metres=5000, bring=[brought("n", Summary.COUNT)])
    _, rows = written(left, right, asked, tmp_path)
    assert [row["n"] for row in rows] == [near[n] for n in range(len(ours))]
    assert len(near) > 100
    bring = [brought("d", Summary.DISTANCE)]
    _, rows = written(
        left, right, crossing(Kind.NEAREST, several=Several.BEST, bring=bring), tmp_path
    )
    _, apart = shapely.STRtree(theirs).query_nearest(ours, all_matches=False, return_distance=True)
    assert [row["d"] for row in rows] == pytest.approx(list(apart), abs=1e-3)
    itself = measure(left, left, crossing(Kind.NEAREST), GROUND)
    assert (itself.left.matched, itself.pairs) == (len(dots), len(dots))
