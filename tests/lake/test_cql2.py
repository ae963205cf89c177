"""Filters in CQL2: what they select, what they refuse, in which words."""

from __future__ import annotations

import json

import pytest

from terrier.domain.kernel.errors import Invalid
from terrier.domain.ogc.cql2 import read_json, read_text
from terrier.domain.ogc.crs import CRS84, system
from terrier.lake.engine import cursor
from terrier.lake.filters.cql2 import compile
from terrier.lake.items import Question, items
from terrier.lake.relation import Relation

LAMBERT_93 = system("EPSG:2154")
WGS84 = system("EPSG:4326")


def rows(relation: Relation, text: str, crs=CRS84) -> list[int]:
    """Give the numbers of the rows that a filter selects."""
    where = compile(read_text(text), relation, crs)
    page = items(relation, Question(where=where), limit=100)
    found = [feature["id"] for feature in json.loads(b"[" + page.features + b"]")]
    assert page.matched == len(found)
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("code_insee = '71543'", [1, 4]),
        ("code_insee <> '71543'", [2, 3, 5]),
        ("tonnage > 0.1", [1, 4]),
        ("tonnage >= 0.10 AND actif = FALSE", [5]),
        ("12.5 = tonnage", [1]),
        ("tonnage = -3.05 OR habitants = -1", [3, 4]),
        ("NOT (tonnage > 0)", [3]),
        ("habitants = 9007199254740993", [2]),
        ("habitants = 9007199254740992", []),
        ("habitants > 9007199254740992.5", [2]),
        ("taux = 1e22", [4]),
        ("taux < 0", [5]),
        ("habitants BETWEEN 12 AND 5000", [1, 3]),
        ("habitants NOT BETWEEN 12 AND 5000", [2, 4]),
        ("habitants IN (-1, 12)", [3, 4]),
        ("code_insee NOT IN ('71543', '71248')", [3, 5]),
        ("commune IS NULL", [5]),
        ("commune IS NOT NULL AND tonnage IS NULL", [2]),
        ("geom IS NULL", [4]),
        ("actif", [1, 4]),
        ("NOT actif", [2, 5]),
        ("TRUE", [1, 2, 3, 4, 5]),
        ("commune LIKE 'Tournus%'", [1, 4]),
        ("commune LIKE 'T_urnus'", [1]),
        ("commune LIKE 'tournus'", []),
        ("CASEI(commune) LIKE CASEI('tournus')", [1]),
        ("CASEI(commune) = CASEI('LACROST')", [2]),
        ("ACCENTI(commune) = ACCENTI('Prety')", [3]),
        ("CASEI(ACCENTI(commune)) IN (CASEI(ACCENTI('PRETY')), CASEI('lacrost'))", [2, 3]),
        ("commune = 'Tournus \"sud\"; =1+1'", [4]),
        ("commune = 'x'' OR 1=1 --'", []),
        ("date_pose = DATE('2024-02-03')", [1, 5]),
        ("date_pose < DATE('2024-01-01')", [2, 4]),
        ("date_pose = '2023-12-31'", [2]),
        ("date_pose >= TIMESTAMP('2024-02-02T23:30:00Z')", [1, 5]),
        ("T_AFTER(date_pose, DATE('2023-12-31'))", [1, 5]),
        ("T_BEFORE(date_pose, DATE('2023-12-31'))", [4]),
        ("T_DURING(date_pose, INTERVAL('2023-01-01', '2024-01-01'))", [2]),
        ("T_INTERSECTS(date_pose, INTERVAL('2023-12-31', '..'))", [1, 2, 5]),
        ("T_DISJOINT(date_pose, INTERVAL('2023-12-31', '..'))", [4]),
        ("T_INTERSECTS(date_pose, INTERVAL('..', '..'))", [1, 2, 4, 5]),
        ("T_EQUALS(date_pose, DATE('2022-01-01'))", [4]),
        ("tonnage * 2 = 25", [1]),
        ("tonnage + habitants > 5000", [1]),
        ("habitants % 5 = 2", [3]),
        ("habitants - 1 = 9007199254740992", [2]),
        ("habitants = habitants", [1, 2, 3, 4]),
        ("S_INTERSECTS(geom, POINT(4.91 46.56))", [1]),
        ("S_WITHIN(geom, POLYGON((4.9 46.5, 4.925 46.5, 4.925 46.6, 4.9 46.6, 4.9 46.5)))", [1, 2]),
        ("S_CONTAINS(BBOX(4.9, 46.5, 4.925, 46.6), geom)", [1, 2]),
        ("S_DISJOINT(geometry, BBOX(4.9, 46.5, 4.925, 46.6))", [3, 5]),
        ("NOT S_INTERSECTS(geom, BBOX(4.9, 46.5, 4.925, 46.6))", [3, 5]),
        ("S_EQUALS(geom, POINT(5.1 46.7))", [5]),
        ("S_CROSSES(geom, LINESTRING(4 46, 5 47))", []),
        ("S_TOUCHES(geom, LINESTRING(4.91 46.56, 5 47))", [1]),
        ("S_INTERSECTS(geom, geometry)", [1, 2, 3, 5]),
        ("S_CONTAINS(BBOX(0, 0, 2, 2), POINT(1 1))", [1, 2, 3, 4, 5]),
        ("S_OVERLAPS(geom, MULTIPOINT((4.91 46.56), (5 47)))", []),
    ],
)  # fmt: skip
def test_what_a_filter_selects(communes: Relation, text: str, expected: list[int]) -> None:
    assert rows(communes, text) == expected


def test_geometries_in_other_systems(communes: Relation) -> None:
    with cursor() as db:
        x, y = db.execute(
            "SELECT ST_X(p), ST_Y(p) FROM "
            "(SELECT ST_Transform(ST_Point(4.91, 46.56), 'EPSG:4326', 'EPSG:2154') AS p)"
        ).fetchone()
    near = f"S_INTERSECTS(geom, BBOX({x - 1}, {y - 1}, {x + 1}, {y + 1}))"
    assert rows(communes, near, LAMBERT_93) == [1]
    assert rows(communes, f"NOT {near}", LAMBERT_93) == [2, 3, 5]
    assert rows(communes, near) == []
    assert rows(communes, "S_INTERSECTS(geom, POINT(46.56 4.91))", WGS84) == [1]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("tonnage = 'beaucoup'", "« beaucoup ».*« Tonnage » (tonnage).*12.5"),
        ("code_insee = 71543", "« 71543 ».*(code_insee).*'71543'"),
        ("date_pose = 'hier'", "« hier ».*DATE"),
        ("date_pose = DATE('2024-02-30')", "« 2024-02-30 ».*DATE"),
        ("date_pose > 3", "« 3 ».*DATE"),
        ("actif = 'oui'", "« oui ».*TRUE"),
        ("actif > FALSE", "= TRUE"),
        ("commune > tonnage", "un texte.*un nombre"),
        ("commune + 1 = 2", "n’est pas un nombre"),
        ("tonnage", "comparez-la"),
        ("commune = NULL", "IS NULL"),
        ("tonnage LIKE '1%'", "n’est pas un texte"),
        ("commune LIKE 'a\\'", "doublez-le"),
        ("commune LIKE tonnage", "LIKE demande"),
        ("commune BETWEEN 'a' AND 'b'", "BETWEEN"),
        ("CASEI(tonnage) = 'a'", "n’est pas un texte"),
        ("T_AFTER(commune, DATE('2024-01-01'))", "n’est pas une date"),
        ("habitants = " + "9" * 40, "trop de chiffres"),
        ("habitants = 1e999", "trop de chiffres"),
        ("habitants = 9007199254740993 OR habitants = 9007199254740992", "ne se distinguent pas"),
        ("read_csv('/etc/passwd') = 1", "« read_csv » n’est pas proposé"),
        ("S_DWITHIN(geom, POINT(1 2), 10, metres)", "n’est pas proposé"),
        ("A_CONTAINS(commune, ('a', 'b'))", "n’est pas proposé"),
        ("S_INTERSECTS(commune, POINT(1 2))", "une géométrie écrite"),
        ("S_INTERSECTS(geom, POINT(a b))", "ne se lit pas"),
        ("S_INTERSECTS(geom, POINT EMPTY)", "vide"),
        ("S_INTERSECTS(geom, POLYGON((0 0, 1 1, 0 1, 1 0, 0 0)))", "se croise"),
        ("S_INTERSECTS(geom, BBOX(9, 9, 1, 1))", "BBOX"),
        ("commune = ", "ne se lit pas"),
        ("", "ne se lit pas"),
        ("commune = 'a' " * 200, "trop long"),
        ("(" * 30 + "actif" + ")" * 30, "trop compliqué"),
        ("NOT " * 300 + "actif", "trop compliqué"),
        ("habitants = " + "-" * 300 + "1", "trop compliqué"),
    ],
)  # fmt: skip
def test_what_a_filter_refuses(communes: Relation, text: str, told: str) -> None:
    with pytest.raises(Invalid, match=told.replace("(", r"\(").replace(")", r"\)")) as refused:
        rows(communes, text)
    assert refused.value.user_message.endswith(".")


def test_a_masked_column_is_as_if_it_did_not_exist(communes: Relation) -> None:
    told = []
    for name in ("agent", "agenu", "_row", "_key", "_line", "file_row_number"):
        with pytest.raises(Invalid) as refused:
            rows(communes, f"\"{name}\" = 'secret 1'")
        told.append(str(refused.value).replace(f"« {name} »", "« … »"))
    assert len(set(told)) == 1


def test_rows_that_are_withheld_stay_withheld(tournus_only: Relation) -> None:
    assert rows(tournus_only, "TRUE OR tonnage > 0") == [1, 4]
    with pytest.raises(Invalid, match="code_insee"):
        rows(tournus_only, "code_insee = '71248'")


def test_the_columns_of_a_filter_are_told(communes: Relation) -> None:
    tree = read_text("CASEI(commune) = 'a' OR T_AFTER(date_pose, DATE('2020-01-01'))")
    assert compile(tree, communes).columns == {"commune", "date_pose"}


def test_json_reads_like_text(communes: Relation) -> None:
    text = '{"op": "=", "args": [{"property": "habitants"}, 9007199254740993]}'
    where = compile(read_json(text), communes)
    assert items(communes, Question(where=where)).matched == 1


@pytest.mark.parametrize(
    "text",
    [
        "", "[", "[" * 1999, "[]", "3", "null", '"a"', "{}", '{"op": 3}', '{"op": "and"}',
        '{"op": "and", "args": []}', '{"op": "not", "args": [[]]}', '{"op": "in", "args": [1, 2]}',
        '{"op": "=", "args": [{"property": ["a"]}, 1]}', '{"op": "=", "args": [NaN, 1]}',
        '{"op": "=", "args": [{"date": 3}, {"date": null}]}',
        '{"op": "s_within", "args": [{"property": "geom"}, 3]}',
        '{"op": "s_within", "args": [{"property": "geom"}, {"type": "Polygon"}]}',
        '{"op": "s_within", "args": [{"property": "geom"}, {"bbox": "a"}]}',
        '{"op": "s_within", "args": [{"property": "geom"}, {"type": "Point", "coordinates": {}}]}',
        '{"op": "t_after", "args": [{"interval": 3}, {"interval": ["..", {}]}]}',
        '{"op": "like", "args": [{"property": "commune"}, {"op": "casei", "args": "a"}]}',
    ],
)  # fmt: skip
def test_json_that_is_no_filter(communes: Relation, text: str) -> None:
    with pytest.raises(Invalid):
        compile(read_json(text), communes)


def test_a_calculation_out_of_reach_is_refused(communes: Relation) -> None:
    with pytest.raises(Invalid, match="calcul"):
        rows(communes, "habitants * 9223372036854775807 * 9223372036854775807 > 1")
    assert rows(communes, "habitants / 0 > 1") == []
