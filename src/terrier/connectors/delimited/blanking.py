"""A delimited text without some of its records: their lines stay, empty."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

from terrier.connectors.delimited.records import Block, split_records
from terrier.connectors.delimited.transcoding import from_reading


def without_records(path: Path, reading: dict[str, Any], lines: frozenset[int], out: Path) -> int:
    """Write a delimited text again, the records that begin on `lines` replaced by empty lines.

    Every other line keeps its number, its encoding and its place; line ends become `\\n`.

    Parameters
    ----------
    path
        The text as received.
    reading
        `encoding`, `bom`, `separator` and `quote`, as the probe proposed them.
    lines
        Physical lines, 1-based, on which the records to take out begin.
    out
        File to write.

    Returns
    -------
    int
        Records taken out.
    """
    encoding = str(reading["encoding"])
    before = int(reading["header_line"]) - 1
    above, pieces = _above(from_reading(path, reading).blocks(), before)
    blocks = split_records(
        pieces, str(reading["separator"]), str(reading["quote"]), max(0, before) + 1
    )
    taken = 0
    with path.open("rb") as source, out.open("wb") as target:
        target.write(source.read(int(reading.get("bom", 0))))
        target.write(_encoded(above, encoding))
        for block in blocks:
            taken += _copy(block, lines, encoding, target)
    return taken


def _above(blocks: Iterator[bytes], count: int) -> tuple[bytes, Iterator[bytes]]:
    """Give the lines above the header, which obey no quoting, and what follows them."""
    above = b""
    while above.count(b"\n") < count:
        piece = next(blocks, None)
        if piece is None:
            return above, iter(())
        above += piece
    at = 0
    for _line in range(count):
        at = above.index(b"\n", at) + 1
    return above[:at], chain([above[at:]], blocks)


def _copy(block: Block, lines: frozenset[int], encoding: str, target: BinaryIO) -> int:
    if lines.isdisjoint(block.lines.tolist()):
        target.write(_encoded(block.data, encoding))
        return 0
    taken = 0
    for line, record in _records(block):
        if line in lines:
            record = b"\n" * record.count(b"\n")
            taken += 1
        target.write(_encoded(record, encoding))
    return taken


def _records(block: Block) -> Iterator[tuple[int, bytes]]:
    start = 0
    for line, end in zip(block.lines.tolist(), block.ends.tolist(), strict=True):
        yield line, block.data[start:end]
        start = end


def _encoded(data: bytes, encoding: str) -> bytes:
    if encoding.startswith("utf-8") or (data.isascii() and not encoding.startswith("utf-16")):
        return data
    return data.decode("utf-8", "surrogatepass").encode(encoding, "surrogateescape")
