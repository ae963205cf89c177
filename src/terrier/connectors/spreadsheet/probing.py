"""What the sheets of a workbook hold: header, totals, merged cells, proposed."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from terrier.connectors.contract import Evidence, PartProbe, Probe
from terrier.connectors.spreadsheet.raw_cells import percent_columns
from terrier.connectors.spreadsheet.workbook import Sheet, TextRow, open_sheets
from terrier.domain.kernel.counting import counted
from terrier.domain.kernel.errors import Unreadable
from terrier.domain.tabular.headers import (
    HeaderGuess,
    filled,
    find_header,
    join_labels,
    unique_names,
)
from terrier.domain.tabular.totals import MOST, totals_at_bottom

_HEAD_ROWS = 50
_LOOKED_AT = 1000
_HEADER_DEPTH = 40


def probe(path: Path, format: str, hints: dict[str, Any]) -> Probe:
    """Propose how to read each sheet of a workbook.

    Parameters
    ----------
    path
        A workbook.
    format
        `xlsx`, `xls` or `ods`.
    hints
        `header_line` (1-based sheet row, 0: none), `header_rows`, `total_lines`; for one sheet
        only where `part` names it.

    Raises
    ------
    Unreadable
        Where no sheet holds anything.
    """
    parts, told = [], []
    for sheet in open_sheets(path, format):
        own = hints if hints.get("part") in (None, sheet.name) else {}
        part = _part(path, format, sheet, own)
        if part is None:
            told.append(Evidence("sheet", sheet.name, f"Feuille « {sheet.name} » vide : laissée."))
        else:
            parts.append(part)
    if not parts:
        raise Unreadable("Aucune feuille de ce classeur ne contient de données : rien à importer.")
    return Probe(format, tuple(parts), tuple(told))


def _part(path: Path, format: str, sheet: Sheet, hints: dict[str, Any]) -> PartProbe | None:
    rows = sheet.rows()
    first = list(islice(rows, _LOOKED_AT))
    last: deque[TextRow] = deque((r for r in first if filled(r)), maxlen=MOST + 5)
    some = sum(1 for r in first if filled(r))
    for row in rows:
        if filled(row):
            last.append(row)
            some += 1
    if not some:
        return None
    header = _header(sheet, first, hints)
    labels = header.labels or ("",) * sheet.width
    start = header.index + header.rows
    body = [r for r in first[start:] if filled(r)]
    above = sum(1 for r in first[:start] if filled(r))
    total = int(hints.get("total_lines", totals_at_bottom(list(last) if body else [])))
    total = min(total, some - above)
    names = unique_names(labels)
    reading = {
        "header_line": header.index + 1,
        "header_rows": header.rows,
        "total_lines": total,
        "columns": list(names),
    }
    line = str(header.index + 1) if header.rows else "aucun"
    evidence = [Evidence("header", line, header.proof)]
    if total:
        evidence.append(
            Evidence(
                "total",
                str(total),
                counted(total, "ligne de total mise à part.", "lignes de total mises à part."),
            )
        )
    shown = body[: max(0, len(body) - (total if len(first) == sheet.height else 0))][:_HEAD_ROWS]
    return PartProbe(
        source=sheet.name,
        title=sheet.name,
        columns=names,
        labels=labels,
        head=tuple(tuple(r) for r in shown),
        rows_estimate=some - above - total,
        reading=reading,
        evidence=tuple(evidence),
        notes=tuple(_notes(path, format, sheet, start, names)),
    )


def _header(sheet: Sheet, first: Sequence[TextRow], hints: dict[str, Any]) -> HeaderGuess:
    top, groups = _with_merged(sheet, first)
    if "header_line" not in hints:
        return find_header(top, groups)
    line, count = int(hints["header_line"]), int(hints.get("header_rows", 1))
    if not line or not count:
        index = next(i for i, r in enumerate(top) if i + 1 >= line and filled(r))
        return HeaderGuess(index, 0, (), "Choisi à la main : pas d'en-tête.")
    labels = join_labels(top[line - 1 : line - 1 + count], spread=groups is None)
    return HeaderGuess(line - 1, count, labels, f"Choisi à la main : ligne {line}.")


def _with_merged(
    sheet: Sheet, first: Sequence[TextRow]
) -> tuple[list[TextRow], frozenset[int] | None]:
    """Write merged headings in every column that they span; titles across the sheet are left."""
    rows = [list(r) for r in first]
    groups = set()
    for (top, left), (bottom, right) in sheet.merged:
        wide = right - left + 1
        if top >= min(_HEADER_DEPTH, len(rows)) or wide > max(2, 0.7 * sheet.width):
            continue
        for row in rows[top : bottom + 1]:
            row[left : right + 1] = [rows[top][left]] * wide
        if wide > 1:
            groups.add(top)
    return rows, frozenset(groups) if groups else None


def _notes(path: Path, format: str, sheet: Sheet, start: int, names: Sequence[str]) -> list[str]:
    notes = []
    if sheet.hidden:
        notes.append("Cette feuille est masquée dans le classeur.")
    if any(top < start for (top, _), _ in sheet.merged):
        notes.append("Des cellules fusionnées dans l'en-tête ont été étendues à leurs colonnes.")
    if any(top >= start for (top, _), _ in sheet.merged):
        notes.append(
            "Des cellules sont fusionnées dans les données : seule la première garde la valeur."
        )
    if sheet.errors:
        tokens = ", ".join(sorted(set(sheet.errors.values())))
        notes.append(
            counted(len(sheet.errors), "cellule", "cellules")
            + f" en erreur dans le classeur : {tokens}."
        )
    if format == "xlsx":
        shown = sorted(percent_columns(path, sheet.name, start + 1))
        notes += [
            f"La colonne « {names[i]} » est affichée en pourcentage : 0.125 y veut dire 12,5 %."
            for i in shown
            if i < len(names)
        ]
    return notes
