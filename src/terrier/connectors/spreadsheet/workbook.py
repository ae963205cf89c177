"""The sheets of a workbook and their rows, through calamine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import python_calamine

from terrier.connectors.recognise import PROTECTED
from terrier.connectors.spreadsheet import raw_cells, raw_ods, raw_xls
from terrier.connectors.spreadsheet.cells import cell_text
from terrier.domain.kernel.errors import Unreadable

TextRow = list[str | None]
_ERROR_CELLS = {
    "xlsx": raw_cells.error_cells,
    "ods": raw_ods.error_cells,
    "xls": raw_xls.error_cells,
}
"""Calamine reads errors as empty cells: their tokens are fetched apart."""


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook."""

    name: str
    hidden: bool
    width: int
    """Columns from A on; 0 for an empty sheet."""
    height: int
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...]
    """0-based (row, column) of the first and last cell of merged ranges."""
    errors: dict[tuple[int, int], str]
    """Error tokens (`#N/A` …) by 0-based row and column."""
    _sheet: Any

    def rows(self) -> Iterator[TextRow]:
        """Give all rows as text from the first one on, each `width` cells wide."""
        if not self.width:
            return
        left: TextRow = [None] * self._sheet.start[1]
        troubled = {row for row, _ in self.errors}
        for number, values in enumerate(self._sheet.iter_rows()):
            row = left + [cell_text(v) for v in values]
            row += [None] * (self.width - len(row))
            if number in troubled:
                row = [self.errors.get((number, i), cell) for i, cell in enumerate(row)]
            yield row


def open_sheets(path: Path, format: str, only: str | None = None) -> list[Sheet]:
    """Open the worksheets of a workbook, chart sheets and macros left out.

    Parameters
    ----------
    path
        A workbook.
    format
        `xlsx`, `xls` or `ods`.
    only
        Name of the one sheet to open.

    Raises
    ------
    Unreadable
        Where the workbook is protected or damaged.
    """
    try:
        workbook = python_calamine.CalamineWorkbook.from_path(str(path))
        sheets = []
        for meta in workbook.sheets_metadata:
            if meta.typ == python_calamine.SheetTypeEnum.WorkSheet and only in (None, meta.name):
                sheet = workbook.get_sheet_by_name(meta.name)
                hidden = meta.visible != python_calamine.SheetVisibleEnum.Visible
                sheets.append(_sheet(sheet, meta.name, hidden, path, format))
    except python_calamine.PasswordError as locked:
        raise Unreadable(PROTECTED) from locked
    except python_calamine.CalamineError as wrong:
        raise Unreadable(
            "Ce classeur est abîmé ou d'une variante inconnue. Ouvrez-le dans un tableur, "
            "enregistrez-le en .xlsx, puis renvoyez-le.",
            message=str(wrong),
        ) from wrong
    return sheets


def open_sheet(path: Path, format: str, name: str) -> Sheet:
    """Open one worksheet by its name."""
    found = open_sheets(path, format, only=name)
    if not found:
        raise Unreadable(f"La feuille « {name} » n'est plus dans le classeur.")
    return found[0]


def _sheet(sheet: Any, name: str, hidden: bool, path: Path, format: str) -> Sheet:
    end = sheet.end
    errors = _ERROR_CELLS[format](path, name) if end else {}
    width = end[1] + 1 if end else 0
    height = end[0] + 1 if end else 0
    merged = tuple(sheet.merged_cell_ranges or ()) if format != "ods" else ()
    return Sheet(name, hidden, width, height, merged, errors, sheet)
