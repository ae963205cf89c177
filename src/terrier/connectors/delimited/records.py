"""Where records end in a delimited text: by vectors where quoting is plain, else by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from terrier.domain.kernel.errors import Unreadable

_NEWLINE = 10
LONGEST_RECORD = 64 << 20
"""Bytes; an opened quote that is never closed would otherwise swallow the file."""


@dataclass(frozen=True)
class Block:
    """Whole records of a text."""

    data: bytes
    """UTF-8, the last record ends with a line break or with the file."""
    ends: NDArray[np.int64]
    """Offset after the line break of each record."""
    lines: NDArray[np.int64]
    """Physical line, 1-based, on which each record starts."""
    plain: bool
    """True where quoting is plain: every quote opens or closes a whole cell."""
    unclosed: bool = False
    """True where the only record opens a quote that nothing closes."""


def split_records(
    blocks: Iterator[bytes], separator: str, quote: str, first_line: int = 1
) -> Iterator[Block]:
    """Cut a stream of UTF-8 text into blocks of whole records.

    Parameters
    ----------
    blocks
        Pieces of the text, line ends as `\\n`.
    separator, quote
        As in `terrier.domain.tabular.dialect.Dialect`.
    first_line
        Physical line number of the beginning of the text.

    Yields
    ------
    Block

    Raises
    ------
    Unreadable
        Where one record is longer than `LONGEST_RECORD`.
    """
    splitter = _Splitter(separator.encode(), quote.encode(), first_line)
    pending = b""
    for piece in blocks:
        pending += piece
        block = splitter.whole(pending)
        if block is not None:
            pending = pending[len(block.data) :]
            yield block
        elif len(pending) > LONGEST_RECORD:
            raise Unreadable(
                f"Ligne {splitter.line} : un guillemet ouvert n'est pas refermé dans les 64 "
                "mégaoctets qui suivent, ou la ligne est démesurée. Corrigez cette ligne, ou "
                "choisissez « aucun guillemet »."
            )
    yield from splitter.rest(pending)


class _Splitter:
    def __init__(self, separator: bytes, quote: bytes, line: int) -> None:
        self.line = line
        self._separator, self._quote = separator, quote
        self._record = record_pattern(separator, quote) if quote else None

    def whole(self, data: bytes) -> Block | None:
        """Give the whole records at the beginning of `data`, None where there is none."""
        array = np.frombuffer(data, np.uint8)
        newlines = np.flatnonzero(array == _NEWLINE)
        if not len(newlines):
            return None
        if not self._quote or self._quote not in data:
            return self._block(data, newlines, newlines, plain=True)
        quotes = np.flatnonzero(array == self._quote[0])
        if self._is_plain(array, quotes):
            closed = newlines[np.searchsorted(quotes, newlines) % 2 == 0]
            return self._block(data, closed, newlines, plain=True) if len(closed) else None
        closed = self._by_hand(data)
        return self._block(data, closed, newlines, plain=False) if len(closed) else None

    def rest(self, data: bytes) -> Iterator[Block]:
        """Give the records of the end of the text, where the last line may have no end."""
        while data:
            ended = data if data.endswith(b"\n") else data + b"\n"
            block = self.whole(ended)
            if block is None:
                size = ended.index(b"\n") + 1
                end, start = np.array([size]), np.array([self.line])
                block = Block(ended[:size], end, start, plain=False, unclosed=True)
                self.line += 1
            yield block
            data = ended[len(block.data) :]

    def _block(
        self, data: bytes, closed: NDArray[np.int64], newlines: NDArray[np.int64], *, plain: bool
    ) -> Block:
        ends = closed + 1
        passed = np.searchsorted(newlines, closed) + 1
        starts = self.line + np.concatenate(([0], passed[:-1]))
        self.line += int(passed[-1])
        return Block(data[: int(ends[-1])], ends, starts, plain)

    def _is_plain(self, array: NDArray[np.uint8], quotes: NDArray[np.int64]) -> bool:
        edge = np.array([_NEWLINE, self._quote[0], *self._separator[:1]], np.uint8)
        opening, closing = quotes[0::2], quotes[1::2]
        before = np.where(opening > 0, array[np.maximum(opening, 1) - 1], _NEWLINE)
        after = array[np.minimum(closing + 1, len(array) - 1)]
        after = np.where(closing + 1 < len(array), after, _NEWLINE)
        return bool(np.isin(before, edge).all() and np.isin(after, edge).all())

    def _by_hand(self, data: bytes) -> NDArray[np.int64]:
        assert self._record is not None
        ends, at = [], 0
        while match := self._record.match(data, at):
            at = match.end()
            ends.append(at - 1)
        return np.array(ends, np.int64)


def record_pattern(separator: bytes, quote: bytes) -> re.Pattern[bytes]:
    """Match one record with its line end."""
    q, s = re.escape(quote), re.escape(separator or b"\x1f")
    # As the csv module reads: a quote counts at the start of a cell only; what follows the
    # closing quote up to the separator belongs to the cell.
    bare = rb"(?!%b)[^%b\n]*+" % (q, s)
    cell = rb"(?:%b[^%b\n]*+|%b)" % (quoted_cell(quote), s, bare)
    return re.compile(rb"%b(?:%b%b)*+\n" % (cell, s, cell))


def quoted_cell(quote: bytes) -> bytes:
    """Give the pattern of a cell from its opening quote to its closing one."""
    q = re.escape(quote)
    return rb"%b(?:[^%b]++|%b%b)*+%b" % (q, q, q, q, q)
