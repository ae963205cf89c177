"""Formats told by content; refusals that name the file and the remedy."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import pytest

from terrier.connectors.recognise import recognise
from terrier.connectors.registry import LABELS, connector_for
from terrier.domain.kernel.errors import Unreadable


def made(folder: Path, content: bytes | dict[str, bytes]) -> Path:
    path = folder / "fichier.csv"
    if isinstance(content, bytes):
        path.write_bytes(content)
        return path
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return path


ODS = b"application/vnd.oasis.opendocument.spreadsheet"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)
GML = b'<a:X xmlns:a="u" xmlns:gml="http://www.opengis.net/gml/3.2"><a:member/></a:X>'


@pytest.mark.parametrize(
    ("content", "format"),
    [
        (b"a;b\n1;2\n", "csv"),
        ("é;à\n".encode("utf-16"), "csv"),
        ("a;b\n1;2\n".encode("utf-16-le"), "csv"),
        (b"[texte entre crochets];b\n1;2\n", "csv"),
        (b'  [{"a": 1}]', "json"),
        (b'{"a": 1}\n{"a": 2}\n', "jsonl"),
        (b'{"type": "FeatureCollection", "features": []}', "geojson"),
        (b'{"features": [], "type": "FeatureCollection"}', "geojson"),
        (b'{"type": "Point", "coordinates": [1, 2]}', "geojson"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>" + GML, "gml"),
        (b"<kml xmlns='http://www.opengis.net/kml/2.2'/>", "kml"),
        (b"<gpx version='1.1'></gpx>", "gpx"),
        (b"PAR1....PAR1", "parquet"),
        (b"fgb\x03fgb\x00", "flatgeobuf"),
        (b"\0\0\x27\x0a" + bytes(96), "shapefile"),
        (b"!table\n!version 300\n", "mapinfo_tab"),
        (b'Version 300\nCharset "WindowsLatin1"\n', "mapinfo_mif"),
        (OLE + "Workbook".encode("utf-16-le"), "xls"),
        ({"[Content_Types].xml": b"", "xl/workbook.xml": b""}, "xlsx"),
        ({"mimetype": ODS, "content.xml": b""}, "ods"),
        ({"doc.kml": b"<kml/>"}, "kmz"),
        ({"a.csv": b"a;b\n"}, "zip"),
    ],
)
def test_recognised(tmp_path: Path, content: bytes | dict[str, bytes], format: str) -> None:
    found = recognise(made(tmp_path, content))
    assert found.format == format
    assert found.proof.endswith(".")
    assert format in LABELS
    assert format in connector_for(format).formats


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "est vide"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "image"),
        (b"\xff\xd8\xff\xe0" + bytes(50), "image"),
        (b"Rar!\x1a\x07\0", "RAR"),
        (b"7z\xbc\xaf\x27\x1c\0", "7-Zip"),
        (gzip.compress(b"a;b\n", mtime=0), "compressé"),
        (b"\x1f\x8b\x08broken", "compressé"),
        (b"PARE" + bytes(20), "chiffré"),
        (b"{\\rtf1 ", "RTF"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "mot de passe"),
        (OLE + "WordDocument".encode("utf-16-le"), "Word 97"),
        (OLE, "ancien document Office"),
        (b"SQLite format 3\0" + bytes(200), "SQLite"),
        (b"PK\x03\x04 truncated", "abîmé"),
        ({"[Content_Types].xml": b"", "word/document.xml": b""}, "Word"),
        ({"[Content_Types].xml": b"", "xl/workbook.bin": b""}, "xlsb"),
        ({"mimetype": b"application/vnd.oasis.opendocument.text"}, "LibreOffice"),
        (
            {"mimetype": ODS, "META-INF/manifest.xml": b"<manifest:encryption-data/>"},
            "mot de passe",
        ),
        (b"<!DOCTYPE html><html><body>Connexion</body></html>", "page web"),
        (b"<html><body></body></html>", "page web"),
        (b"<html><body><table><tr><td>a</td></tr></table></body></html>", "dans un tableur"),
        (b"<table><tr><td>a</td></tr></table>", "dans un tableur"),
        (b"<office:document xmlns:office='urn:oasis:names:tc:opendocument:x'/>", ".fods"),
        (b"<d2LogicalModel xmlns='http://datex2.eu/schema/2/2_0'/>", "DATEX II"),
        (b"<t:dossierConsultation xmlns:t='u'/>", "DT-DICT"),
        (b"<rdf:RDF xmlns:rdf='r'/>", "RDF"),
        (b"<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'/>", "schéma XML"),
        (b"<inventaire></inventaire>", "<inventaire>"),
        (b"< pas du xml", "abîmé"),
        (b"@prefix dcat: <http://x> .", "Turtle"),
        (b'{"type": "Topology", "objects": {}}', "TopoJSON"),
        (bytes(range(1, 32)) * 20, "format connu"),
        (bytes(5000), "format connu"),
    ],
)
def test_refused_by_name(tmp_path: Path, content: bytes | dict[str, bytes], words: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        recognise(made(tmp_path, content))
    assert words in refusal.value.user_message
    assert refusal.value.user_message.endswith(".")


def test_unknown_format() -> None:
    with pytest.raises(Unreadable, match="« dwg »"):
        connector_for("dwg")
