"""Answers taken away whole, in every format."""

from __future__ import annotations

import csv
import io
import json

import openpyxl
import pyarrow.parquet as pq
import pyogrio
import pytest

from terrier.domain.odsql import Malformed
from terrier.lake import odsql
from terrier.lake.export import FileFormat
from terrier.lake.odsql import CsvStyle, Streamed
from tests.lake.odsql.conftest import question


@pytest.fixture
def source(communes):
    return odsql.of_relation(communes)


def text_of(source, format, *, clauses=None, **options) -> str:
    return b"".join(odsql.stream(source, question(**(clauses or {})), format, **options)).decode()


def test_csv_is_that_of_explore(source):
    found = text_of(source, Streamed.CSV)
    assert found.startswith("\ufeffgeo_point_2d;geo_shape;code_insee;commune;tonnage")
    lines = list(csv.DictReader(io.StringIO(found.removeprefix("\ufeff")), delimiter=";"))
    assert lines[0]["geo_point_2d"] == "46.56, 4.91"
    assert json.loads(lines[0]["geo_shape"]) == {"type": "Point", "coordinates": [4.91, 46.56]}
    assert (lines[0]["tonnage"], lines[0]["actif"], lines[0]["date_pose"]) == (
        "12.50", "true", "2024-02-03",
    )  # fmt: skip
    assert lines[3]["commune"] == 'Tournus "sud"; =1+1'
    assert (lines[4]["commune"], lines[1]["tonnage"]) == ("", "")


def test_csv_in_other_styles(source):
    style = CsvStyle(",", quote_all=True, with_bom=False)
    asked = {"select": "code_insee, commune, tonnage", "order_by": "-tonnage"}
    found = text_of(source, Streamed.CSV, clauses=asked, style=style, labels=True, limit=1)
    assert found == '"Code_insee","Commune","Tonnage"\r\n"71543","Tournus ""sud""; =1+1",100.00\r\n'
    lone = text_of(source, Streamed.CSV, clauses={"select": "commune"}, style=style)
    assert lone.splitlines()[-1] == '""'


def test_json_and_its_lines_hold_every_record(source):
    whole = json.loads(text_of(source, Streamed.JSON))
    lines = [json.loads(line) for line in text_of(source, Streamed.JSON_LINES).splitlines()]
    assert whole == lines
    assert len(whole) == 5
    assert whole[0]["geo_point_2d"] == {"lon": 4.91, "lat": 46.56}
    assert text_of(source, Streamed.JSON, clauses={"where": "tonnage > 1000"}) == "[\n\n]\n"


def test_geojson(source):
    found = json.loads(text_of(source, Streamed.GEOJSON, clauses={"order_by": "-tonnage"}))
    assert found["type"] == "FeatureCollection"
    assert [f["properties"]["code_insee"] for f in found["features"]][:2] == ["71543", "71543"]
    assert found["features"][0]["geometry"] is None
    assert found["features"][1]["geometry"] == {"type": "Point", "coordinates": [4.91, 46.56]}
    with pytest.raises(Malformed):
        text_of(source, Streamed.GEOJSON, clauses={"select": "commune"})


def test_groups_are_exported_too(source):
    asked = {"select": "count(*) as n", "group_by": "code_insee"}
    assert len(json.loads(text_of(source, Streamed.JSON, clauses=asked))) == 4


def test_workbook(source, tmp_path):
    out = tmp_path / "o.xlsx"
    asked = question(
        select="count(*), sum(tonnage) as `Σ t`", group_by="commune", order_by="commune"
    )
    odsql.write(source, asked, FileFormat.XLSX, out, labels=True)
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(out).worksheets[0]]
    assert rows[0] == ["count(*)", "Σ t", "commune"]
    assert rows[1] == [1, None, "Lacrost"]
    assert list(tmp_path.iterdir()) == [out]


def test_parquet_and_geopackage(source, tmp_path):
    odsql.write(
        source, question(where="tonnage > 0"), FileFormat.GEOPARQUET, tmp_path / "o.parquet"
    )
    table = pq.read_table(tmp_path / "o.parquet")
    assert sorted(table.column("code_insee").to_pylist()) == ["71157", "71543", "71543"]
    assert "agent" not in table.column_names
    odsql.write(
        source, question(select="commune, geo_point_2d"), FileFormat.GEOPACKAGE, tmp_path / "o.gpkg"
    )
    meta = pyogrio.read_info(tmp_path / "o.gpkg")
    assert (meta["features"], list(meta["fields"])) == (5, ["commune"])
    with pytest.raises(Malformed):
        odsql.write(source, question(select="commune"), FileFormat.GEOPACKAGE, tmp_path / "x.gpkg")


@pytest.mark.parametrize("format", list(FileFormat))
def test_no_row_is_a_file_too(source, tmp_path, format):
    out = tmp_path / f"o.{format.value}"
    odsql.write(source, question(where="tonnage > 9000"), format, out)
    assert out.stat().st_size > 0
