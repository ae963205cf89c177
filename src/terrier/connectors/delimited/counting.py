"""The second reader of delimited texts: the csv module of Python, decoding for itself."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

from terrier.connectors.contract import SourceCount
from terrier.domain.kernel.errors import Unreadable

_END = "\x02"
"""Two such cells are put after the last line: where they do not come out as a row of their own,
a quote was left open."""
_MOST_RESTARTS = 20


def count(path: Path, reading: dict[str, Any]) -> SourceCount:
    """Count the lines of a delimited text.

    Parameters
    ----------
    path
        The text as received.
    reading
        As for `stage`.

    Returns
    -------
    SourceCount
        `lines` are records in the sense of the csv module: a cell with line breaks counts once.
    """
    csv.field_size_limit(sys.maxsize)
    above = max(0, int(reading["header_line"]) - 1)
    with path.open(encoding=reading["encoding"], errors="replace", newline="") as file:
        tally = _Tally(skipped=_seek_line(file, reading, above))
        tally.read(file, reading, above)
    total = min(int(reading["total_lines"]), tally.filled)
    preamble = tally.skipped + tally.headers
    return SourceCount(
        lines=preamble + tally.blank + tally.filled,
        preamble=preamble,
        blank=tally.blank,
        total=total,
        records=tally.filled - total,
        reader="csv (Python)",
    )


@dataclass
class _Tally:
    skipped: int
    headers: int = 0
    blank: int = 0
    filled: int = 0

    def read(self, file: TextIO, reading: dict[str, Any], line: int) -> None:
        """Count rows; a line whose quote nothing closes is a row of its own."""
        wanted = int(reading["header_rows"])
        separator = reading["separator"] or "\x1f"
        for _ in range(_MOST_RESTARTS):
            reader = csv.reader(
                _ended(file, separator),
                delimiter=separator,
                quotechar=reading["quote"] or None,
                quoting=csv.QUOTE_MINIMAL if reading["quote"] else csv.QUOTE_NONE,
            )
            self.headers += sum(1 for _ in islice(reader, wanted - self.headers))
            start = self._rows(reader)
            if start is None:
                return
            line += start + 1
            _seek_line(file, reading, line)
        raise Unreadable(
            "Trop de guillemets sont ouverts et jamais refermés dans ce fichier : choisissez "
            "« aucun guillemet » comme signe d'encadrement, puis recommencez."
        )

    def _rows(self, reader: Any) -> int | None:
        """Count up to the end; give the line where an open quote swallowed the end, if any."""
        filled = blank = 0
        start: int = reader.line_num
        now = start
        row: list[str] = []
        for row in reader:
            if row and (row[0] or any(row)) and any(map(str.strip, row)):
                filled += 1
            else:
                blank += 1
            start, now = now, reader.line_num
        self.blank += blank
        if row == [_END, _END]:
            self.filled += filled - 1
            return None
        self.filled += filled
        return start


def _ended(file: TextIO, separator: str) -> Iterator[str]:
    for line in file:
        yield line.replace("\0", "") if "\0" in line else line
    yield _END + separator + _END


def _seek_line(file: TextIO, reading: dict[str, Any], line: int) -> int:
    """Go to the line after `line` physical lines; give how many there were."""
    file.seek(int(reading.get("bom", 0)))
    return sum(1 for _ in islice(file, line))
