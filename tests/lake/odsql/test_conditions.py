"""Conditions of ODSQL on five communes, one of them without a name, one without a place."""

from __future__ import annotations

import pytest

from terrier.domain.odsql import Malformed
from terrier.lake import odsql
from tests.lake.odsql.conftest import answer

TOURNUS, LACROST, PRETY, NAMELESS = "71543", "71248", "71359", "71157"


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("tonnage > 1", [TOURNUS, TOURNUS]),
        ("tonnage = 12.5", [TOURNUS]),
        ("tonnage in ]0.1..100]", [TOURNUS, TOURNUS]),
        ("habitants: [12 TO 5000]", [TOURNUS, PRETY]),
        ("habitants >= 9007199254740993", [LACROST]),
        ("taux > 1", [TOURNUS, TOURNUS]),
        ("taux is null", [LACROST, PRETY]),
        ("-tonnage > 0 or tonnage * 2 = 25", [TOURNUS, PRETY]),
        ("tonnage / 0 is null and commune = 'Tournus'", [TOURNUS]),
        ("commune = 'tournus'", []),
        ("commune != 'Tournus'", [LACROST, PRETY, TOURNUS]),
        ("not commune = 'Tournus'", [LACROST, PRETY, TOURNUS, NAMELESS]),
        ("commune in ('Tournus', 'Lacrost')", [TOURNUS, LACROST]),
        ("commune not in ('Tournus', 'Lacrost')", [PRETY, TOURNUS, NAMELESS]),
        ("commune is not null and not commune like 'tournus'", [LACROST, PRETY]),
        ("length(commune) > 7", [TOURNUS]),
        ("upper(commune) = 'LACROST' or lower(commune) = 'préty'", [LACROST, PRETY]),
        ("ifnull(commune, '?') = '?'", [NAMELESS]),
        ("actif", [TOURNUS, TOURNUS]),
        ("actif is false", [LACROST, NAMELESS]),
        ("actif is not true", [LACROST, PRETY, NAMELESS]),
        ("actif = false", [LACROST, NAMELESS]),
        ("date_pose = date'2024/02/03'", [TOURNUS, NAMELESS]),
        ("date_pose >= '2023-12-31' and date_pose < '2024'", [LACROST]),
        ("date_pose in [date'2022'..date'2023']", [TOURNUS]),
        ("year(date_pose) = 2024 and month(date_pose) = 2", [TOURNUS, NAMELESS]),
        ("date_pose < now(years=+1)", [TOURNUS]),
        ("date_pose > now()", [TOURNUS, LACROST, TOURNUS, NAMELESS]),
        ("date_format(date_pose, 'EEEE d MMMM yyyy') = 'samedi 3 février 2024'",
         [TOURNUS, NAMELESS]),
    ],
)  # fmt: skip
def test_values(rows, where, expected):
    assert rows(where) == expected


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("'tournus'", [TOURNUS, TOURNUS]),
        ("'tour'", []),
        ("'tour*'", [TOURNUS, TOURNUS]),
        ("'sud TOURNUS'", [TOURNUS]),
        ("'prety' or 'lacrost'", [LACROST, PRETY]),
        ("not 'tournus'", [LACROST, PRETY, NAMELESS]),
        ("commune like 'PRETY'", [PRETY]),
        ("suggest('lac')", [LACROST]),
        ("suggest(commune, 'acr')", []),
        ("startswith(commune, 'Tour')", [TOURNUS, TOURNUS]),
        ("startswith(commune, 'tour')", []),
        ("startswith(*, '7124')", [LACROST]),
        ("search(commune, 'turnos sud')", [TOURNUS]),
        ("search('tour')", [TOURNUS, TOURNUS]),
        ("search(*, 'lacrozt lac')", [LACROST]),
        ("search('xournus tour')", [TOURNUS, TOURNUS]),
        ("search('abcdefg tour')", []),
    ],
)
def test_words(rows, where, expected):
    assert rows(where) == expected


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("within_distance(geo_point_2d, geom'POINT(4.91 46.56)', 1400m)", [TOURNUS, LACROST]),
        ("within_distance(geo_shape, geom'POINT(4.91 46.56)', 1.3km)", [TOURNUS]),
        ("distance(geo_point_2d, geom'POINT(4.91 46.56)', 1mi)", [TOURNUS, LACROST]),
        ("within_distance(geo_point_2d, geom'POINT(4.91 46.56)', 900000km)",
         [TOURNUS, LACROST, PRETY, NAMELESS]),
        ("in_bbox(geo_point_2d, 46.55, 4.90, 46.58, 4.92)", [TOURNUS, LACROST]),
        ("in_bbox(geo_point_2d, 46.58, 4.92, 46.55, 4.90)", [TOURNUS, LACROST]),
        ("intersects(geo_shape, geom'POINT(4.93 46.53)')", [PRETY]),
        ("disjoint(geo_shape, geom'POINT(4.93 46.53)')", [TOURNUS, LACROST, NAMELESS]),
        ("within(geo_shape, geom'{\"type\":\"Polygon\",\"coordinates\":"
         "[[[5,46],[6,46],[6,47],[5,47],[5,46]]]}')", [NAMELESS]),
        ("geo_shape is null", [TOURNUS]),
    ],
)  # fmt: skip
def test_places(rows, where, expected):
    assert rows(where) == expected


@pytest.mark.parametrize(
    "where",
    [
        "inconnu = 1",
        "agent = 'secret 1'",
        "search(agent, 'secret')",
        "_line > 1",
        "_row = 1",
        "geom is null",
        "commune > 3",
        "tonnage = 'douze'",
        "tonnage",
        "commune",
        "sum(tonnage) > 3",
        "read_csv('/etc/passwd')",
        "getenv('HOME') = 'x'",
        "geo_shape = 'x'",
        "within_distance(commune, geom'POINT(1 1)', 1km)",
        "within_distance(geo_point_2d, geom'POINT(1 1)', 1 day)",
        "within_distance(geo_point_2d, geom'LINESTRING(1 1,2 2)', 1km)",
        "intersects(geo_shape, geom'PAS DU WKT')",
        "intersects(geo_shape, geom'POINT(500 1)')",
        "intersects(geo_shape, 'POINT(1 1)')",
        "in_bbox(geo_shape, 1, 2, 3)",
        "search(commune)",
        "search('')",
        "date_format(date_pose, 'QQ') = '1'",
        "now(year=0) > date_pose",
        "now(siecle=1) > date_pose",
        "distinct(commune) = 'x'",
        "like = 3 like 4",
    ],
)
def test_what_does_not_suit_is_refused(rows, where):
    with pytest.raises(Malformed):
        rows(where)


def test_a_masked_column_answers_like_one_that_never_was(ask):
    told = []
    for name in ("agent", "jamais"):
        with pytest.raises(Malformed) as refused:
            ask(where=f"{name} = 'secret 1'")
        told.append(refused.value.user_message.replace(name, "…"))
    assert told[0] == told[1]
    assert ask(where="'secret'") == []
    assert "agent" not in ask(limit=1)[0]


def test_limited_rows_stay_limited(tournus_only):
    source = odsql.of_relation(tournus_only)
    assert answer(source, select="count(*)", where="true = true or commune is null") == [
        {"count(*)": 2}
    ]
    assert len(answer(source, where="not commune = 'rien'")) == 2
    with pytest.raises(Malformed):
        answer(source, where="code_insee = '71248'")


def test_several_conditions_all_hold(ask):
    found = ask(select="code_insee", where=("actif", "tonnage > 50"))
    assert found == [{"code_insee": TOURNUS}]
