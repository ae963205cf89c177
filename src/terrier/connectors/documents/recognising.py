"""What a document is, told by its content: what its name says is not believed."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from io import BytesIO

from terrier.connectors.photographs.rewriting import rewrite
from terrier.domain.kernel.errors import Invalid, TooBig

MOST_BYTES = 50_000_000
"""A plan of A0 scanned in colour has 20 to 40 MB."""
PICTURE_SIDE = 4096
"""Pixels: a page of A4 stays readable at 350 dots per inch."""
_MOST_MEMBERS = 20_000
"""Parts of an office file; a workbook of a thousand sheets has some three thousand."""


@dataclass(frozen=True)
class Sort:
    """A sort of document."""

    label: str
    extension: str
    media_type: str
    shown: bool = False
    """Whether a browser may show it: it can hold no program."""


PDF = Sort("PDF", "pdf", "application/pdf")
PICTURE = Sort("image", "jpg", "image/jpeg", shown=True)
TIFF = Sort("image TIFF", "tif", "image/tiff")
DWG = Sort("plan DWG", "dwg", "image/vnd.dwg")
DXF = Sort("plan DXF", "dxf", "image/vnd.dxf")
TEXT = Sort("texte", "txt", "text/plain")
CSV = Sort("tableau CSV", "csv", "text/csv")
_OPEN_XML = "application/vnd.openxmlformats-officedocument"
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument"
OFFICE = {
    "word/": Sort("document Word", "docx", f"{_OPEN_XML}.wordprocessingml.document"),
    "xl/": Sort("classeur Excel", "xlsx", f"{_OPEN_XML}.spreadsheetml.sheet"),
    "ppt/": Sort("présentation PowerPoint", "pptx", f"{_OPEN_XML}.presentationml.presentation"),
}
OPEN = {
    f"{_OPEN_DOCUMENT}.text": Sort("document OpenDocument", "odt", f"{_OPEN_DOCUMENT}.text"),
    f"{_OPEN_DOCUMENT}.spreadsheet": Sort(
        "classeur OpenDocument", "ods", f"{_OPEN_DOCUMENT}.spreadsheet"
    ),
    f"{_OPEN_DOCUMENT}.presentation": Sort(
        "présentation OpenDocument", "odp", f"{_OPEN_DOCUMENT}.presentation"
    ),
    f"{_OPEN_DOCUMENT}.graphics": Sort("dessin OpenDocument", "odg", f"{_OPEN_DOCUMENT}.graphics"),
}
OLD = {
    "WordDocument": Sort("document Word", "doc", "application/msword"),
    "Workbook": Sort("classeur Excel", "xls", "application/vnd.ms-excel"),
    "PowerPoint Document": Sort("présentation PowerPoint", "ppt", "application/vnd.ms-powerpoint"),
}
"""By the name of their stream, which compound files write in UTF-16."""
SORTS = {
    one.extension: one
    for one in (
        PDF, PICTURE, TIFF, DWG, DXF, TEXT, CSV, *OFFICE.values(), *OPEN.values(), *OLD.values(),
    )
}  # fmt: skip
"""Every sort, by the extension under which it is given back."""

_DWG = re.compile(rb"AC10[0-9]{2}")
_DXF = re.compile(rb"(\s*999\r?\n[^\n]*\n)*\s*0\r?\n\s*SECTION\r?\n")
_BINARY_DXF = b"AutoCAD Binary DXF\r\n\x1a\x00"
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_ACCEPTED = (
    "Sont acceptés : PDF, images (JPEG, PNG, WebP, TIFF), documents Word, Excel, PowerPoint et "
    "OpenDocument, plans DWG et DXF, textes."
)


@dataclass(frozen=True)
class Recognised:
    """A document as it is kept."""

    sort: Sort
    content: bytes
    width: int | None = None
    """Of a picture, in pixels."""
    height: int | None = None


def recognise(content: bytes, name: str = "") -> Recognised:
    """Say what a document is, and give what is kept of it.

    Parameters
    ----------
    content
        The file as it was sent. A picture is written anew without its metadata (the position and
        the name of a telephone); everything else is kept as it is.
    name
        The name of the file: it only tells a table of text from other texts.

    Raises
    ------
    TooBig
        Too many bytes.
    Invalid
        Nothing that is accepted, or an office file with a program in it.
    """
    if len(content) > MOST_BYTES:
        raise TooBig(
            f"Le document dépasse {MOST_BYTES // 1_000_000} Mo : découpez-le, ou enregistrez-le "
            "en plus petit."
        )
    if not content:
        raise Invalid("Le document est vide : choisissez-en un autre.")
    if _is_picture(content):
        picture = rewrite(content, longest_side=PICTURE_SIDE)
        return Recognised(PICTURE, picture.content, picture.width, picture.height)
    return Recognised(_sort(content, name), content)


def _is_picture(content: bytes) -> bool:
    riff = content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    # What telephones write otherwise (HEIC) is refused there, with what to do.
    telephone = content[4:8] == b"ftyp"
    return riff or telephone or content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"))


def _sort(content: bytes, name: str) -> Sort:
    if content.startswith(b"%PDF-"):
        return PDF
    if content.startswith((b"II*\x00", b"MM\x00*")):
        return TIFF
    if _DWG.match(content):
        return DWG
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    if content.startswith(_COMPOUND):
        return _old_office(content)
    if content.startswith(_BINARY_DXF) or _DXF.match(content):
        return DXF
    if _is_text(content):
        return CSV if name.lower().endswith(".csv") else TEXT
    raise Invalid(f"Ce fichier n’est pas reconnu. {_ACCEPTED}")


def _office(content: bytes) -> Sort:
    """Tell which office file an archive is; only the list of its parts is read."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.namelist()
            if len(parts) > _MOST_MEMBERS:
                raise Invalid(f"Ce fichier a trop de parties pour un document. {_ACCEPTED}")
            declared = _declared(archive) if parts[:1] == ["mimetype"] else ""
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError) as wrong:
        raise Invalid("Ce document est abîmé ou incomplet : envoyez-le de nouveau.") from wrong
    if any(p.endswith("vbaProject.bin") or p.startswith(("Basic/", "Scripts/")) for p in parts):
        raise Invalid(
            "Ce document contient des macros, c’est-à-dire un programme : enregistrez-le sans "
            "elles (.docx, .xlsx, .odt, .ods), ou en PDF."
        )
    found = OPEN.get(declared)
    if found is None and "[Content_Types].xml" in parts:
        roots = {part.partition("/")[0] + "/" for part in parts}
        found = next((sort for root, sort in OFFICE.items() if root in roots), None)
    if found is None:
        raise Invalid(
            f"Cette archive n’est pas un document : envoyez ses fichiers un à un. {_ACCEPTED}"
        )
    return found


def _declared(archive: zipfile.ZipFile) -> str:
    with archive.open("mimetype") as told:
        return told.read(100).decode("ascii", "replace").strip()


def _old_office(content: bytes) -> Sort:
    if "_VBA_PROJECT".encode("utf-16-le") in content:
        raise Invalid(
            "Ce document contient des macros, c’est-à-dire un programme : enregistrez-le sans "
            "elles, ou en PDF."
        )
    for stream, sort in OLD.items():
        if stream.encode("utf-16-le") in content:
            return sort
    raise Invalid(f"Ce fichier n’est pas un document Word, Excel ou PowerPoint. {_ACCEPTED}")


def _is_text(content: bytes) -> bool:
    """Say whether people can read it: decoded, it holds no control character."""
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        if encoding == "utf-16":
            return False
        # Every byte means something in Windows-1252 but five: what is binary holds controls.
        text = content.decode("cp1252", "replace")
    return not _CONTROLS.search(text)
