from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from terrier.domain.kernel.errors import Invalid
from terrier.domain.tabular.context import TypingContext
from terrier.domain.tabular.plan import GeometryPlan, Repair, TablePlan
from terrier.lake import engine
from terrier.lake.relation import literal
from terrier.lake.typing.apply import type_table
from terrier.lake.typing.propose import propose_columns

NOWHERE = TypingContext()


def silent(step: str, share: float) -> None:
    """Report nothing."""


def rows(path, what="*", order="_row"):
    with engine.cursor() as cur:
        return cur.execute(
            f"SELECT {what} FROM read_parquet({literal(str(path))}) ORDER BY {order}"
        ).fetchall()


@pytest.fixture
def typed(stage, tmp_path):
    def of(columns, context=NOWHERE, **changes):
        path = stage(columns)
        names = list(columns)
        plan = TablePlan(
            source="",
            name="t",
            title="T",
            columns=propose_columns(path, names, names, None, context),
            **changes,
        )
        out = tmp_path / "out.parquet"
        return type_table(path, plan, out, progress=silent, context=context)

    return of


def test_rows_keep_their_line_and_order(typed):
    table = typed({"n": ["3", "1", "2"], "t": [" a", "b", None]})

    assert rows(table.path) == [(2, 1, 3, "a"), (3, 2, 1, "b"), (4, 3, 2, None)]
    assert (table.records, table.rejected) == (3, 0)


def test_types_and_values(typed):
    table = typed(
        {
            "montant": ["1 234,56", "0,5"],
            "taux": ["12,5 %", "3 %"],
            "jour": ["03/02/2024", "25/12/2023"],
            "mot": ["3 février 2024", "1er août 2024"],
            "actif": ["oui", "NON"],
            "gros": ["92233720368547758080", "-1"],
            "heure": ["8h30", "14:05:10"],
        }
    )

    assert rows(table.path, "* EXCLUDE (_line, _row)") == [
        (
            Decimal("1234.56"), Decimal("12.5"), dt.date(2024, 2, 3), dt.date(2024, 2, 3), True,
            Decimal("92233720368547758080"), dt.time(8, 30),
        ),
        (
            Decimal("0.50"), Decimal("3.0"), dt.date(2023, 12, 25), dt.date(2024, 8, 1), False,
            Decimal(-1), dt.time(14, 5, 10),
        ),
    ]  # fmt: skip
    assert [c.type for c in table.columns][:2] == ["DECIMAL(18,2)", "DECIMAL(18,1)"]
    assert table.columns[1].unit == "%"


def test_month_names_are_all_read(typed):
    months = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
    table = typed({"d": [f"{i} {m} 2023" for i, m in enumerate(months.split(), start=1)]})

    assert [d for (d,) in rows(table.path, "d")] == [dt.date(2023, i, i) for i in range(1, 13)]


def test_offsets_are_kept_as_instants(typed):
    table = typed(
        {"d": ["2024-02-03T10:00:00+01:00", "2024-02-03T09:00Z", "2024-02-03 11:00+0200"]}
    )

    assert [c.type for c in table.columns] == ["TIMESTAMPTZ"]
    assert {e for (e,) in rows(table.path, "epoch(d)")} == {1706950800.0}


def test_a_bad_value_rejects_its_row_with_the_reason(typed):
    values = [str(n) for n in range(10, 310)]
    values[12] = "douze"

    table = typed({"n": values})

    assert (table.records, table.rejected) == (299, 1)
    ((line, column, value, rule),) = rows(table.rejects_path, order="line")
    assert (line, column, value) == (14, "n", "douze")
    assert "nombre entier" in rule
    assert rule.startswith("La valeur")
    assert "Réparez" in rule
    assert "entier entier" not in rule
    kept = rows(table.path, "_line, _row, n")
    assert kept[11:13] == [(13, 12, 21), (15, 13, 23)]
    assert table.reports[0].rejected == 1


def test_a_repair_is_applied_before_typing(typed):
    values = [str(n) for n in range(10, 310)]
    values[12] = "douze"

    table = typed({"n": values}, repairs=(Repair(line=14, column="n", value="12"),))

    assert table.rejected == 0
    assert rows(table.path, "n")[12] == (12,)


def test_a_column_chosen_by_hand_never_loses_a_digit(stage, tmp_path):
    """A plan made for two decimals, applied to a file that has three: rejected, not rounded."""
    first = stage({"n": ["1,25", "2,50"]})
    later = stage({"n": ["1,25", "2,505"]})
    columns = propose_columns(first, ["n"], ["n"], None, NOWHERE)

    table = type_table(
        later, TablePlan("", "t", "T", columns), tmp_path / "o.parquet", progress=silent
    )

    assert (table.records, table.rejected) == (1, 1)
    assert "2 décimales au plus" in rows(table.rejects_path, "rule", "line")[0][0]


def test_keys_are_canonical_and_unique(typed):
    table = typed({"code": ["A12", "B1", "A12", None, "C"]}, key=("code",))

    assert rows(table.path, "_key") == [("A12",), ("B1",), ("C",)]
    told = rows(table.rejects_path, "line, rule", "line")
    assert told[0][0] == 4
    assert "déjà vue à la ligne 2" in told[0][1]
    assert told[1][0] == 5
    assert "vide" in told[1][1]
    assert {r.rule for r in table.rejects} >= {told[0][1].replace("à la ligne 2", "plus haut")}


def test_a_key_that_is_not_a_column_is_refused(typed):
    with pytest.raises(Invalid, match="absente"):
        typed({"code": ["A"]}, key=("absente",))


def test_a_qualifier_has_its_own_column(typed):
    table = typed({"mesure": ["<0,05", "1,5", "2", "<0,1", "3"]})

    assert rows(table.path, "mesure, mesure_qualificatif")[:2] == [
        (Decimal("0.05"), "<"),
        (Decimal("1.50"), None),
    ]


def test_parentheses_are_negative_where_shown_twice(typed):
    table = typed({"n": ["1,5", "2,5", "(6)", "(7,5)", "4", "5"]})

    assert [float(n) for (n,) in rows(table.path, "n")] == [1.5, 2.5, -6, -7.5, 4, 5]


def test_insee_codes_get_their_zero_back_and_the_report_says_so(typed):
    table = typed({"Code INSEE": ["71270", "1004", "2A004"]})

    assert [c for (c,) in rows(table.path, "code_insee")] == ["71270", "01004", "2A004"]
    report = table.reports[0]
    assert report.changed == 1
    assert [(e.before, e.after) for e in report.examples] == [("1004", "01004")]


def test_a_siret_typed_as_a_number_gets_its_zeros_back_where_its_key_proves_them(typed):
    table = typed({"SIRET": ["658019500011", "658019500012", "21920044100018"]})

    assert [c for (c,) in rows(table.path, "siret")] == [
        "00658019500011",
        "658019500012",
        "21920044100018",
    ]
    report = table.reports[0]
    assert [(e.before, e.after) for e in report.examples] == [("658019500011", "00658019500011")]
    assert [p.value for p in report.invalid_examples] == ["658019500012"]


def test_the_report_counts_what_happened(typed):
    table = typed({"n": ["1,5", "NC", "", None, "NC", "2,5", "3", "4", "5"]})

    report = table.reports[0]
    assert (report.filled, report.empty, report.missing) == (5, 2, {"NC": 2})
    assert report.changed == 2
    assert (report.distinct, report.distinct_exact) == (5, True)
    assert (report.minimum, report.maximum) == ("1.5", "5.0")
    assert ("1,5", "1.5") in [(e.before, e.after) for e in report.examples]


def test_wall_clock_times_around_the_changes(typed):
    table = typed(
        {
            "d": [
                "2024-03-31 02:30:00",
                "2024-10-27 02:30:00",
                "2024-10-27 03:30:00",
                "2024-01-01 00:30:00",
            ]
        }
    )

    clock = table.reports[0].clock
    assert (clock.nonexistent, clock.ambiguous) == (1, 1)
    assert [p.line for p in clock.examples] == [2, 3]


def test_impossible_coordinates_keep_the_row_and_are_listed(typed):
    table = typed(
        {"x": ["840000,5", "", "1e9"], "y": ["6600000,5", "", "5"]},
        geometry=GeometryPlan("xy", ("x", "y"), "EPSG:2154"),
    )

    assert table.records == 3
    assert table.geometry.located == 1
    assert (table.geometry.empty, table.geometry.impossible) == (1, 1)
    assert table.geometry.impossible_examples[0].line == 4
    ((lon, lat),) = rows(table.path, "ST_X(geom), ST_Y(geom)", "_row")[:1]
    assert (round(lon, 4), round(lat, 4)) == (4.8252, 46.4854)


def test_invalid_shapes_are_repaired_and_listed(typed):
    table = typed(
        {"geom_wkt": ["POLYGON((4 46,5 47,5 46,4 47,4 46))", "POINT Z (4 46 12)"]},
        geometry=GeometryPlan("wkt", ("geom_wkt",)),
    )

    assert table.geometry.repaired == 1
    assert table.geometry.repaired_examples[0].line == 2
    assert table.geometry.has_z
    assert all(v for (v,) in rows(table.path, "ST_IsValid(geom)"))


def test_features_outside_the_territory_are_counted_and_listed(typed):
    table = typed(
        {"lon": ["4,5", "2,3"], "lat": ["46,5", "48,8"]},
        context=TypingContext(bbox=(4.0, 46.0, 5.0, 47.0)),
        geometry=GeometryPlan("lonlat", ("lon", "lat")),
    )

    assert table.geometry.outside == 1
    (place,) = table.geometry.outside_examples
    assert (place.line, place.value) == (3, "2,3 ; 48,8")


def test_a_table_without_rows_can_be_read_with_its_geometry(typed):
    table = typed({"lon": [], "lat": []}, geometry=GeometryPlan("lonlat", ("lon", "lat")))

    with engine.cursor() as cur:
        described = cur.execute(
            f"DESCRIBE SELECT geom FROM read_parquet({literal(str(table.path))})"
        ).fetchall()
    assert described[0][1] == "GEOMETRY"
    assert table.records == 0


def test_no_partial_file_is_left_behind(typed):
    table = typed({"n": ["1"]})

    assert not list(table.path.parent.glob(".*partial"))
