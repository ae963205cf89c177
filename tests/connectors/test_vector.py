"""Vector layers of every format, with what real ones lack."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pyogrio.raw
import pytest
import shapely

from terrier.connectors.archive import Archive
from terrier.connectors.contract import Staged
from terrier.connectors.recognise import recognise
from terrier.connectors.vector import Vector
from terrier.domain.kernel.errors import Unreadable

POINTS = [(652_000.0, 6_862_000.0), (652_100.5, 6_862_100.5), (652_200.0, 6_862_300.0)]
NAMES = ["Mâcon", "Préty", "école"]
DRIVERS = {
    "geopackage": ("GPKG", ".gpkg"),
    "shapefile": ("ESRI Shapefile", ".shp"),
    "mapinfo_tab": ("MapInfo File", ".tab"),
    "mapinfo_mif": ("MapInfo File", ".mif"),
    "flatgeobuf": ("FlatGeobuf", ".fgb"),
}


def write(path: Path, driver: str, crs: str | None = "EPSG:2154", **options: Any) -> Path:
    geometry = shapely.to_wkb(shapely.points(POINTS))
    fields = [np.array(NAMES, object), np.array([1, 2, 3], np.int32), np.array([0.5, 1.5, 2.5])]
    pyogrio.raw.write(
        str(path), geometry, fields, ["nom", "n", "taux"], driver=driver, geometry_type="Point",
        crs=crs, **options,
    )  # fmt: skip
    return path


def originals(folder: Path) -> dict[str, tuple[int, bytes]]:
    files = (p for p in folder.iterdir() if p.is_file())
    return {p.name: (p.stat().st_mtime_ns, p.read_bytes()) for p in files}


def read(path: Path, format: str, number: int = 0) -> tuple[Any, Staged, list[dict[str, Any]]]:
    before = originals(path.parent)
    connector = Vector()
    part = connector.probe(path, format, {}).parts[number]
    out = path.parent / "out.parquet"
    staged = connector.stage(path, format, part.source, part.reading, out, lambda step, share: None)
    count = connector.count(path, format, part.source, part.reading)
    assert staged.records == count.records == count.lines
    assert {n: v for n, v in originals(path.parent).items() if n != out.name} == before
    return part, staged, pq.read_table(out).to_pylist()


@pytest.mark.parametrize("format", sorted(DRIVERS))
def test_formats_that_gdal_writes(tmp_path: Path, format: str) -> None:
    driver, suffix = DRIVERS[format]
    path = write(tmp_path / f"points{suffix}", driver, encoding="UTF-8")
    part, _, rows = read(path, format)
    assert part.columns == ("nom", "n", "taux")
    assert part.types[0] == "TEXT"
    assert part.crs == "EPSG:2154"
    assert part.geometry_type in ("Point", "Unknown")
    by_name = {r["nom"]: r for r in rows}
    assert set(by_name) == set(NAMES)
    place = shapely.from_wkb(by_name["Préty"]["geom"])
    # A MapInfo table holds coordinates as integers over the bounds of the projection.
    assert (place.x, place.y) == pytest.approx(POINTS[1], abs=0.02)
    assert by_name["Préty"]["taux"] == 1.5
    assert sorted(r["_line"] for r in rows) == [1, 2, 3]


def test_a_geodatabase_in_a_zip(tmp_path: Path) -> None:
    folder = write(tmp_path / "réseau.gdb", "OpenFileGDB")
    path = tmp_path / "livraison.zip"
    with zipfile.ZipFile(path, "w") as target:
        for piece in folder.iterdir():
            target.write(piece, f"livraison/{folder.name}/{piece.name}")
        target.writestr("livraison/lisez-moi.csv", "a;b\n1;2\n")
    found = Archive().probe(path, "zip", {})
    assert not found.evidence
    part, other = sorted(found.parts, key=lambda p: p.geometry_type or "~")
    assert (part.title, part.columns, part.crs) == ("réseau", ("nom", "n", "taux"), "EPSG:2154")
    assert other.columns == ("a", "b")
    out = tmp_path / "out.parquet"
    Archive().stage(path, "zip", part.source, part.reading, out, lambda step, share: None)
    assert Archive().count(path, "zip", part.source, part.reading).records == 3
    assert pq.read_table(out)["nom"].to_pylist() == NAMES


def test_a_geojson_of_metres_that_says_nothing(tmp_path: Path) -> None:
    """Degrees are what the standard says; the door then looks for the system of the metres."""
    path = tmp_path / "metres.geojson"
    features = [
        {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": point}}
        for point in POINTS
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    part, _, rows = read(path, "geojson")
    assert part.crs is None
    assert "n'en sont pas" in next(e.proof for e in part.evidence if e.what == "crs")
    assert len(rows) == 3


def test_a_drawing(tmp_path: Path) -> None:
    path = tmp_path / "plan.dxf"
    entity = "0\nPOINT\n8\nEAU\n10\n{}\n20\n{}\n"
    points = "".join(entity.format(x, y) for x, y in POINTS)
    path.write_text(f"  0\nSECTION\n2\nENTITIES\n{points}0\nENDSEC\n0\nEOF\n")
    assert recognise(path).format == "dxf"
    part, _, rows = read(path, "dxf")
    assert (part.crs, part.geometry_type) == (None, "Unknown")
    assert [row["Layer"] for row in rows] == ["EAU"] * 3
    assert [shapely.from_wkb(row["geom"]).coords[0][:2] for row in rows] == POINTS


@pytest.mark.parametrize("encoding", ["cp1252", "cp850", "utf-8"])
def test_shapefile_without_cpg(tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path / "s.shp", "ESRI Shapefile", encoding="UTF-8")
    table = path.with_suffix(".dbf")
    data = bytearray(table.read_bytes())
    for name in NAMES:
        utf8, other = name.encode(), name.encode(encoding)
        data = data.replace(utf8, other.ljust(len(utf8)))
    data[29] = 0
    table.write_bytes(data)
    path.with_suffix(".cpg").unlink()
    part, _, rows = read(path, "shapefile")
    assert part.reading["encoding"] == encoding
    assert [r["nom"] for r in rows] == NAMES
    proof = next(e.proof for e in part.evidence if e.what == "encoding")
    assert proof.startswith("Sans fichier .cpg")
    assert "« Mâcon »" in proof


def test_shapefile_without_prj_shx_and_attributes(tmp_path: Path) -> None:
    path = write(tmp_path / "s.shp", "ESRI Shapefile")
    for suffix in (".prj", ".shx", ".dbf", ".cpg"):
        path.with_suffix(suffix).unlink()
    part, _, rows = read(path, "shapefile")
    assert (part.crs, part.columns, len(rows)) == (None, (), 3)
    assert "ne dit pas" in next(e.proof for e in part.evidence if e.what == "crs")
    assert "n'a que des formes" in part.notes[0]


@pytest.mark.parametrize("size", [0, 50, 110])
def test_a_cut_index_is_done_without(tmp_path: Path, size: int) -> None:
    path = write(tmp_path / "s.shp", "ESRI Shapefile")
    index = path.with_suffix(".shx")
    index.write_bytes(index.read_bytes()[:size])
    _, _, rows = read(path, "shapefile")
    assert [r["nom"] for r in rows] == NAMES


def test_pieces_in_capitals_are_found(tmp_path: Path) -> None:
    path = write(tmp_path / "s.shp", "ESRI Shapefile")
    path.with_suffix(".dbf").rename(tmp_path / "S.DBF")
    _, _, rows = read(path, "shapefile")
    assert [r["n"] for r in rows] == [1, 2, 3]


def test_geopackage_of_several_layers_one_without_geometry(tmp_path: Path) -> None:
    path = write(tmp_path / "g.gpkg", "GPKG", layer="points")
    pyogrio.raw.write(
        str(path), None, [np.array(["a"], object)], ["code"], driver="GPKG", geometry_type=None,
        crs=None, layer="valeurs", append=True,
    )  # fmt: skip
    probe = Vector().probe(path, "geopackage", {})
    assert [(p.source, p.geometry_type) for p in probe.parts] == [
        ("points", "Point"),
        ("valeurs", None),
    ]
    part, _, rows = read(path, "geopackage", 1)
    assert rows == [{"_line": 1, "code": "a"}]
    assert part.crs is None


def test_geojson_keeps_mixed_geometries_height_and_lists(tmp_path: Path) -> None:
    features = [
        {"type": "Feature", "properties": {"a": [1, 2], "b": {"c": "é"}},
         "geometry": {"type": "Point", "coordinates": [4.8, 46.3, 210.5]}},
        {"type": "Feature", "properties": {"a": None, "d": "x"},
         "geometry": {"type": "LineString", "coordinates": [[4.8, 46.3], [4.9, 46.4]]}},
        {"type": "Feature", "properties": {"a": []}, "geometry": None},
    ]  # fmt: skip
    path = tmp_path / "m.geojson"
    path.write_text(json.dumps({"features": features, "type": "FeatureCollection"}))
    part, _, rows = read(path, "geojson")
    assert part.crs == "EPSG:4326"
    assert shapely.from_wkb(rows[0]["geom"]).z == 210.5
    assert shapely.from_wkb(rows[1]["geom"]).geom_type == "LineString"
    assert rows[2]["geom"] is None
    assert json.loads(rows[0]["a"]) == [1, 2]
    assert json.loads(rows[0]["b"]) == {"c": "é"}


def test_a_single_feature_is_one_record(tmp_path: Path) -> None:
    path = tmp_path / "one.geojson"
    path.write_text('{"type":"Feature","properties":{"a":1},"geometry":null}')
    _, staged, _ = read(path, "geojson")
    assert staged.records == 1


def test_kml_and_gpx(tmp_path: Path) -> None:
    kml = tmp_path / "k.kml"
    kml.write_text(
        '<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark>'
        "<name>Préty</name><Point><coordinates>4.9,46.5,0</coordinates></Point></Placemark>"
        "</Document></kml>",
        encoding="utf-8",
    )
    part, _, rows = read(kml, "kml")
    assert (part.crs, rows[0]["Name" if "Name" in rows[0] else "name"]) == ("EPSG:4326", "Préty")
    gpx = tmp_path / "g.gpx"
    gpx.write_text(
        '<?xml version="1.0"?><gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">'
        '<wpt lat="46.5" lon="4.9"><name>Borne</name></wpt></gpx>'
    )
    probe = Vector().probe(gpx, "gpx", {})
    assert "waypoints" in [p.source for p in probe.parts]


def test_arcs_become_broken_lines(tmp_path: Path) -> None:
    straight = (
        '<gml:LineString srsName="EPSG:2154"><gml:posList>5 5 6 6</gml:posList></gml:LineString>'
    )
    arc = (
        '<gml:Curve srsName="EPSG:2154"><gml:segments><gml:Arc><gml:posList>0 0 1 1 2 0'
        "</gml:posList></gml:Arc></gml:segments></gml:Curve>"
    )
    members = "".join(
        f"<gml:featureMember><a:Voie><a:trace>{shape}</a:trace></a:Voie></gml:featureMember>"
        for shape in (straight, arc)
    )
    path = tmp_path / "v.gml"
    path.write_text(
        f'<a:C xmlns:a="http://a" xmlns:gml="http://www.opengis.net/gml/3.2">{members}</a:C>'
    )
    _, staged, rows = read(path, "gml")
    lines = [shapely.from_wkb(r["geom"]) for r in rows]
    assert [line.geom_type for line in lines] == ["LineString", "LineString"]
    assert lines[1].length == pytest.approx(np.pi, abs=0.01)
    assert "lignes brisées" in staged.notes[0]


def test_deleted_records_are_not_counted(tmp_path: Path) -> None:
    path = write(tmp_path / "s.shp", "ESRI Shapefile")
    table = path.with_suffix(".dbf")
    data = bytearray(table.read_bytes())
    data[int.from_bytes(data[8:10], "little")] = 0x2A
    table.write_bytes(data)
    _, staged, _ = read(path, "shapefile")
    assert staged.records == 2


def test_a_truncated_geopackage_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "g.gpkg", "GPKG")
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(Unreadable) as refusal:
        Vector().probe(path, "geopackage", {})
    assert "abîmée" in refusal.value.user_message


def test_a_mapinfo_table_without_its_pieces_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "t.tab", "MapInfo File")
    alone = tmp_path / "alone"
    alone.mkdir()
    shutil.copy(path, alone)
    with pytest.raises(Unreadable, match=r"Il manque le fichier « t\.dat »"):
        Vector().probe(alone / "t.tab", "mapinfo_tab", {})


REFERRING = """<?xml version="1.0" encoding="UTF-8"?>
<Plan xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:xlink="http://www.w3.org/1999/xlink"
  xmlns="http://cnig.gouv.fr/pcrs" gml:id="p">
<featureMember><AffleurantPCRS gml:id="a1"><nature>03</nature>
  <symbolisation xlink:href="s1"/><representation xlink:href="#g1"/></AffleurantPCRS>
</featureMember>
<featureMember><AffleurantPCRS gml:id="a2"><nature>04</nature>
  <representation xlink:href="#nowhere"/></AffleurantPCRS></featureMember>
<featureMember><AffleurantGeometriquePCRS gml:id="g1"><point xlink:href="#q1"/>
  <enveloppe xlink:href="#e1"/></AffleurantGeometriquePCRS></featureMember>
<featureMember><AffleurantPointPCRS gml:id="q1"><geometrie><gml:Point gml:id="q"
  srsName="EPSG:3946" srsDimension="3"><gml:pos>1848329.5 5181714.25 298.15</gml:pos></gml:Point>
  </geometrie></AffleurantPointPCRS></featureMember>
<featureMember><AffleurantEnveloppePCRS gml:id="e1"><geometrie><gml:Polygon gml:id="e"
  srsName="EPSG:3946" srsDimension="3"><gml:exterior><gml:LinearRing><gml:posList>
  1848329 5181714 298 1848330 5181714 298 1848330 5181715 298 1848329 5181714 298
  </gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></geometrie>
  </AffleurantEnveloppePCRS></featureMember>
<featureMember><AffleurantSymbolePCRS gml:id="s1"><geometrie><gml:Point gml:id="s"
  srsName="EPSG:3946"><gml:pos>0 0</gml:pos></gml:Point></geometrie></AffleurantSymbolePCRS>
</featureMember></Plan>
"""


def test_an_object_of_a_gml_that_others_draw(tmp_path: Path) -> None:
    path = tmp_path / "pcrs.gml"
    path.write_text(REFERRING)
    part, _, rows = read(path, "gml")
    assert part.source == "AffleurantPCRS"
    assert (part.crs, part.geometry_type) == ("EPSG:3946", "Unknown")
    assert "representation" in part.notes[0]
    assert [r["representation_href"] for r in rows] == ["#g1", "#nowhere"]
    drawn = shapely.from_wkb(rows[0]["geom"])
    point, envelope = drawn.geoms
    assert (point.x, point.y, point.z) == (1848329.5, 5181714.25, 298.15)
    assert envelope.area == pytest.approx(0.5)
    assert rows[1]["geom"] is None
