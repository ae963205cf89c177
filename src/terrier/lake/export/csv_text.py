"""SQL expressions that write rows as CSV lines, for machines and for Excel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from terrier.domain.tabular.plan import GEOMETRY_COLUMN
from terrier.lake.filters.values import family
from terrier.lake.json_text import iso_text
from terrier.lake.relation import literal, quote

if TYPE_CHECKING:
    from terrier.lake.relation import Relation, RelationColumn

FORMULA_STARTS = "^[=+\\-@\\t\\r]"
"""First characters that make a spreadsheet run a text as a formula (OWASP, CSV injection)."""
WRITTEN_ALIKE = frozenset({"text", "integer", "decimal", "boolean", "date"})
"""Families of types that DuckDB writes in a CSV as `iso_text` does."""
GEOMETRY_LABEL = "Géométrie (WKT, WGS84)"


def header_line(relation: Relation, separator: str, *, labels: bool) -> str:
    """Write the header as one CSV line without its end."""
    names = [c.label if labels and c.label else c.name for c in relation.columns]
    if relation.has_geometry:
        names.append(GEOMETRY_LABEL if labels else GEOMETRY_COLUMN)
    return separator.join(_quoted(name, separator) for name in names)


def standard_cells(relation: Relation) -> list[str]:
    """Give SQL for the cells of a row: decimal point, ISO dates (RFC 4180).

    An absent value is an empty field; an empty text is `""`.
    """
    return _lone([_standard(c) for c in relation.columns] + _geometry(relation))


def standard_text(column: RelationColumn) -> str:
    """Give SQL for a value as `standard_line` writes it; NULL where nothing stands for absence."""
    text = iso_text(quote(column.name), column.type)
    return f"coalesce({text}, {literal(column.absent)})" if column.absent else text


def excel_cells(relation: Relation) -> list[str]:
    """Give SQL for the cells of a row for Excel in French: decimal comma, dd/mm/yyyy.

    A text that Excel would run as a formula is preceded by an apostrophe.
    """
    cells = [_excel_text(quote(c.name), c.type) for c in relation.columns]
    return _lone(cells + _geometry(relation))


def formula_count(relation: Relation) -> str:
    """Give SQL for the number of cells of a row set that `excel_line` precedes."""
    texts = [quote(c.name) for c in relation.columns if family(c.type) == "text"]
    counts = [f"count(*) FILTER (regexp_matches({t}, {literal(FORMULA_STARTS)}))" for t in texts]
    return " + ".join(counts) or "0"


def _excel_text(name: str, type: str) -> str:
    match family(type):
        case "decimal" | "double":
            return f"replace({iso_text(name, type)}, '.', ',')"
        case "boolean":
            return f"CASE {name} WHEN true THEN 'VRAI' WHEN false THEN 'FAUX' END"
        case "date":
            return f"strftime({name}, '%d/%m/%Y')"
        case "timestamp" | "timestamptz":
            return f"strftime({name}, '%d/%m/%Y %H:%M:%S')"
        case "text":
            start = literal(FORMULA_STARTS)
            return f"CASE WHEN regexp_matches({name}, {start}) THEN '''' || {name} ELSE {name} END"
        case _:
            return iso_text(name, type)


def _standard(column: RelationColumn) -> str:
    """Leave to DuckDB's writer what it writes as the norm says, and faster."""
    as_it_is = family(column.type) in WRITTEN_ALIKE and not column.absent
    return quote(column.name) if as_it_is else standard_text(column)


def _geometry(relation: Relation) -> list[str]:
    if not relation.has_geometry:
        return []
    return [f"CAST(ST_AsText({quote(GEOMETRY_COLUMN)}) AS TEXT)"]


def _lone(cells: list[str]) -> list[str]:
    # A lone empty field would make a blank line, which readers skip.
    if len(cells) > 1:
        return cells
    return [f"coalesce(CAST({cells[0]} AS TEXT), '')"] if cells else ["''"]


def _quoted(name: str, separator: str) -> str:
    needs = any(mark in name for mark in (separator, '"', "\r", "\n"))
    return '"' + name.replace('"', '""') + '"' if needs or not name else name
