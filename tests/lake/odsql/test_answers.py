"""What is selected, grouped, sorted and paged."""

from __future__ import annotations

import pytest

from terrier.domain.kernel.errors import NotFound
from terrier.domain.odsql import Malformed
from terrier.lake import odsql
from tests.lake.odsql.conftest import answer, question


def test_a_record_is_written_as_explore_does(ask):
    assert ask(limit=1) == [
        {
            "geo_point_2d": {"lon": 4.91, "lat": 46.56},
            "geo_shape": {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [4.91, 46.56]},
                "properties": {},
            },
            "code_insee": "71543",
            "commune": "Tournus",
            "tonnage": 12.5,
            "habitants": 5000,
            "date_pose": "2024-02-03",
            "actif": True,
            "taux": 1.5,
        }
    ]
    without = ask(limit=1, offset=3)[0]
    assert (without["geo_point_2d"], without["geo_shape"]) == (None, None)


@pytest.mark.parametrize(
    ("select", "expected"),
    [
        ("commune as c, tonnage", ["c", "tonnage"]),
        ("include(co*)", ["code_insee", "commune"]),
        ("exclude(geo*), exclude(ta*)",
         ["code_insee", "commune", "tonnage", "habitants", "date_pose", "actif"]),
        ("*, exclude(geo_shape), 2 * tonnage as double",
         ["geo_point_2d", "code_insee", "commune", "tonnage", "habitants", "date_pose", "actif",
          "taux", "double"]),
        ("commune, commune", ["commune"]),
    ],
)  # fmt: skip
def test_select(ask, select, expected):
    assert list(ask(select=select, limit=1)[0]) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("tonnage * 2", 25),
        ("habitants + 1", 5001),
        ("habitants / 2", 2500),
        ("tonnage / 0", None),
        ("-habitants", -5000),
        ("2 + 3 * 4 - 1", 13),
        ("(2 + 3) * 4", 20),
        ("'bonjour'", "bonjour"),
        ("length('été')", 3),
        ("upper(commune)", "TOURNUS"),
        ("ifnull(null, 3)", 3),
        ("year(date'2007-11-20T01:23:45')", 2007),
        ("hour(date'2007-11-20T01:23:45')", 1),
        ("dayofweek(date_pose)", 6),
        ("quarter(date_pose)", 1),
        ("date_format(date_pose, 'dd/MM/YYYY')", "03/02/2024"),
        ("date_format(date_pose, \"'le 'd/M/yy ''\")", "le 3/2/24 '"),
        ("date_format(date_pose, 'E EEEE MMM MMMM')", "sam. samedi févr. février"),
        ("date_format(date_pose, 'xxxx-w-ww-e-D-DDD')", "2024-5-05-6-34-034"),
        ("date_format(date'2007-11-20T09:03:05', 'H:HH:m:mm:s:ss')", "9:09:3:03:5:05"),
        ("now()", "2021-05-06T12:34:55.4505+00:00"),
        ("now(year=2000)", "2000-05-06T12:34:55.4505+00:00"),
        ("now(years=-1)", "2020-05-06T12:34:55.4505+00:00"),
        ("now(year=2001, months=-1)", "2001-04-06T12:34:55.4505+00:00"),
        ("now(day=31, month=2)", "2021-02-28T12:34:55.4505+00:00"),
        ("now(weekday=0)", "2021-05-10T12:34:55.4505+00:00"),
        ("now(mondays=+1)", "2021-05-10T12:34:55.4505+00:00"),
        ("now(mondays=-1)", "2021-05-03T12:34:55.4505+00:00"),
        ("now(hours=-13)", "2021-05-05T23:34:55.4505+00:00"),
    ],
)
def test_expressions(ask, expression, expected):
    """The examples of the reference give what it says."""
    assert ask(select=f"{expression} as x", limit=1)[0]["x"] == expected


def test_dates_are_named_in_english_too(ask):
    found = ask(select="date_format(date_pose, 'EEEE MMMM') as x", limit=1, language="en")
    assert found == [{"x": "Saturday February"}]


def test_moments_are_told_in_the_zone_of_the_question(make_relation):
    relation = make_relation(
        "SELECT 1 AS _line, 1::BIGINT AS _row, TIMESTAMP '2024-07-01 00:30:00' AS local, "
        "TIMESTAMPTZ '2024-07-01 00:30:00+00' AS instant",
        {"local": "TIMESTAMP", "instant": "TIMESTAMPTZ"},
    )
    source = odsql.of_relation(relation)
    assert answer(source) == [
        {"local": "2024-06-30T22:30:00+00:00", "instant": "2024-07-01T00:30:00+00:00"}
    ]
    asked = answer(source, timezone="Europe/Paris", select="local, day(instant) as d, hour(local)")
    assert asked == [{"local": "2024-07-01T00:30:00+02:00", "d": 1, "hour(local)": 0}]
    for zone, rows in (("UTC", 0), ("Europe/Paris", 1)):
        assert len(answer(source, where="local >= date'2024-07-01'", timezone=zone)) == rows


def test_aggregates(ask):
    found = ask(
        select="count(*), count(commune), count(distinct code_insee) as codes, sum(tonnage), "
        "avg(habitants) as a, min(date_pose), max(tonnage), median(tonnage) as m, "
        "percentile(tonnage, 100) as p"
    )
    assert found == [
        {
            "count(*)": 5, "count(commune)": 4, "codes": 4, "sum(tonnage)": 109.55,
            "a": pytest.approx((5000 + 9007199254740993 + 12 - 1) / 4),
            "min(date_pose)": "2022-01-01", "max(tonnage)": 100.0, "m": 6.3, "p": 100.0,
        }
    ]  # fmt: skip


def test_aggregates_of_places(ask):
    found = ask(select="bbox(geo_shape) as b, envelope(geo_point_2d) as e")[0]
    ring = found["b"]["geometry"]["coordinates"][0]
    assert {x for x, _ in ring} == {4.91, 5.1}
    assert {y for _, y in ring} == {46.53, 46.7}
    assert found["e"]["geometry"]["type"] == "Polygon"


def test_groups_come_with_their_keys_the_largest_first(ask):
    assert ask(select="count(*) as n", group_by="code_insee", limit=2) == [
        {"n": 2, "code_insee": "71543"},
        {"n": 1, "code_insee": "71157"},
    ]


def test_absent_values_are_a_group_and_sort_last(ask):
    for way, first in (("asc", 2022), ("desc", 2024)):
        found = ask(select="count(*) as n", group_by="year(date_pose) as y", order_by=f"y {way}")
        assert (found[0]["y"], found[-1]) == (first, {"n": 1, "y": None})


def test_groups_sort_by_what_they_measure(ask):
    found = ask(
        select="commune, sum(tonnage) / count(*) * 10 as r",
        group_by="commune",
        order_by="r desc, commune",
    )
    assert [g["r"] for g in found] == [1000, 125, 1, -30.5, None]
    by_call = ask(group_by="code_insee", order_by="-count(*)", limit=1)
    assert by_call == [{"code_insee": "71543"}]


def test_ranges_of_numbers(ask):
    found = ask(select="count(*) as n", group_by="range(tonnage, *, 0, 12.5, *) as r", order_by="r")
    assert [(g["r"], g["n"]) for g in found] == [("[*, 0[", 1), ("[0, 12.5[", 1), ("[12.5, *[", 2)]
    found = ask(select="count(*) as n", group_by="range(habitants, 1, 13, 5000) as r")
    assert [(g["r"], g["n"]) for g in found] == [("[1, 12]", 1)]
    found = ask(select="count(*) as n", group_by="range(tonnage, 5) as r", order_by="r")
    assert [g["r"] for g in found] == ["[-5, 0[", "[0, 5[", "[10, 15[", "[100, 105["]


def test_ranges_of_dates(ask):
    found = ask(select="count(*) as n", group_by="range(date_pose, 1 month) as r", order_by="r")
    assert [(g["r"][:11], g["n"]) for g in found] == [
        ("[2022-01-01", 1), ("[2023-12-01", 1), ("[2024-02-01", 2),
    ]  # fmt: skip
    found = ask(group_by="range(date_pose, *, date'2023-01-01', date'2024-01-01') as r")
    assert [g["r"] for g in found] == ["[*, 2023-01-01[", "[2023-01-01, 2024-01-01["]


def test_pages_follow_one_another(ask):
    whole = [r["habitants"] for r in ask(order_by="commune desc, tonnage")]
    parts = [ask(order_by="commune desc, tonnage", limit=2, offset=n) for n in (0, 2, 4)]
    assert [r["habitants"] for page in parts for r in page] == whole
    shuffled = [[r["taux"] for r in ask(order_by=f"random({n})")] for n in (1, 1, 2)]
    assert shuffled[0] == shuffled[1] != shuffled[2]


def test_totals_are_exact_over_all_pages(communes):
    source = odsql.of_relation(communes)
    found = odsql.records(source, question(where="tonnage > 0"), 1)
    assert (found.total, len(found.records)) == (3, 1)
    grouped = odsql.records(source, question(group_by="code_insee"), 1)
    assert (grouped.total, grouped.grouped) == (4, True)


def test_one_record(communes):
    source = odsql.of_relation(communes)
    assert odsql.record(source, "2", question(select="commune")) == '{"commune":"Lacrost"}'
    for nothing in ("99", "x", "' or 1=1"):
        with pytest.raises(NotFound):
            odsql.record(source, nothing, question())


@pytest.mark.parametrize(
    "clauses",
    [
        {"select": "commune", "group_by": "code_insee"},
        {"select": "sum(commune)"},
        {"select": "max(geo_shape)"},
        {"select": "percentile(tonnage, 101)"},
        {"select": "sum(tonnage, habitants)"},
        {"select": "commune as a, tonnage as a"},
        {"select": "commune + 1"},
        {"select": "habitants * habitants * habitants * habitants * habitants"},
        {"group_by": "geo_shape"},
        {"group_by": "geo_cluster(geo_point_2d, 3)"},
        {"group_by": "range(commune, 3)"},
        {"group_by": "range(tonnage, 0)"},
        {"group_by": "range(date_pose, 2 months)"},
        {"group_by": "commune, commune"},
        {"order_by": "geo_point_2d"},
        {"order_by": "random('x')"},
        {"order_by": "inconnu"},
        {"refine": ("inconnu:1",)},
        {"refine": ("tonnage:douze",)},
        {"refine": ("date_pose:hier",)},
    ],
)
def test_what_does_not_suit_is_refused(ask, clauses):
    with pytest.raises(Malformed):
        ask(**clauses)


def test_refinements(ask):
    def codes(**clauses):
        return [r["code_insee"] for r in ask(select="code_insee", **clauses)]

    assert codes(refine=("commune:Tournus", 'commune:"Lacrost"')) == ["71543", "71248"]
    assert codes(refine=("date_pose:2024/02", "actif:true")) == ["71543"]
    assert codes(refine=("date_pose:2023",)) == codes(refine=("date_pose:2023-12-31",)) == ["71248"]
    assert codes(exclude=("commune:Tournus",)) == ["71248", "71359", "71543", "71157"]


def test_facets(communes):
    source = odsql.of_relation(communes)
    wanted = (odsql.Wanted("code_insee"), odsql.Wanted("date_pose"), odsql.Wanted("actif"))
    codes, dates, active = odsql.facets(source, question(refine=("date_pose:2024",)), wanted)
    assert [(v.value, v.count) for v in codes.values] == [("71157", 1), ("71543", 1)]
    assert [(v.value, v.count) for v in dates.values] == [("2024/02", 2)]
    assert [(v.value, v.count) for v in active.values] == [("false", 1), ("true", 1)]
    by_themselves = odsql.facets(source, question(), ())
    assert [facet.name for facet in by_themselves] == ["actif"]
    aside = odsql.facets(source, question(exclude=("commune:Tournus",)), (odsql.Wanted("commune"),))
    assert [(v.value, v.state) for v in aside[0].values][-1] == ("Tournus", "excluded")
    with pytest.raises(Malformed):
        odsql.facets(source, question(), (odsql.Wanted("agent"),))


def test_the_catalogue_is_asked_like_a_table():
    kinds = {"dataset_id": odsql.Kind.TEXT, "keyword": odsql.Kind.TEXTS}
    entries = [{"dataset_id": "a", "keyword": ["eau", "sol"]}, {"dataset_id": "b", "keyword": None}]
    source = odsql.of_catalogue(entries, kinds, prefix="default.")
    assert answer(source, where="default.keyword = 'eau'", select="dataset_id") == [
        {"dataset_id": "a"}
    ]
    assert answer(source, where="'sol' in keyword", select="keyword") == [
        {"keyword": ["eau", "sol"]}
    ]
    assert answer(source, where="'EAU'", select="count(*)") == [{"count(*)": 1}]
    assert answer(source, group_by="keyword", select="count(*) as n", order_by="keyword") == [
        {"n": 1, "keyword": "eau"}, {"n": 1, "keyword": "sol"}, {"n": 1, "keyword": None},
    ]  # fmt: skip
