"""Damaged and hostile files through the whole door: a sentence, nothing lost, nothing run."""

from __future__ import annotations

import gzip
import io
import json
import zipfile

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely
import xlsxwriter

from terrier.apps.catalog.models import Dataset, Version
from terrier.apps.catalog.store import store
from terrier.apps.imports.models import Import
from terrier.domain.kernel.errors import TerrierError

pytestmark = pytest.mark.django_db

BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {n} "{f"&{p};" * 50}">' for p, n in zip("abcdefg", "bcdefgh", strict=True))
    + "]>"
)
KML = BOMB + (
    '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>&h;</name>'
    "<Point><coordinates>4.8,46.5</coordinates></Point></Placemark></Document></kml>"
)
GML = BOMB + (
    '<f:FeatureCollection xmlns:f="http://www.opengis.net/wfs" '
    'xmlns:gml="http://www.opengis.net/gml"><gml:featureMember><f:place><f:name>&h;</f:name>'
    "</f:place></gml:featureMember></f:FeatureCollection>"
)


def workbook(rows, sheets=1) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"strings_to_formulas": True})
    for number in range(sheets):
        sheet = book.add_worksheet(f"F{number}")
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    book.close()
    return out.getvalue()


def archive(members: dict[str, bytes], links: dict[str, str] | None = None) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
        for name, target in (links or {}).items():
            link = zipfile.ZipInfo(name)
            link.external_attr = 0o120777 << 16
            packed.writestr(link, target)
    return out.getvalue()


def rebuilt(content: bytes, member: str, new: bytes) -> bytes:
    """Give an archive with one member replaced."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        members = {n: packed.read(n) for n in packed.namelist()}
    return archive({**members, member: new})


def layer(tmp_path, shapes, suffix=".gpkg", crs="EPSG:2154") -> bytes:
    path = tmp_path / f"couche{suffix}"
    pyogrio.raw.write(
        path,
        shapely.to_wkb(shapes),
        [np.arange(len(shapes))],
        ["numero"],
        geometry_type="Unknown",
        crs=crs,
    )
    return path.read_bytes()


def parquet() -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table({"a": list(range(1000))}), out)
    return out.getvalue()


def refusal(door, content, name) -> str:
    """Bring a file that must be refused; give the sentence, and see that nothing was made."""
    try:
        importing = door.read(content, name)
        assert importing.state == Import.State.FAILED, importing.state
        said = importing.error
    except TerrierError as refused:
        said = refused.user_message
    assert not Dataset.objects.exists()
    assert not Version.objects.exists()
    assert said.endswith("."), said
    assert "imprévue" not in said, said
    assert "Traceback" not in said, said
    return said


SHEET = workbook([["id", "nom"], [1, "vanne"]])
REFUSED = {
    "truncated.zip": lambda: archive({"a.csv": b"id;nom\n1;vanne\n" * 500})[:-40],
    "truncated.xlsx": lambda: SHEET[: len(SHEET) // 2],
    "truncated.parquet": lambda: parquet()[:-20],
    "bom.csv": lambda: b"\xef\xbb\xbf",
    "header_only.csv": lambda: b"id;nom\n",
    "header_only.xlsx": lambda: workbook([["id", "nom"]]),
    "wide.csv": lambda: (";".join(f"c{n}" for n in range(100_000)) + "\n").encode() * 3,
    "bomb.kml": lambda: KML.encode(),
    "bomb.gml": lambda: GML.encode(),
    "bomb.xlsx": lambda: rebuilt(
        SHEET, "xl/sharedStrings.xml", (BOMB + "<sst><si><t>&h;</t></si></sst>").encode()
    ),
    "bomb.zip": lambda: archive({"a.csv": b"0" * 400_000_000}),
    "deep.json": lambda: b"[" * 10_000 + b"]" * 10_000,
    "link.zip": lambda: archive({}, {"mots.csv": "/etc/passwd"}),
    "away.zip": lambda: archive({"../../evil.csv": b"id;nom\n1;vanne\n"}),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_in_a_sentence(door, name):
    said = refusal(door, REFUSED[name](), name)
    assert "root:" not in said


def test_a_truncated_geopackage(door, tmp_path):
    whole = layer(tmp_path, [shapely.Point(840000 + n, 6600000) for n in range(3000)])
    refusal(door, whole[: len(whole) // 2], "truncated.gpkg")


def test_a_refused_update_leaves_the_version_in_place(door, rows):
    first = door.bring("id;nom\n1;vanne\n2;pompe\n")

    again = door.read(SHEET[: len(SHEET) // 2], "abime.xlsx", dataset=first.dataset)

    assert again.state == Import.State.FAILED
    first.dataset.refresh_from_db()
    assert first.dataset.current == first.version
    assert [r["nom"] for r in rows(first.version)] == ["vanne", "pompe"]


def test_gzip_under_the_name_of_a_csv(door):
    importing = door.read(gzip.compress(b"id;nom\n1;vanne\n"), "export.csv")
    if importing.state == Import.State.FAILED:
        assert "gzip" in importing.error.lower()
    else:
        assert door.launch(importing).version.tables.get().records == 1


def test_one_line_of_20_megabytes(door):
    importing = door.read("id;texte\n1;" + "x" * 20_000_000 + "\n2;court\n", "long.csv")
    if importing.state == Import.State.FAILED:
        assert importing.error.endswith(".")
        assert "imprévue" not in importing.error
        return
    done = door.launch(importing)
    equation = done.version.receipt["tables"][0]["equation"]
    assert (equation["records"], equation["inserted"] + equation["rejected"]) == (2, 2)


def test_many_sheets(door):
    importing = door.read(workbook([["id", "nom"], [1, "vanne"]], sheets=8), "huit.xlsx")
    done = door.launch(importing)
    assert done.state == Import.State.DONE, done.error
    assert done.version.tables.count() == 8


EXACT = {
    "utf-16 without a mark": ("id;nom\n1;vanné\n2;pompe\n".encode("utf-16-le"), ["vanné", "pompe"]),
    "mixed ends of lines": (b"id;nom\r\n1;a\n2;b\r3;c\r\n", ["a", "b", "c"]),
    "a comma in a quoted cell of several lines": (
        b'id;nom\n1;"un, deux\ntrois; quatre"\n2;b\n',
        ["un, deux\ntrois; quatre", "b"],
    ),
    "a single column": (b"nom\na\nb\n", ["a", "b"]),
}


@pytest.mark.parametrize("name", EXACT)
def test_odd_but_whole_texts_are_read_exactly(door, rows, name):
    content, expected = EXACT[name]

    version = door.bring(content).version

    assert [r["nom"] for r in rows(version)] == expected
    equation = version.receipt["tables"][0]["equation"]
    assert equation["records"] == equation["inserted"] == len(expected)


def test_headers_doubled_empty_and_with_invisible_characters(door, rows):
    version = door.bring("nom;nom;;\u202eéchange\u200b;\ufeffid\n1;2;3;4;5\n").version
    (row,) = rows(version)
    assert [v for k, v in row.items() if not k.startswith("_")] == [1, 2, 3, 4, 5]
    names = version.tables.get().table.columns.values_list("name", flat=True)
    assert all(n.isascii() for n in names)


SCRIPT = "<script>alert(1)</script>"


def test_scripts_and_formulas_are_shown_as_text(door, client, rows):
    client.force_login(door.actor)
    text = f'"{SCRIPT}";=1+1;nom\n"=HYPERLINK(""http://x"")";"{SCRIPT}";"@SUM(A1)"\n'
    importing = door.read(text + "a;b;c\n", "<script>alert(1).csv")

    proposed = client.get(f"/importer/{importing.pk}/").content.decode()
    done = door.launch(importing)
    receipt = client.get(f"/jeux/{done.dataset.slug}/recepisse/1/").content.decode()

    for page in (proposed, receipt):
        assert "alert(1)" in page
        assert SCRIPT not in page
    assert rows(done.version)[0]["c_1_1"] == SCRIPT


def test_numbers_that_no_type_can_hold(door, rows):
    huge = "9" * 10_000_000
    infinite = '[{"id": 1, "v": NaN}, {"id": 2, "v": Infinity}, {"id": 3, "v": 1.5}]'

    version = door.bring(f"id;v\n1;{huge}\n2;3\n").version
    again = door.read(infinite, "infini.json")

    assert rows(version)[0]["v"] == huge
    if again.state == Import.State.FAILED:
        assert "NaN" in again.error
    else:
        assert len(rows(door.launch(again).version)) == 3


CORNERS = [(840000, 6600000), (840010, 6600010), (840010, 6600000), (840000, 6600010)]
"""A bow tie: its sides cross."""


def test_geometries_of_every_oddity_keep_their_rows(door, tmp_path):
    point = shapely.Point(840000, 6600000)
    odd = [
        point,
        shapely.Point(1e15, -1e15),
        shapely.Point(),
        shapely.GeometryCollection([point, shapely.LineString(CORNERS[:2])]),
        shapely.Point(840001, 6600001, 12.5),
        shapely.Polygon(CORNERS),
    ]

    version = door.bring(layer(tmp_path, odd), "bizarre.gpkg").version

    told = version.receipt["tables"][0]
    assert told["equation"]["inserted"] == len(odd)
    geometry = told["geometry"]
    assert geometry["located"] + geometry["empty"] + geometry["impossible"] == len(odd)
    assert geometry["located"] >= 4
    assert geometry["repaired"] == 1


def test_a_full_disk_says_so_and_leaves_the_version_in_place(door, monkeypatch):
    first = door.bring("id;nom\n1;vanne\n")
    kept = store().keep

    def full(source, key):
        if key.endswith(".parquet"):
            raise OSError(28, "No space left on device")
        return kept(source, key)

    importing = door.read("id;nom\n1;vanne\n2;pompe\n", "b.csv", dataset=first.dataset)
    monkeypatch.setattr(store(), "keep", full)
    failed = door.launch(importing)

    assert failed.state == Import.State.FAILED
    assert "disque" in failed.error
    first.dataset.refresh_from_db()
    assert first.dataset.current == first.version


def test_a_child_that_may_not_write_says_that_the_disk_is_full(tmp_path):
    import resource
    import subprocess
    import sys
    import textwrap

    source = tmp_path / "a.csv"
    source.write_text("id;nom\n" + "".join(f"{n};{n * 7919}\n" for n in range(300_000)))
    code = f"""
        from pathlib import Path
        from terrier.connectors import sources
        from terrier.domain.kernel.errors import TerrierError
        source = Path({str(source)!r})
        part = sources.probe(source).parts[0]
        import resource
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
        try:
            sources.stage(source, "csv", "", part.reading, source.with_name("out.parquet"))
        except TerrierError as error:
            print(error.user_message)
    """
    said = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=True
    ).stdout
    assert "disque" in said
    assert not source.with_name("out.parquet").exists()
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 200_000


def test_an_import_that_is_cancelled_leaves_nothing(door, monkeypatch):
    from terrier.apps.imports import running
    from terrier.apps.jobs.registry import Cancelled

    first = door.bring("id;nom\n1;vanne\n")
    importing = door.read("id;nom\n1;autre\n", "b.csv", dataset=first.dataset)

    def stop(*_asked, **_options):
        raise Cancelled

    monkeypatch.setattr(running, "type_table", stop)
    again = door.launch(importing)

    assert again.state == Import.State.CANCELLED
    first.dataset.refresh_from_db()
    assert first.dataset.current == first.version
    assert json.loads(json.dumps(first.version.receipt)) == first.version.receipt
