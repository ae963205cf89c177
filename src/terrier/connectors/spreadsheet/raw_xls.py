"""The records of an .xls workbook read directly: which rows hold something, and error cells.

Source: [MS-CFB] compound files and [MS-XLS] BIFF8 records, Microsoft open specifications.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

_END_OF_CHAIN = 0xFFFFFFFE
_NUMBER, _RK, _LABEL, _BOOLERR, _RSTRING, _LABELSST = 0x203, 0x27E, 0x204, 0x205, 0xD6, 0xFD
_MULRK, _FORMULA, _STRING = 0xBD, 0x06, 0x207
_BOUNDSHEET, _EOF, _BOF = 0x85, 0x0A, 0x809
_ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!",
    0x2A: "#N/A",
}  # fmt: skip
_ONE_CELL = frozenset((_NUMBER, _RK, _LABEL, _BOOLERR, _RSTRING, _LABELSST, _MULRK))


def filled_rows(path: Path, sheet: str) -> Iterator[int]:
    """Give the 1-based numbers of the rows of an .xls sheet that hold something."""
    stream = _stream(path.read_bytes())
    start = dict(_sheets(stream))[sheet]
    rows = set()
    for kind, data in _records(stream, start):
        if kind in _ONE_CELL or (kind == _FORMULA and not _empty_text(data)):
            rows.add(struct.unpack_from("<H", data)[0] + 1)
    yield from sorted(rows)


def error_cells(path: Path, sheet: str) -> dict[tuple[int, int], str]:
    """Give the error tokens of an .xls sheet by 0-based row and column."""
    stream = _stream(path.read_bytes())
    start = dict(_sheets(stream))[sheet]
    found = {}
    for kind, data in _records(stream, start):
        code = None
        if kind == _BOOLERR and data[7]:
            code = data[6]
        elif kind == _FORMULA and data[12:14] == b"\xff\xff" and data[6] == 2:
            code = data[8]
        if code is not None:
            row, column = struct.unpack_from("<HH", data)
            found[row, column] = _ERRORS.get(code, "#?")
    return found


def _empty_text(formula: bytes) -> bool:
    # A formula whose result is the empty string: 0xFFFF marks a non-number, type 3 is "empty".
    return formula[12:14] == b"\xff\xff" and formula[6] == 3


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    depth = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size
        depth += (kind == _BOF) - (kind == _EOF)
        if kind == _EOF and depth <= 0:
            return


def _sheets(stream: bytes) -> Iterator[tuple[str, int]]:
    for kind, data in _records(stream, 0):
        if kind == _BOUNDSHEET:
            start, length, wide = struct.unpack_from("<I", data)[0], data[6], data[7] & 1
            raw = data[8 : 8 + length * (2 if wide else 1)]
            yield raw.decode("utf-16-le" if wide else "latin-1"), start


def _stream(data: bytes) -> bytes:
    """Follow the chains of the compound file to the workbook stream."""
    sector = 1 << struct.unpack_from("<H", data, 30)[0]
    first_directory, cutoff = (struct.unpack_from("<I", data, o)[0] for o in (48, 56))
    fat = _allocation(data, sector)

    def chain(at: int, table: list[int]) -> Iterator[int]:
        seen = 0
        while at < _END_OF_CHAIN and seen <= len(table):
            yield at
            at, seen = table[at], seen + 1

    def read(at: int) -> bytes:
        return b"".join(data[(s + 1) * sector : (s + 2) * sector] for s in chain(at, fat))

    directory = read(first_directory)
    entries = [directory[i : i + 128] for i in range(0, len(directory) - 127, 128)]
    book = next(e for e in entries if _entry_name(e) in ("Workbook", "Book"))
    start, size = struct.unpack_from("<I", book, 116)[0], struct.unpack_from("<I", book, 120)[0]
    if size >= cutoff:
        return read(start)[:size]
    small = read(struct.unpack_from("<I", entries[0], 116)[0])
    raw = read(struct.unpack_from("<I", data, 60)[0])
    mini_fat = list(struct.unpack(f"<{len(raw) // 4}I", raw))
    return b"".join(small[s * 64 : (s + 1) * 64] for s in chain(start, mini_fat))[:size]


def _entry_name(entry: bytes) -> str:
    length = struct.unpack_from("<H", entry, 64)[0]
    return entry[: max(0, length - 2)].decode("utf-16-le", "replace")


def _allocation(data: bytes, sector: int) -> list[int]:
    """Read the table that gives, for each sector, the next one."""
    holders = list(struct.unpack_from("<109I", data, 76))
    at, per_sector = struct.unpack_from("<I", data, 68)[0], sector // 4
    while at < _END_OF_CHAIN:
        more = struct.unpack_from(f"<{per_sector}I", data, (at + 1) * sector)
        holders += more[:-1]
        at = more[-1]
    fat: list[int] = []
    for holder in holders:
        if holder < _END_OF_CHAIN:
            fat += struct.unpack_from(f"<{per_sector}I", data, (holder + 1) * sector)
    return fat
