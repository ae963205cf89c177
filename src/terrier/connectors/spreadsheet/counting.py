"""The second reader of workbooks: their XML or their records, counted without calamine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from terrier.connectors.contract import SourceCount
from terrier.connectors.spreadsheet import raw_cells, raw_ods, raw_xls

_READERS = {
    "xlsx": (raw_cells.filled_rows, "XML du classeur"),
    "ods": (raw_ods.filled_rows, "XML du classeur"),
    "xls": (raw_xls.filled_rows, "enregistrements BIFF du classeur"),
}


def count(path: Path, format: str, part: str, reading: dict[str, Any]) -> SourceCount:
    """Count the rows of a sheet up to the last one that holds something.

    Parameters
    ----------
    path, format, part, reading
        As for `stage`.
    """
    filled_rows, reader = _READERS[format]
    preamble = int(reading["header_line"]) - 1 + int(reading["header_rows"])
    last = filled = 0
    for number in filled_rows(path, part):
        last = number
        filled += number > preamble
    lines = max(last, preamble)
    total = min(int(reading["total_lines"]), filled)
    return SourceCount(
        lines=lines,
        preamble=preamble,
        blank=lines - preamble - filled,
        total=total,
        records=filled - total,
        reader=reader,
    )
