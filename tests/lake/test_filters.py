from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from urllib.parse import parse_qs

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyproj import Geod

from terrier.domain.kernel.errors import Invalid
from terrier.lake.engine import cursor
from terrier.lake.filters import Box, Circle, Filter, Filters, Operator, parse
from terrier.lake.filters.words import pattern
from terrier.lake.relation import Relation
from terrier.lake.rows import count, page


def found(relation: Relation, query: str) -> list[object]:
    filters = parse(parse_qs(query, keep_blank_values=True), relation)
    rows = [row[0] for row in page(relation, filters).rows]
    assert count(relation, filters) == len(rows)
    return rows


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("", [1, 2, 3, 4, 5]),
        ("f.commune=eq:Tournus", [1]),
        ("f.commune=Tournus", [1]),
        ("f.commune=ne:Tournus", [2, 3, 4, 5]),
        ("f.commune=contains:pret", [3]),
        ("f.commune=contains:TOURN", [1, 4]),
        ("f.commune=starts:prÉ", [3]),
        ("f.commune=empty", [5]),
        ("f.commune=filled", [1, 2, 3, 4]),
        ("f.commune=in:Tournus&f.commune=in:Lacrost", [1, 2]),
        ("f.tonnage=gte:12,5", [1, 4]),
        ("f.tonnage=lt:0", [3]),
        ("f.tonnage=gt:-3,05&f.tonnage=lte:12.5", [1, 5]),
        ("f.tonnage=empty", [2]),
        ("f.habitants=eq:9 007 199 254 740 993", [2]),
        ("f.date_pose=gte:01/01/2024", [1, 5]),
        ("f.date_pose=eq:2023-12-31", [2]),
        ("f.actif=non", [2, 5]),
        ("f.taux=lt:0", [5]),
        ("o.tonnage=gte&f.tonnage=100", [4]),
        ("f.tonnage=&f.commune=contains:", [1, 2, 3, 4, 5]),
        ("q=PRETY", [3]),
        ("q=tournus+71543", [1, 4]),
        ("q=%25", []),
        ("bbox=4.90,46.55,4.925,46.58", [1, 2]),
        ("near=4.91,46.56,10", [1]),
        ("unknown=1&page=3", [1, 2, 3, 4, 5]),
    ],
)
def test_rows_found(communes: Relation, query: str, rows: list[int]) -> None:
    assert found(communes, query) == rows


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("f.tonnage=gte:beaucoup", "« beaucoup » ne convient pas à la colonne « Tonnage »"),
        ("f.habitants=eq:12,5", "nombre entier"),
        ("f.date_pose=eq:32/01/2024", "03/02/2024"),
        ("f.actif=peut-être", "oui ou non"),
        ("f.tonnage=contains:1", "n’est pas du texte"),
        ("f.actif=lt:oui", "vaut oui ou non"),
        ("o.commune=like&f.commune=x", "« like »"),
        ("bbox=1,2,3", "ouest,sud,est,nord"),
        ("bbox=5,46,4,47", "ouest,sud,est,nord"),
        ("bbox=nan,46,4,47", "ouest,sud,est,nord"),
        ("near=4,46,-1", "rayon"),
        ("q=" + "x" * 201, "trop longue"),
    ],
)
def test_errors_say_what_to_write(communes: Relation, query: str, says: str) -> None:
    with pytest.raises(Invalid, match=says):
        found(communes, query)


@pytest.mark.parametrize("hostile", ["agent", "nulle", '"; DROP', "x'--", "_line", "geom", "_key"])
def test_masked_and_unknown_columns_answer_alike(communes: Relation, hostile: str) -> None:
    for query in ({f"f.{hostile}": ["eq:1"]}, {f"f.{hostile}": ["empty"]}):
        with pytest.raises(Invalid) as refusal:
            parse(query, communes)
        assert refusal.value.user_message.replace(hostile, "X") == (
            "Aucune colonne « X » n’est disponible ici : choisissez une des colonnes affichées."
        )
    with pytest.raises(Invalid):
        count(communes, Filters((Filter(hostile, Operator.EQ, 1),)))


def test_row_limit_holds_under_every_filter(tournus_only: Relation) -> None:
    assert found(tournus_only, "") == [1, 4]
    assert found(tournus_only, "q=lacrost") == []
    assert found(tournus_only, "bbox=4,46,6,47") == [1]
    assert found(tournus_only, "q=71543") == []  # the code itself is masked
    with pytest.raises(Invalid):
        found(tournus_only, "f.code_insee=71543")


def test_free_text_does_not_search_masked_columns(communes: Relation) -> None:
    assert found(communes, "q=secret") == []


def test_places_need_a_geometry(make_relation) -> None:
    relation = make_relation("SELECT 1::BIGINT _line, 1::BIGINT _row, 'a' AS nom", {"nom": "TEXT"})
    with pytest.raises(Invalid, match="position"):
        parse({"bbox": ["4,46,5,47"]}, relation)


def test_hostile_column_names_are_columns(make_relation) -> None:
    name = 'a"; DROP TABLE x; --é.b'
    relation = make_relation(
        'SELECT 1::BIGINT _line, 1::BIGINT _row, \'v\' AS "a""; DROP TABLE x; --é.b"',
        {name: "TEXT"},
    )
    filters = parse({f"f.{name}": ["eq:v"]}, relation)
    assert count(relation, filters) == 1
    assert parse(parse_qs(filters.to_query()), relation) == filters


def test_moments_compared_with_a_day_mean_the_whole_day(make_relation) -> None:
    relation = make_relation(
        "SELECT 1::BIGINT _line, 1::BIGINT _row, TIMESTAMPTZ '2024-06-03 21:30:00+00' AS quand",
        {"quand": "TIMESTAMPTZ"},
    )
    assert found(relation, "f.quand=lte:03/06/2024") == [1]
    assert found(relation, "f.quand=eq:2024-06-03") == [1]  # 23:30 in Paris
    assert found(relation, "f.quand=gt:03/06/2024 23:29") == [1]
    assert found(relation, "f.quand=gt:03/06/2024 23:30") == []


def test_decimals_compare_exactly_beyond_their_scale(communes: Relation) -> None:
    assert found(communes, "f.tonnage=gt:12,499999999999999999999999999") == [1, 4]
    assert found(communes, "f.tonnage=lt:123456789012345678901234567890") == [1, 3, 4, 5]
    for wide in ("1" * 38, "0," + "1" * 35):
        with pytest.raises(Invalid, match="trop de chiffres"):
            found(communes, f"f.tonnage=lt:{wide}")


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    lon=st.floats(-60, 60), lat=st.floats(-60, 60), azimuth=st.floats(0, 360),
    radius=st.floats(5, 5000),
)  # fmt: skip
def test_metres_are_those_of_the_ellipsoid(make_relation, lon, lat, azimuth, radius) -> None:
    east, north, _ = Geod(ellps="WGS84").fwd(lon, lat, azimuth, radius)
    relation = make_relation(
        "SELECT 1::BIGINT _line, 1::BIGINT _row, ST_Point(?, ?) AS geom",
        {},
        params=[east, north],
        has_geometry=True,
    )

    def within(metres: float) -> int:
        circle = Filter("geom", Operator.WITHIN, Circle(lon, lat, metres))
        return count(relation, Filters((circle,)))

    assert (within(radius - 0.01), within(radius + 0.01)) == (0, 1)


def _unordered(item: Filter) -> Filter:
    among = item.value if isinstance(item.value, tuple) else None
    return replace(item, value=frozenset(among)) if among else item


TYPED = st.one_of(
    st.builds(Filter, st.just("commune"), st.just(Operator.EQ), st.text(min_size=1)),
    st.builds(
        Filter,
        st.just("tonnage"),
        st.sampled_from([Operator.GTE, Operator.LT]),
        st.decimals(-(10**9), 10**9, places=3),
    ),
    st.builds(Filter, st.just("habitants"), st.just(Operator.NE), st.integers(-(2**63), 2**63)),
    st.builds(
        Filter, st.just("date_pose"), st.just(Operator.GT), st.dates(date(1000, 1, 1))
    ),
    st.builds(Filter, st.just("actif"), st.just(Operator.EQ), st.booleans()),
    st.builds(
        Filter,
        st.just("code_insee"),
        st.just(Operator.IN),
        st.lists(st.text(min_size=1), min_size=1, max_size=4, unique=True).map(tuple),
    ),
    st.builds(Filter, st.just("commune"), st.just(Operator.EMPTY)),
    st.just(Filter("geom", Operator.WITHIN, Box(4.5, 46.25, 5, 46.75))),
)  # fmt: skip


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(items=st.lists(TYPED, max_size=5, unique_by=lambda f: f.column))
def test_an_address_gives_back_its_filters(communes: Relation, items: list[Filter]) -> None:
    filters = Filters(tuple(items), "deux mots")
    read = parse(parse_qs(filters.to_query(), keep_blank_values=True), communes)
    assert {_unordered(f) for f in read.items} == {_unordered(f) for f in filters.items}
    assert read.q == filters.q
    assert read.to_query() == filters.to_query()


def test_the_address_is_readable(communes: Relation) -> None:
    filters = Filters(
        (
            Filter("tonnage", Operator.GTE, Decimal("12.5")),
            Filter("date_pose", Operator.LT, date(2024, 2, 3)),
            Filter("commune", Operator.EQ, "Tournus"),
        )
    )
    assert filters.to_query() == (
        "f.commune=eq:Tournus&f.date_pose=lt:2024-02-03&f.tonnage=gte:12,5"
    )


TEXTS = st.text(
    st.characters(max_codepoint=0x24F, exclude_characters="\0")
    | st.sampled_from("éÉèêëçÇœŒàÀüÏ\u0301\u0327.*+?()[]^$|\\\n"),
    max_size=12,
)


@settings(max_examples=150, deadline=None)
@given(text=TEXTS, word=TEXTS.filter(lambda w: w.strip()))
def test_words_are_found_whatever_capitals_and_accents(text: str, word: str) -> None:
    with cursor() as db:
        wanted, found, started, starts = db.execute(
            "SELECT contains(f, w), regexp_matches(t, ?, 'i'), starts_with(f, w), "
            "regexp_matches(t, ?, 'i') FROM (SELECT t, strip_accents(lower(t)) AS f, "
            "strip_accents(lower(w)) AS w FROM (SELECT ?::TEXT AS t, ?::TEXT AS w))",
            [pattern(word), pattern(word, at_start=True), text, word],
        ).fetchone()
    # Kelvin and long s are k and s for the pattern alone.
    assert found >= wanted
    assert starts >= started
    if text.isascii() or not set(text) & {"\u212a", "\u017f"}:
        assert (found, starts) == (wanted, started)


def test_a_long_word_still_makes_a_pattern(communes) -> None:
    assert count(communes, parse({"q": ["anticonstitutionnellement" * 8]}, communes)) == 0
