"""A document is what its content says, whatever its name."""

from __future__ import annotations

import io
import zipfile

import pytest
from PIL import Image

from terrier.connectors.documents import recognising
from terrier.connectors.documents.recognising import recognise
from terrier.domain.kernel.errors import Invalid, TooBig

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500


def archive(*parts: str, mimetype: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        if mimetype:
            made.writestr("mimetype", mimetype)
        for part in parts:
            # Without the hour, which would name a test differently in each process.
            made.writestr(zipfile.ZipInfo(part), "x")
    return out.getvalue()


def picture(format: str, size=(60, 40), **saving) -> bytes:
    out = io.BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(out, format, **saving)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "extension"),
    [
        (b"%PDF-1.7\n%...", "pdf"),
        (picture("TIFF"), "tif"),
        (b"AC1032\x00\x00" + b"\x00" * 90, "dwg"),
        (b"  0\r\nSECTION\r\n  2\r\nHEADER\r\n", "dxf"),
        (b"999\nlibdxf\n0\nSECTION\n", "dxf"),
        (b"AutoCAD Binary DXF\r\n\x1a\x00\x00", "dxf"),
        (archive("[Content_Types].xml", "word/document.xml"), "docx"),
        (archive("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
        (archive("[Content_Types].xml", "ppt/presentation.xml"), "pptx"),
        (archive("content.xml", mimetype="application/vnd.oasis.opendocument.text"), "odt"),
        (archive("content.xml", mimetype="application/vnd.oasis.opendocument.spreadsheet"), "ods"),
        (OLD_OFFICE + "WordDocument".encode("utf-16-le"), "doc"),
        (OLD_OFFICE + "Workbook".encode("utf-16-le"), "xls"),
        ("Vanne posée en 1987.\n".encode(), "txt"),
        ("Vanne posée en 1987.\n".encode("cp1252"), "txt"),
        ("Vanne posée\n".encode("utf-16"), "txt"),
        # A page, a program or a drawing that runs is a text, given back as a text.
        (b"<!doctype html><script>alert(1)</script>", "txt"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "txt"),
        (b"#!/bin/sh\nrm -rf /\n", "txt"),
    ],
)
def test_what_a_document_is(content, extension):
    found = recognise(content, "plan.html")
    assert (found.sort.extension, found.content, found.sort.shown) == (extension, content, False)


def test_a_table_of_text_keeps_its_name():
    assert recognise(b"a;b\n1;2\n", "Releves.CSV").sort.extension == "csv"


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_written_anew(format):
    # The rest of the file is another file: what is kept holds pixels alone.
    found = recognise(picture(format) + b"<script>alert(1)</script>")
    assert (found.sort.extension, found.width, found.height) == ("jpg", 60, 40)
    assert b"script" not in found.content
    wide = recognise(picture(format, (recognising.PICTURE_SIDE + 800, 10)))
    assert wide.width == recognising.PICTURE_SIDE


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "vide"),
        (b"MZ\x90\x00\x03\x00\x00\x00", "reconnu"),
        (b"\x7fELF\x02\x01\x01\x00", "reconnu"),
        (b"\x00\x00\x00\x20ftypheic\x00\x00", "HEIC"),
        (b"\xff\xd8\xff\xe0 not a picture", "abîmée|pas une photographie"),
        (archive("a.txt", "b.exe"), "n’est pas un document"),
        (archive("word/document.xml"), "n’est pas un document"),
        (archive("a", mimetype="application/java-archive"), "n’est pas un document"),
        (archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "macros"),
        (
            archive("Basic/Standard/m.xml", mimetype="application/vnd.oasis.opendocument.text"),
            "macros",
        ),
        (OLD_OFFICE + "Workbook_VBA_PROJECT".encode("utf-16-le"), "macros"),
        (OLD_OFFICE, "pas un document Word"),
        (archive("[Content_Types].xml", "word/a")[:60], "abîmé"),
        (b"texte\x00cache", "reconnu"),
        (b"\xff\xfe\x00", "reconnu"),
    ],
)
def test_what_is_refused_is_told_in_words(content, said):
    with pytest.raises(Invalid, match=said):
        recognise(content, "plan.pdf")


def test_what_is_too_big(monkeypatch):
    monkeypatch.setattr(recognising, "MOST_BYTES", 10)
    with pytest.raises(TooBig, match="Mo"):
        recognise(b"%PDF-1.7 and more")
