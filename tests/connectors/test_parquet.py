"""Parquet and GeoParquet."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from pyproj import CRS

from terrier.connectors.parquet import Parquet
from terrier.domain.kernel.errors import Unreadable


def read(path: Path) -> tuple[Any, pa.Table]:
    connector = Parquet()
    part = connector.probe(path, "parquet", {}).parts[0]
    out = path.with_suffix(".staged")
    staged = connector.stage(path, "parquet", "", part.reading, out, lambda step, share: None)
    count = connector.count(path, "parquet", "", part.reading)
    assert staged.records == count.records
    return part, pq.read_table(out)


def geoparquet(path: Path, **column: Any) -> None:
    table = pa.table({"nom": ["a", "b"], "g": shapely.to_wkb(shapely.points([[1, 2], [3, 4]]))})
    described = {"encoding": "WKB", "geometry_types": ["Point"]} | column
    geo = {"version": "1.1.0", "primary_column": "g", "columns": {"g": described}}
    pq.write_table(table.replace_schema_metadata({"geo": json.dumps(geo)}), path)


def test_types_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    moment = datetime.datetime(2024, 3, 2, 10, tzinfo=datetime.UTC)
    table = pa.table(
        {
            "petit": pa.array([1, None], pa.int8()),
            "grand": pa.array([2**64 - 1, 1], pa.uint64()),
            "prix": pa.array([Decimal("1.50"), None], pa.decimal128(10, 2)),
            "jour": pa.array([datetime.date(2024, 3, 2)] * 2),
            "instant": pa.array([moment] * 2, pa.timestamp("ns", "UTC")),
            "liste": [[1, 2], []],
            "objet": [{"a": "é"}, {"a": None}],
            "choix": pa.array(["x", "y"]).dictionary_encode(),
            "NOM": ["a", "b"],
            "nom": ["c", "d\ufffd"],
        }
    )
    pq.write_table(table, path)
    part, staged = read(path)
    assert part.types == (
        "BIGINT", "DECIMAL(20,0)", "DECIMAL(10,2)", "DATE", "TIMESTAMPTZ", "TEXT", "TEXT", "TEXT",
        "TEXT", "TEXT",
    )  # fmt: skip
    assert part.columns[-2:] == ("NOM", "nom (2)")
    row = staged.to_pylist()[0]
    assert (row["grand"], row["prix"], row["instant"]) == (2**64 - 1, Decimal("1.50"), moment)
    assert (row["liste"], row["objet"], row["choix"]) == ("[1, 2]", '{"a": "é"}', "x")
    assert staged["_line"].to_pylist() == [1, 2]
    assert part.head[0][0] == "1"


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ({}, "EPSG:4326"),
        ({"crs": None}, None),
        ({"crs": CRS.from_epsg(2154).to_json_dict()}, "EPSG:2154"),
    ],
)
def test_crs_of_geoparquet(tmp_path: Path, column: dict[str, Any], expected: str | None) -> None:
    path = tmp_path / "g.parquet"
    geoparquet(path, **column)
    part, staged = read(path)
    assert (part.crs, part.geometry_type, part.columns) == (expected, "Point", ("nom",))
    assert shapely.from_wkb(staged["geom"][1].as_py()).coords[0] == (3.0, 4.0)


def test_other_geometry_encodings_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "g.parquet"
    geoparquet(path, encoding="point")
    with pytest.raises(Unreadable, match="« point »"):
        Parquet().probe(path, "parquet", {})


def test_an_empty_table(tmp_path: Path) -> None:
    path = tmp_path / "e.parquet"
    pq.write_table(pa.table({"a": pa.array([], pa.string())}), path)
    part, staged = read(path)
    assert (part.head, part.columns, staged.num_rows) == ((), ("a",), 0)


def test_a_truncated_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"a": list(range(1000))}), path)
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(Unreadable) as refusal:
        Parquet().probe(path, "parquet", {})
    assert "Parquet est abîmé" in refusal.value.user_message
