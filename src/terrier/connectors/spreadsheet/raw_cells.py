"""The XML of an .xlsx sheet read directly: which rows hold something, which cells are errors.

The values of the cells come from another library; this is the second opinion on them, and the
only one that keeps error tokens.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from posixpath import join, normpath
from xml.sax.saxutils import unescape

_CHUNK = 4 << 20
_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?row>)", re.DOTALL)
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_VALUE = re.compile(rb"<(?:\w+:)?(?:v|t)\b[^>]*>([^<]*)<")
_STRING = re.compile(rb"<(?:\w+:)?si\b[^>]*?(?:/>|>(.*?)</(?:\w+:)?si>)", re.DOTALL)
_PHONETIC = re.compile(rb"<(?:\w+:)?rPh\b.*?</(?:\w+:)?rPh>", re.DOTALL)
_SHEET = re.compile(r"<(?:\w+:)?sheet\b([^>]*?)/?>")
_LINK = re.compile(r"<(?:\w+:)?Relationship\b([^>]*?)/?>")
_ATTRIBUTE = re.compile(r"([\w:]+)\s*=\s*\"([^\"]*)\"")
_REFERENCE = re.compile(rb'\br="([A-Z]+)(\d+)"')
_STYLE = re.compile(rb'\bs="(\d+)"')


def filled_rows(path: Path, sheet: str) -> Iterator[int]:
    """Give the 1-based numbers of the rows of an .xlsx sheet that hold something."""
    with zipfile.ZipFile(path) as archive:
        blank = _blank_strings(archive)
        for number, body in _rows(archive, _member(archive, sheet)):
            if any(_holds(a, b, blank) for a, b in _CELL.findall(body)):
                yield number


def error_cells(path: Path, sheet: str) -> dict[tuple[int, int], str]:
    """Give the error tokens of an .xlsx sheet by 0-based row and column."""
    found: dict[tuple[int, int], str] = {}
    with zipfile.ZipFile(path) as archive:
        for number, body in _rows(archive, _member(archive, sheet)):
            if b't="e"' not in body:
                continue
            for attributes, inside in _CELL.findall(body):
                place = _REFERENCE.search(attributes)
                value = _VALUE.search(inside)
                if b't="e"' in attributes and place and value:
                    column = _column(place.group(1))
                    found[number - 1, column] = value.group(1).decode()
    return found


def percent_columns(path: Path, sheet: str, first_row: int) -> set[int]:
    """Give the 0-based columns of an .xlsx sheet whose row `first_row` is shown in percent."""
    with zipfile.ZipFile(path) as archive:
        percents = _percent_styles(archive)
        for number, body in _rows(archive, _member(archive, sheet)):
            if number >= first_row:
                cells = [(_REFERENCE.search(a), _STYLE.search(a)) for a, _ in _CELL.findall(body)]
                return {
                    _column(place.group(1))
                    for place, style in cells
                    if place and style and int(style.group(1)) in percents
                }
    return set()


def _holds(attributes: bytes, inside: bytes, blank: set[int]) -> bool:
    value = _VALUE.search(inside)
    if value is None:
        return False
    text = value.group(1)
    if b't="s"' in attributes:
        return int(text) not in blank
    return bool(text.strip()) or (b"inlineStr" in attributes and _has_text(inside))


def _has_text(xml: bytes) -> bool:
    return any(m.strip() for m in _VALUE.findall(xml))


def _blank_strings(archive: zipfile.ZipFile) -> set[int]:
    name = "xl/sharedStrings.xml"
    if name not in archive.namelist():
        return set()
    strings = enumerate(_stream(archive, name, _STRING))
    return {i for i, s in strings if not _has_text(_PHONETIC.sub(b"", s.group(1) or b""))}


def _rows(archive: zipfile.ZipFile, member: str) -> Iterator[tuple[int, bytes]]:
    number = 0
    for found in _stream(archive, member, _ROW):
        given = re.search(rb'\br="(\d+)"', found.group(1))
        number = int(given.group(1)) if given else number + 1
        yield number, found.group(2) or b""


def _stream(
    archive: zipfile.ZipFile, member: str, pattern: re.Pattern[bytes]
) -> Iterator[re.Match[bytes]]:
    with archive.open(member) as file:
        pending = b""
        while chunk := file.read(_CHUNK):
            pending += chunk
            end = 0
            for found in pattern.finditer(pending):
                yield found
                end = found.end()
            pending = pending[end:]


def _member(archive: zipfile.ZipFile, sheet: str) -> str:
    book = next(n for n in archive.namelist() if re.fullmatch(r"xl/workbook\d*\.xml", n))
    links = archive.read(f"xl/_rels/{book.rpartition('/')[2]}.rels").decode()
    targets = {a["Id"]: a["Target"] for a in map(_attributes, _LINK.findall(links))}
    for attributes in map(_attributes, _SHEET.findall(archive.read(book).decode())):
        if attributes["name"] == sheet:
            link = next(v for k, v in attributes.items() if k.endswith(":id"))
            target = targets[link]
            return target[1:] if target.startswith("/") else normpath(join("xl", target))
    raise KeyError(sheet)


def _attributes(text: str) -> dict[str, str]:
    entities = {"&quot;": '"', "&apos;": "'"}
    return {k: unescape(v, entities) for k, v in _ATTRIBUTE.findall(text)}


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _percent_styles(archive: zipfile.ZipFile) -> set[int]:
    if "xl/styles.xml" not in archive.namelist():
        return set()
    xml = archive.read("xl/styles.xml").decode()
    formats = {"9", "10"}
    for attributes in map(_attributes, re.findall(r"<(?:\w+:)?numFmt\b([^>]*)>", xml)):
        if "%" in attributes.get("formatCode", ""):
            formats.add(attributes["numFmtId"])
    cells = re.search(r"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", xml, re.DOTALL)
    styles = re.findall(r"<(?:\w+:)?xf\b([^>]*)>", cells.group(0)) if cells else []
    return {i for i, s in enumerate(styles) if _attributes(s).get("numFmtId") in formats}
