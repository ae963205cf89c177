"""Bad and huge input: a sentence, or the right answer, and never a lost row."""

from __future__ import annotations

from dataclasses import replace

import pytest
import shapely

from terrier.domain.kernel.errors import Invalid
from terrier.domain.matching.definition import Kind, Period, Several, Summary
from terrier.lake.crossing import measure, meetings
from terrier.lake.engine import cursor
from terrier.lake.relation import Relation

from .tables import GROUND, brought, crossing, pair, table, written

TYPES = {"t": "TEXT", "i": "BIGINT", "d": "DATE", "s": "TIMESTAMP", "b": "BOOLEAN", "h": "TIME"}
ROW = ("a", 1, "2024-01-01", "2024-01-01 10:00:00", True, "10:00:00")
REFUSED = [
    (crossing(Kind.KEYS, pair("d", "t")), "« D » .date. et « T » .texte. ne se comparent"),
    (crossing(Kind.KEYS, pair("d", "s")), "demandez le même jour"),
    (crossing(Kind.KEYS, pair("b", "i")), "même nature"),
    (crossing(Kind.KEYS, pair("t", "d", period=Period.DAY)), "choisissez deux colonnes de dates"),
    (crossing(Kind.KEYS, pair("d", "s", until="t")), "ne se comparent pas"),
    (crossing(Kind.KEYS, pair("i", "h")), "même nature"),
    (crossing(Kind.KEYS), "Choisissez dans chaque table la colonne"),
    (crossing(Kind.KEYS, pair("gone", "t")), "n’est plus dans la première table"),
    (crossing(Kind.INSIDE), "n’a pas de position"),
    (crossing(Kind.COMMUNE_NAMES, pair("i", "t")), "un nom de commune est un texte"),
    (crossing(Kind.KEYS, pair("t", "t"), kept=("gone",)), "n’est plus dans la première table"),
    (crossing(Kind.KEYS, pair("t", "t"), perimeter=("71543",)), "ni position ni code"),
    (
        crossing(Kind.KEYS, pair("t", "t"), bring=[brought("x", Summary.VALUE, "t")]),
        "en rencontrer",
    ),
    (
        crossing(Kind.KEYS, pair("t", "t"), bring=[brought("x", Summary.SUM, "t")]),
        "ne s’additionne",
    ),
    (crossing(Kind.KEYS, pair("t", "t"), bring=[brought("T", Summary.COUNT)]), "autre nom"),
    (crossing(Kind.KEYS, pair("t", "t"), bring=[brought("geom", Summary.COUNT)]), "autre nom"),
    (crossing(Kind.KEYS, pair("t", "t"), bring=[brought("x", Summary.EXTENT)]), "étendue"),
    (crossing(Kind.KEYS, pair("t", "t"), bring=[brought("x", Summary.DISTANCE)]), "par distance"),
    (
        crossing(Kind.KEYS, pair("t", "t"), bring=[brought("x", Summary.SUM, "i", spread=True)]),
        "répartit",
    ),
]


@pytest.mark.parametrize(("asked", "sentence"), REFUSED)
def test_what_cannot_be_crossed_is_said(asked, sentence, tmp_path):
    one = table(tmp_path, TYPES, [ROW])
    with pytest.raises(Invalid, match=sentence):
        measure(one, one, asked, GROUND)


def test_places_that_do_not_suit_are_refused_or_counted(tmp_path):
    odd = [
        None,
        shapely.Point(),
        shapely.Point(float("inf"), 1),
        shapely.Point(500, 95),
        shapely.from_wkt("POLYGON ((0 0, 1 1, 0 1, 1 0, 0 0))"),
        shapely.from_wkt("GEOMETRYCOLLECTION (POINT (4.9 46.5), LINESTRING (4.9 46.5, 4.91 46.5))"),
        shapely.from_wkt("POLYGON Z ((4.8 46 1, 5 46 1, 5 47 1, 4.8 47 1, 4.8 46 1))"),
        shapely.from_wkt("MULTIPOINT (4.9 46.5, 4.95 46.55)"),
        shapely.from_wkt("POLYGON ((4.8 46, 4.8 46, 4.8 46, 4.8 46))"),
    ]
    one = table(tmp_path, {"v": "BIGINT"}, [[n] for n in range(len(odd))], odd)
    for kind in (Kind.INSIDE, Kind.HOLDS, Kind.OVERLAP, Kind.WITHIN_DISTANCE, Kind.NEAREST):
        asked = crossing(kind, metres=10_000 if kind is Kind.WITHIN_DISTANCE else None)
        made, rows = written(one, one, asked, tmp_path)
        assert made.report == measure(one, one, asked, GROUND)
        assert (made.records, len(rows)) == (len(odd), len(odd))
        assert made.report.left.without >= 3
    for metres in (-1, 2e6, float("nan")):
        with pytest.raises(Invalid, match="La distance va de"):
            measure(one, one, crossing(Kind.WITHIN_DISTANCE, metres=metres), GROUND)
    with pytest.raises(Invalid, match="à combien de mètres"):
        measure(one, one, crossing(Kind.WITHIN_DISTANCE), GROUND)


def test_empty_tables_and_no_match_are_reports(tmp_path):
    types = {"t": "TEXT", "v": "BIGINT"}
    full = table(tmp_path, types, [("a", 1), (None, 2)], [shapely.Point(4.9, 46.5), None])
    area = table(tmp_path, types, [("b", 1)], [shapely.box(1, 1, 2, 2)])
    none = table(tmp_path, types, [], [])
    bring = [
        brought("n", Summary.COUNT),
        brought("total", Summary.SUM, "v"),
        brought("share", Summary.SHARE),
    ]
    kinds = [
        crossing(Kind.KEYS, pair("t", "t"), bring=bring),
        *(
            crossing(k, metres=5, bring=bring)
            for k in Kind
            if k not in (Kind.KEYS, Kind.COMMUNE_NAMES)
        ),
        crossing(Kind.COMMUNE_NAMES, pair("t", "t"), bring=bring),
    ]
    for asked in kinds:
        for a, b in ((full, none), (none, full), (none, none), (full, area)):
            made, rows = written(a, b, asked, tmp_path)
            assert (made.report.pairs, made.report.left.matched) == (0, 0)
            assert made.report.rate in (0, None)
            assert all(row["n"] == 0 and row["total"] is None for row in rows)
            assert len(rows) == made.report.left.rows
            assert dict(made.columns) == {
                **types,
                "n": "BIGINT",
                "total": "BIGINT",
                "share": "DOUBLE",
            }


def test_names_of_columns_are_those_of_nobody(tmp_path):
    """Columns may bear any name, those of the tables that the computing makes too."""
    types = dict.fromkeys(
        ["row", "grp", "k", "k0", "g", "able", "settled", "name", "c0", "b0", 'a"b'], "TEXT"
    )
    one = table(tmp_path, types, [list(types)], [shapely.Point(4.9, 46.5)], keys=["key"])
    bring = [brought(f"x{n}", Summary.LIST, c) for n, c in enumerate(types)]
    for asked in (
        crossing(Kind.KEYS, *(pair(c, c) for c in types), bring=bring),
        crossing(Kind.COMMUNE_NAMES, pair("row", "row"), pair("grp", "grp"), bring=bring),
    ):
        _, (row,) = written(one, one, asked, tmp_path)
        assert [row[f"x{n}"] for n in range(len(types))] == list(types)


def test_exact_numbers(tmp_path):
    types = {"t": "TEXT", "i": "BIGINT", "c": "DECIMAL(10,2)", "x": "DOUBLE", "b": "BOOLEAN"}
    rows = [
        ("a", 2**62, "0.10", 0.1, True),
        ("a", 2**62, "0.20", 0.2, False),
        ("a", 2**62, "0.30", "nan", True),
        ("a", None, None, None, None),
    ]
    right = table(tmp_path, types, rows)
    left = table(tmp_path, {"t": "TEXT"}, [["a"], ["b"]])
    bring = [
        brought(f"{s.value}_{c}", s, c)
        for s in (Summary.SUM, Summary.MEAN, Summary.LIST)
        for c in "icxb"
    ]
    bring += [brought(f"{s.value}_{c}", s, c) for s in (Summary.MIN, Summary.MAX) for c in "icxbt"]
    asked = crossing(Kind.KEYS, pair("t", "t"), bring=[*bring, brought("n", Summary.COUNT)])
    made, (row, none) = written(left, right, asked, tmp_path)
    types = dict(made.columns)
    assert (row["sum_i"], types["sum_i"]) == (3 * 2**62, "DECIMAL(38,0)")
    assert (str(row["sum_c"]), types["sum_c"]) == ("0.60", "DECIMAL(38,2)")
    assert (row["sum_x"], row["sum_b"], types["sum_b"]) == (pytest.approx(0.3), 2, "BIGINT")
    assert (row["mean_c"], row["mean_x"], types["mean_c"]) == (
        pytest.approx(0.2),
        pytest.approx(0.15),
        "DOUBLE",
    )
    assert (row["max_x"], row["list_x"], row["list_b"]) == (0.2, "0.1 ; 0.2", "non ; oui")
    assert (types["min_c"], types["min_t"], types["max_b"]) == ("DECIMAL(10,2)", "TEXT", "BOOLEAN")
    assert none["n"] == 0
    assert all(
        v is None for n, v in none.items() if n.split("_")[0] in ("sum", "mean", "min", "list")
    )


def _repeated(path, rows: int, key: str = "'k'") -> Relation:
    one = table(path, {"t": "TEXT", "v": "BIGINT"}, [])
    with cursor() as db:
        out = path / f"repeated-{rows}.parquet"
        db.execute(
            f"COPY (SELECT i AS _line, i AS _row, {key}::TEXT AS t, i AS v "
            f"FROM range(1, {rows + 1}) t(i)) TO '{out}' (FORMAT parquet)"
        )
    return replace(one, path=out)


def test_a_key_repeated_a_hundred_thousand_times_on_both_sides(tmp_path):
    many = _repeated(tmp_path, 100_000)
    bring = [brought("n", Summary.COUNT), brought("total", Summary.SUM, "v")]
    asked = crossing(Kind.KEYS, pair("t", "t"), bring=bring, kept=())
    made, rows = written(many, many, asked, tmp_path)
    assert made.report.pairs == 10_000_000_000
    assert made.report.left.several == made.report.right.several == 100_000
    assert {(row["n"], row["total"]) for row in rows} == {(100_000, 5_000_050_000)}
    each = crossing(Kind.KEYS, pair("t", "t"), several=Several.EACH)
    with pytest.raises(Invalid, match="10\u202f000\u202f000\u202f000 lignes"):
        written(many, many, each, tmp_path)


def test_places_and_intervals_that_all_meet_are_refused_in_time(tmp_path, monkeypatch):
    monkeypatch.setattr(meetings, "MOST_MEETINGS", 10_000)
    rows = [[f"2024-01-{n % 28 + 1:02}"] for n in range(300)]
    spots = [shapely.Point(4.9, 46.5)] * 300
    many = table(tmp_path, {"d": "DATE"}, rows, spots)
    for asked in (
        crossing(Kind.WITHIN_DISTANCE, metres=10),
        crossing(Kind.KEYS, pair("d", "d", until="d")),
    ):
        if asked.link.kind is Kind.WITHIN_DISTANCE:
            with pytest.raises(Invalid, match="plus de 10\u202f000 rencontres"):
                measure(many, many, asked, GROUND)
        else:
            assert measure(many, many, asked, GROUND).left.matched == 300
