"""Excel workbooks, written row by row in constant memory."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import xlsxwriter

from terrier.domain.kernel.errors import Unholdable
from terrier.domain.tabular.plan import GEOMETRY_COLUMN
from terrier.lake.export.holding import check_sheet
from terrier.lake.export.ordered import in_source_order
from terrier.lake.filters.values import family
from terrier.lake.relation import quote

if TYPE_CHECKING:
    import duckdb

    from terrier.lake.export.about import About
    from terrier.lake.relation import Relation

MAX_CHARACTERS = 32_767
EXACT_DIGITS = 15
"""Significant digits that Excel keeps of a number."""
FIRST_DAY = date(1900, 3, 1)
"""Before it, Excel's calendar has a day that did not exist (29 February 1900)."""
BATCH = 5_000


def write_workbook(
    db: duckdb.DuckDBPyConnection,
    relation: Relation,
    source: str,
    params: list[object],
    rows: int,
    out: Path,
    labels: bool,
    progress: Callable[[str, float], None],
    about: About | None = None,
) -> list[str]:
    """Write the rows as a workbook: a sheet of data, and one that says what they are.

    Raises
    ------
    Unholdable
        Too many rows or columns, or a text too long for a cell.
    """
    places, notes = _places(db, relation, source, params)
    names = [c.label if labels and c.label else c.name for c in relation.columns]
    names += ["longitude", "latitude"] if places else []
    check_sheet(rows, len(names))
    selected = ", ".join([*(_value(quote(c.name), c.type) for c in relation.columns), *places])
    batches = in_source_order(db, relation, source, params, selected or "NULL", size=BATCH)
    options = {"constant_memory": True, "strings_to_urls": False, "strings_to_formulas": False}
    with xlsxwriter.Workbook(str(out), options) as book:
        sheet = book.add_worksheet("Données")
        formats: dict[type, Any] = {
            datetime: book.add_format({"num_format": "dd/mm/yyyy hh:mm:ss"}),
            date: book.add_format({"num_format": "dd/mm/yyyy"}),
        }
        bold = book.add_format({"bold": True})
        for column, name in enumerate(names):
            sheet.write_string(0, column, name, bold)
        sheet.freeze_panes(1, 0)
        number = 0
        for batch in batches:
            for values in zip(*(c.to_pylist() for c in batch.columns), strict=True):
                number += 1
                _write_row(sheet, number, values, names, formats)
            progress("export", number / max(1, rows))
        if about:
            _describe(book, about, bold)
    return notes


def _describe(book: Any, about: About, bold: Any) -> None:
    book.set_properties({"title": about.title, "company": about.source, "comments": about.text()})
    sheet = book.add_worksheet("À propos")
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 90)
    for number, (name, value) in enumerate(about.lines()):
        sheet.write_string(number, 0, name, bold)
        sheet.write_string(number, 1, value)


def _places(
    db: duckdb.DuckDBPyConnection, relation: Relation, source: str, params: list[object]
) -> tuple[list[str], list[str]]:
    if not relation.has_geometry:
        return [], []
    geom = quote(GEOMETRY_COLUMN)
    found = db.execute(
        f"SELECT bool_and(ST_GeometryType({geom}) = 'POINT') FROM {source} "
        f"WHERE {geom} IS NOT NULL",
        params,
    ).fetchone()
    taken = {c.name for c in relation.columns} & {"longitude", "latitude"}
    if found and found[0] and not taken:
        return [f"ST_X({geom})", f"ST_Y({geom})"], []
    if found and found[0]:
        return [], []
    return [], ["Les tracés ne tiennent pas dans un tableur : prenez le GeoPackage pour les avoir."]


def _value(name: str, type: str) -> str:
    match family(type):
        case "double":
            return f"CASE WHEN isfinite({name}) THEN {name} END"
        case "timestamptz":
            return f"CAST({name} AS TIMESTAMP)"
        case "integer":
            return f"CAST({name} AS DECIMAL(38, 0))" if type == "HUGEINT" else name
        case _:
            return name


def _write_row(
    sheet: Any, number: int, values: tuple[Any, ...], names: list[str], formats: dict[type, Any]
) -> None:
    for column, value in enumerate(values):
        if isinstance(value, bool):
            sheet.write_boolean(number, column, value)
        elif isinstance(value, int | float | Decimal):
            _write_number(sheet, number, column, value)
        elif isinstance(value, datetime):
            _write_moment(sheet, number, column, value, value.date(), formats[datetime])
        elif isinstance(value, date):
            _write_moment(sheet, number, column, value, value, formats[date])
        elif value is not None:
            _write_text(sheet, number, column, str(value), names[column])


def _write_number(sheet: Any, number: int, column: int, value: int | float | Decimal) -> None:
    digits = 0 if isinstance(value, float) else len(Decimal(value).normalize().as_tuple().digits)
    if digits > EXACT_DIGITS:
        sheet.write_string(
            number, column, f"{value:f}" if isinstance(value, Decimal) else str(value)
        )
    else:
        sheet.write_number(number, column, value)


def _write_moment(
    sheet: Any, number: int, column: int, value: date | datetime, day: date, format: Any
) -> None:
    if day < FIRST_DAY:
        sheet.write_string(
            number,
            column,
            value.isoformat(" ") if isinstance(value, datetime) else value.isoformat(),
        )
    else:
        sheet.write_datetime(number, column, value, format)


def _write_text(sheet: Any, number: int, column: int, text: str, name: str) -> None:
    if len(text) > MAX_CHARACTERS:
        raise Unholdable(
            f"Ligne {number}, colonne « {name} » : le texte a {len(text)} caractères, une cellule "
            f"Excel en tient {MAX_CHARACTERS}. Téléchargez le CSV."
        )
    sheet.write_string(number, column, text)
