"""The XML of an .ods sheet read directly: which rows hold something, and error cells."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path

from terrier.domain.kernel.errors import Unreadable

_LARGEST = 1 << 30
_TABLE = re.compile(r"<table:table\b([^>]*?)(?:/>|>(.*?)</table:table>)", re.DOTALL)
_ROW = re.compile(r"<table:table-row\b([^>]*?)(?:/>|>(.*?)</table:table-row>)", re.DOTALL)
_CELL = re.compile(
    r"<table:(?:covered-)?table-cell\b([^>]*?)(?:/>|>(.*?)</table:(?:covered-)?table-cell>)",
    re.DOTALL,
)
_CELLS_REPEATED = re.compile(r'table:number-columns-repeated="(\d+)"')
_ERROR = 'calcext:value-type="error"'
_NAME = re.compile(r'table:name="([^"]*)"')
_REPEATED = re.compile(r'table:number-rows-repeated="(\d+)"')
_COMMENT = re.compile(r"<office:annotation\b.*?</office:annotation>", re.DOTALL)
_VALUE = re.compile(r'office:(?:date-|time-|boolean-)?value="[^"]')
_PARAGRAPH = re.compile(r"<text:p\b[^>]*?>(.*?)</text:p>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


def filled_rows(path: Path, sheet: str) -> Iterator[int]:
    """Give the 1-based numbers of the rows of an .ods sheet that hold something.

    Raises
    ------
    Unreadable
        Where the content of the workbook is larger than a gigabyte.
    """
    for number, times, cells in _rows(path, sheet):
        if _holds(_COMMENT.sub("", cells)):
            yield from range(number, number + times)


def error_cells(path: Path, sheet: str) -> dict[tuple[int, int], str]:
    """Give the error tokens of an .ods sheet by 0-based row and column."""
    found = {}
    for number, times, cells in _rows(path, sheet):
        if _ERROR not in cells:
            continue
        column = 0
        for attributes, inside in _CELL.findall(cells):
            repeated = _CELLS_REPEATED.search(attributes)
            width = int(repeated.group(1)) if repeated else 1
            if _ERROR in attributes:
                token = _TAG.sub("", _COMMENT.sub("", inside)).strip()
                rows = range(number - 1, number - 1 + times)
                found.update({(r, c): token for r in rows for c in range(column, column + width)})
            column += width
    return found


def _rows(path: Path, sheet: str) -> Iterator[tuple[int, int, str]]:
    """Give the 1-based number, the repetitions and the XML of each row of a sheet."""
    with zipfile.ZipFile(path) as archive:
        if archive.getinfo("content.xml").file_size > _LARGEST:
            raise Unreadable("Ce classeur dépasse un gigaoctet : enregistrez-le en .csv.")
        content = archive.read("content.xml").decode()
    for table, body in _TABLE.findall(content):
        name = _NAME.search(table)
        if name and unescape(name.group(1)) == sheet:
            number = 1
            for attributes, cells in _ROW.findall(body):
                repeated = _REPEATED.search(attributes)
                times = int(repeated.group(1)) if repeated else 1
                yield number, times, cells
                number += times
            return


def _holds(cells: str) -> bool:
    if _VALUE.search(cells):
        return True
    return any(_TAG.sub("", p).strip() for p in _PARAGRAPH.findall(cells))
