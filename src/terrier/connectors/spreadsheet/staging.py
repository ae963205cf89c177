"""A sheet to Parquet, through calamine."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from terrier.connectors.contract import Progress, Staged
from terrier.connectors.spreadsheet.workbook import TextRow, open_sheet
from terrier.connectors.staging import StagedWriter, text_arrays, text_fields

_BATCH = 20_000
_Line = tuple[int, TextRow]


def stage(
    path: Path, format: str, part: str, reading: dict[str, Any], out: Path, progress: Progress
) -> Staged:
    """Write a sheet to `out` as Parquet; `_line` is the row number of the sheet.

    Parameters
    ----------
    path, format
        A workbook.
    part
        Name of the sheet.
    reading
        `header_line`, `header_rows`, `total_lines`, `columns`.
    out, progress
        As in the contract.
    """
    names = reading["columns"]
    sheet = open_sheet(path, format, part)
    start = int(reading["header_line"]) - 1 + int(reading["header_rows"])
    lines = enumerate(sheet.rows(), start=1)
    filled = ((n, r) for n, r in lines if n > start and any(c and c.strip() for c in r))
    broken = 0
    with StagedWriter(out, text_fields(names)) as writer:
        for batch in _batches(_without_last(filled, int(reading["total_lines"]))):
            progress("lecture", min(1.0, batch[-1][0] / max(1, sheet.height)))
            rows = [row[: len(names)] for _, row in batch]
            broken += sum(c.count("\ufffd") for row in rows for c in row if c)
            writer.write(pa.array([n for n, _ in batch]), text_arrays(rows, len(names)))
    return Staged(out, writer.records, (), broken)


def _without_last(lines: Iterable[_Line], count: int) -> Iterator[_Line]:
    held: deque[_Line] = deque()
    for line in lines:
        held.append(line)
        if len(held) > count:
            yield held.popleft()


def _batches(lines: Iterable[_Line]) -> Iterator[list[_Line]]:
    batch: list[_Line] = []
    for line in lines:
        batch.append(line)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
