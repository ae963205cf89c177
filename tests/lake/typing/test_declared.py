"""Formats that declare their types: Parquet, GeoPackage, spreadsheets."""

from __future__ import annotations

import pytest

from terrier.domain.kernel.errors import Invalid
from terrier.domain.tabular.context import TypingContext
from terrier.domain.tabular.plan import GeometryPlan, Repair, TablePlan
from terrier.lake import engine
from terrier.lake.relation import literal
from terrier.lake.typing.apply import type_table
from terrier.lake.typing.propose import propose_columns
from terrier.lake.typing.propose_geometry import propose_geometry


@pytest.fixture
def declared(tmp_path):
    def write(select: str):
        path = tmp_path / "staged.parquet"
        with engine.cursor() as cur:
            cur.execute(f"COPY ({select}) TO {literal(str(path))} (FORMAT parquet)")
        return path

    return write


def typed(path, tmp_path, columns, types, geometry=None, **changes):
    plans = propose_columns(path, columns, columns, types, TypingContext())
    plan = TablePlan("", "t", "T", plans, geometry, **changes)
    return type_table(path, plan, tmp_path / "out.parquet", progress=lambda s, f: None)


def rows(table, what):
    with engine.cursor() as cur:
        return cur.execute(
            f"SELECT {what} FROM read_parquet({literal(str(table.path))}) ORDER BY _row"
        ).fetchall()


def test_declared_types_become_types_of_the_lake(declared, tmp_path):
    path = declared(
        "SELECT 1 AS _line, 3::INTEGER AS a, 0.1::FLOAT AS b, [1, 2] AS c, "
        "18446744073709551615::UBIGINT AS d, {'k': 1} AS e"
    )

    table = typed(path, tmp_path, list("abcde"), ["INTEGER", "FLOAT", "INTEGER[]", "UBIGINT", "S"])

    assert [c.type for c in table.columns] == ["BIGINT", "DOUBLE", "TEXT", "DECIMAL(38,0)", "TEXT"]
    assert rows(table, "a, b, c, d::TEXT, e") == [
        (3, 0.1, "[1,2]", "18446744073709551615", '{"k":1}')
    ]


def test_a_layer_without_attributes_keeps_its_shapes(declared, tmp_path):
    path = declared(
        "SELECT 1 AS _line, ST_AsWKB(ST_GeomFromText("
        "'LINESTRING (840000 6600000, 840100 6600100)')) AS geom"
    )
    plan = propose_geometry(path, [], [], TypingContext(), native=True)

    table = typed(path, tmp_path, [], [], plan)

    assert plan.crs == "EPSG:2154"
    assert "ne dit pas son système" in plan.crs_reason
    assert (table.records, table.geometry.located, table.geometry.types) == (1, 1, ("LINESTRING",))


def test_a_column_may_have_any_name(declared, tmp_path):
    path = declared('SELECT 1 AS _line, 4.5 AS built, 46.5 AS "le ""point"""')
    columns = ["built", 'le "point"']

    table = typed(
        path, tmp_path, columns, ["DOUBLE", "DOUBLE"], GeometryPlan("lonlat", tuple(columns))
    )

    assert [c.name for c in table.columns] == ["built", "le_point"]
    assert table.geometry.located == 1


def test_a_repair_obeys_the_declared_type(declared, tmp_path):
    path = declared("SELECT 1 AS _line, 3 AS a UNION ALL SELECT 2, 4")

    table = typed(path, tmp_path, ["a"], ["INTEGER"], repairs=(Repair(2, "a", "40"),))

    assert rows(table, "a") == [(3,), (40,)]
    with pytest.raises(Invalid, match="Ligne 2"):
        typed(path, tmp_path, ["a"], ["INTEGER"], repairs=(Repair(2, "a", "douze"),))
