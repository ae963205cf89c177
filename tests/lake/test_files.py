from __future__ import annotations

import sqlite3
import zipfile
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pyogrio
import pytest

from terrier.domain.kernel.errors import Invalid, Unholdable
from terrier.lake.export import About, ExportResult, FileFormat, holding, vector, write_file
from terrier.lake.filters import NO_FILTERS, parse
from terrier.lake.relation import Relation


def made(relation: Relation, format: str, out: Path, filters=NO_FILTERS, **options) -> ExportResult:
    shares: list[float] = []
    result = write_file(
        relation,
        filters,
        FileFormat(format),
        out,
        progress=lambda step, share: shares.append(share),
        **options,
    )
    assert shares[-1] == 1.0
    assert [p.name for p in out.parent.iterdir() if "partial" in p.name] == []
    return result


def cells(path: Path) -> list[tuple[object, ...]]:
    book = openpyxl.load_workbook(path)
    return list(book["Données"].iter_rows(values_only=True))


def test_workbook(communes: Relation, tmp_path: Path) -> None:
    result = made(communes, "xlsx", tmp_path / "communes.xlsx", labels=True)
    rows = cells(result.path)
    assert result.rows == 5
    assert rows[0][:3] == ("Code_insee", "Commune", "Tonnage")
    assert rows[0][-2:] == ("longitude", "latitude")
    assert rows[1][:7] == ("71543", "Tournus", 12.5, 5000, datetime(2024, 2, 3), True, 1.5)  # noqa: DTZ001
    assert rows[2][3] == "9007199254740993"
    assert rows[2][6] is None
    assert rows[4][1] == 'Tournus "sud"; =1+1'
    assert rows[4][-2:] == (None, None)
    assert len(rows) == 6


def test_workbook_keeps_formulas_and_links_as_text(make_relation, tmp_path: Path) -> None:
    relation = make_relation(
        "SELECT row_number() OVER () AS _line, row_number() OVER () AS _row, v, d FROM "
        "(VALUES ('=1+1', DATE '1789-07-14'), ('http://x.fr', NULL)) t(v, d)",
        {"v": "TEXT", "d": "DATE"},
    )
    path = made(relation, "xlsx", tmp_path / "x.xlsx").path
    assert cells(path)[1:] == [("=1+1", "1789-07-14"), ("http://x.fr", None)]
    sheet = openpyxl.load_workbook(path)["Données"]
    assert sheet["A2"].data_type == "s"
    assert sheet["A3"].hyperlink is None


def test_workbook_refuses_what_it_cannot_hold(communes, make_relation, tmp_path, monkeypatch):
    monkeypatch.setattr(holding, "SHEET_ROWS", 5)
    with pytest.raises(Unholdable, match=r"4 lignes.*CSV"):
        made(communes, "xlsx", tmp_path / "x.xlsx")
    monkeypatch.undo()
    long = make_relation(
        "SELECT 1::BIGINT _line, 1::BIGINT _row, repeat('x', 32768) AS v", {"v": "TEXT"}
    )
    with pytest.raises(Unholdable, match=r"Ligne 1, colonne « v ».*CSV"):
        made(long, "xlsx", tmp_path / "y.xlsx")
    assert [p.name for p in tmp_path.iterdir() if p.suffix == ".xlsx"] == []


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:2154"])
def test_geopackage(communes: Relation, tmp_path: Path, crs: str) -> None:
    result = made(communes, "gpkg", tmp_path / "c.gpkg", crs=crs)
    info, table = pyogrio.read_arrow(result.path)
    assert info["crs"] == crs
    assert info["geometry_type"] == "Point"
    rows = table.to_pylist()
    assert rows[1]["habitants"] == 9007199254740993
    assert rows[0]["tonnage"] == 12.5
    bounds = pyogrio.read_info(result.path, force_total_bounds=True)["total_bounds"]
    assert bounds[0] == pytest.approx(4.91 if crs == "EPSG:4326" else 846_400, rel=1e-3)
    assert result.notes == ()


def test_geopackage_of_anything(make_relation, tmp_path: Path) -> None:
    relation = make_relation(
        "SELECT i AS _line, i AS _row, i AS fid, "
        "'1000000000000000000000000000000'::DECIMAL(38,0) AS grand, "
        "TIME '12:30:00' AS heure, TIMESTAMPTZ '2024-06-01 12:00:00+02' AS quand, "
        "1.1::DECIMAL(30,2) AS exact, ST_GeomFromText(g) AS geom FROM (VALUES "
        "(1::BIGINT, 'POINT(4 46)'), (2, 'POLYGON((4 46, 5 46, 5 47, 4 46))'), (3, NULL)) t(i, g)",
        {"fid": "BIGINT", "grand": "DECIMAL(38,0)", "heure": "TIME", "quand": "TIMESTAMPTZ",
         "exact": "DECIMAL(30,2)"},
        has_geometry=True,
    )  # fmt: skip
    result = made(relation, "gpkg", tmp_path / "any.gpkg")
    rows = pyogrio.read_arrow(result.path)[1].to_pylist()
    assert [row["fid"] for row in rows] == [1, 2, 3]
    assert rows[0]["exact"] == "1.10"
    assert rows[0]["grand"] == "1" + "0" * 30
    assert len(result.notes) == 2


def test_table_without_geometry_as_geopackage(make_relation, tmp_path: Path) -> None:
    flat = make_relation("SELECT 1::BIGINT _line, 1::BIGINT _row, 'é' AS nom", {"nom": "TEXT"})
    result = made(flat, "gpkg", tmp_path / "flat.gpkg")
    assert pyogrio.read_arrow(result.path)[1].to_pylist() == [{"nom": "é"}]


def test_shapefile(make_relation, tmp_path: Path) -> None:
    relation = make_relation(
        "SELECT 1::BIGINT _line, 1::BIGINT _row, 'été' AS nom_de_la_commune, "
        "2 AS nom_de_la_voie, true AS actif, TIMESTAMP '2024-06-01 12:00:00' AS quand, "
        "ST_GeomFromText('POLYGON((4 46, 5 46, 5 47, 4 46))') AS geom",
        {"nom_de_la_commune": "TEXT", "nom_de_la_voie": "INTEGER", "actif": "BOOLEAN",
         "quand": "TIMESTAMP"},
        has_geometry=True,
    )  # fmt: skip
    result = made(relation, "zip", tmp_path / "s.zip", crs="EPSG:2154")
    with zipfile.ZipFile(result.path) as archive:
        assert {Path(n).suffix for n in archive.namelist()} == {
            ".shp", ".dbf", ".shx", ".prj", ".cpg",
        }  # fmt: skip
        assert archive.read("s.cpg") == b"UTF-8"
        archive.extractall(tmp_path / "out")
    info, table = pyogrio.read_arrow(tmp_path / "out" / "s.shp")
    (row,) = table.to_pylist()
    assert row["nom_de_la_"] == "été"
    assert row["nom_de_l_2"] == 2
    assert row["quand"] == "2024-06-01T12:00:00"
    assert info["crs"] == "EPSG:2154"
    assert result.notes == (
        "Noms de colonnes raccourcis à 10 caractères : nom_de_la_commune → nom_de_la_, "
        "nom_de_la_voie → nom_de_l_2.",
    )


def test_shapefile_refusals_name_a_remedy(make_relation, communes, tmp_path, monkeypatch) -> None:
    mixed = make_relation(
        "SELECT i AS _line, i AS _row, ST_GeomFromText(g) AS geom FROM (VALUES "
        "(1::BIGINT, 'POINT(4 46)'), (2, 'LINESTRING(4 46, 5 46)')) t(i, g)",
        {},
        has_geometry=True,
    )
    long = make_relation(
        "SELECT 1::BIGINT _line, 1::BIGINT _row, repeat('é', 128) AS v, ST_Point(4, 46) AS geom",
        {"v": "TEXT"},
        has_geometry=True,
    )
    flat = make_relation("SELECT 1::BIGINT _line, 1::BIGINT _row, 'é' AS nom", {"nom": "TEXT"})
    for relation, says in ((mixed, "plusieurs : prenez le GeoPackage"), (long, "256 octets")):
        with pytest.raises(Unholdable, match=says):
            made(relation, "zip", tmp_path / "s.zip")
    with pytest.raises(Invalid, match="position"):
        made(flat, "zip", tmp_path / "s.zip")
    monkeypatch.setattr(holding, "SHAPEFILE_BYTES", 100)
    with pytest.raises(Unholdable, match="2 Go"):
        made(communes, "zip", tmp_path / "s.zip")


def test_short_names_are_unique_whatever_the_case() -> None:
    names = ["geometrie_a", "geometrie_b", "GEOMETRIE_c", "été_à_tournus", "court"]
    short = vector.short_names(names)
    assert len({s.lower() for s in short.values()}) == len(names)
    assert all(len(s.encode()) <= 10 for s in short.values())
    assert short["court"] == "court"


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:2154"])
def test_geoparquet_opens_in_geopandas(communes: Relation, tmp_path: Path, crs: str) -> None:
    geopandas = pytest.importorskip("geopandas")
    filters = parse({"f.commune": ["contains:tournus"]}, communes)
    result = made(communes, "parquet", tmp_path / "g.parquet", filters, crs=crs)
    frame = geopandas.read_parquet(result.path)
    assert frame.crs.to_epsg() in {None if crs == "EPSG:4326" else 2154, int(crs[5:])}
    assert list(frame["commune"]) == ["Tournus", 'Tournus "sud"; =1+1']
    assert frame.geometry.x[0] == pytest.approx(4.91 if crs == "EPSG:4326" else 846_400, rel=1e-3)
    assert "agent" not in frame.columns
    assert result.rows == 2


@pytest.mark.parametrize("crs", ["EPSG:0", "'; DROP", "+proj=longlat", ""])
def test_unknown_crs_is_refused(communes: Relation, tmp_path: Path, crs: str) -> None:
    with pytest.raises(Invalid, match="système de coordonnées"):
        made(communes, "gpkg", tmp_path / "x.gpkg", crs=crs)


ABOUT = About(
    "Points d’eau « d’incendie »",
    "Val Clair",
    "Licence Ouverte 2.0",
    3,
    date(2026, 2, 1),
    extract=True,
    fictional=True,
)


def test_every_file_says_what_it_is(communes: Relation, tmp_path: Path) -> None:
    paths = {
        format: made(communes, format, tmp_path / f"c.{format}", about=ABOUT).path
        for format in ("xlsx", "gpkg", "zip", "parquet")
    }
    book = openpyxl.load_workbook(paths["xlsx"])
    assert book.sheetnames == ["Données", "À propos"]
    assert ("Licence", "Licence Ouverte 2.0") in set(book["À propos"].iter_rows(values_only=True))
    assert "Territoire fictif" in book.properties.description
    with sqlite3.connect(paths["gpkg"]) as db:
        identifier, said = db.execute(
            "SELECT identifier, description FROM gpkg_contents"
        ).fetchone()
    assert identifier == ABOUT.title
    assert said == ABOUT.text()
    with zipfile.ZipFile(paths["zip"]) as archive:
        assert "Version : 3 du 01/02/2026" in archive.read("LISEZMOI.txt").decode()
    metadata = pq.read_schema(paths["parquet"]).metadata
    assert metadata[b"terrier:titre"].decode() == ABOUT.title
    assert b"geo" in metadata
    assert "extrait" in metadata["terrier:étendue".encode()].decode()


def test_what_is_refused_is_known_before_writing(communes: Relation) -> None:
    bulk = holding.bulk_of(communes)
    assert (bulk.rows, bulk.kinds, bulk.vertices) == (5, {"POINT"}, 4)
    assert bulk.longest[:3] == (5, len('Tournus "sud"; =1+1'), 0)
    with pytest.raises(Unholdable, match="GeoPackage"):
        holding.check_shapefile(communes, replace(bulk, kinds=frozenset({"POINT", "POLYGON"})))
    with pytest.raises(Unholdable, match="1048575 lignes"):
        holding.check_sheet(1_048_576, 3)
    holding.check_sheet(1_048_575, 3)
