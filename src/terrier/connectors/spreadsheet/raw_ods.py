"""The XML of an .ods sheet read directly: which rows hold something."""

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
    with zipfile.ZipFile(path) as archive:
        if archive.getinfo("content.xml").file_size > _LARGEST:
            raise Unreadable("Ce classeur dépasse un gigaoctet : enregistrez-le en .csv.")
        content = archive.read("content.xml").decode()
    for attributes, body in _TABLE.findall(content):
        name = _NAME.search(attributes)
        if name and unescape(name.group(1)) == sheet:
            yield from _filled(body)
            return


def _filled(body: str) -> Iterator[int]:
    number = 0
    for attributes, cells in _ROW.findall(body):
        repeated = _REPEATED.search(attributes)
        times = int(repeated.group(1)) if repeated else 1
        if _holds(_COMMENT.sub("", cells)):
            yield from range(number + 1, number + times + 1)
        number += times


def _holds(cells: str) -> bool:
    if _VALUE.search(cells):
        return True
    return any(_TAG.sub("", p).strip() for p in _PARAGRAPH.findall(cells))
