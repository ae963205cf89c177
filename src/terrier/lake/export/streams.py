"""Exports streamed at any size, in flat memory: every byte is made inside DuckDB.

A stream ends complete, or raises where it stands so that the connection is cut and the reader's
program sees it; it never ends early in silence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from terrier.domain.tabular.plan import ROW_COLUMN
from terrier.lake.engine import cursor
from terrier.lake.export.csv_text import excel_line, formula_count, header_line, standard_line
from terrier.lake.filters import NO_FILTERS, Filters, select_from
from terrier.lake.json_text import feature_json, object_json

if TYPE_CHECKING:
    from terrier.lake.relation import Relation

BATCH = 20_000
"""Rows written at a time."""


class StreamFormat(StrEnum):
    """Formats that stream."""

    CSV = "csv"
    CSV_EXCEL = "csv-excel"
    GEOJSON = "geojson"
    JSON = "json"
    JSON_LINES = "jsonl"


@dataclass(frozen=True)
class Stream:
    """An export about to be sent."""

    chunks: Iterator[bytes]
    media_type: str
    extension: str
    notes: tuple[str, ...] = ()
    """French sentences to announce before the person opens the file."""


@dataclass(frozen=True)
class _Writing:
    """How a format is put together."""

    row: Callable[[Relation, bool], str]
    media_type: str
    extension: str
    head: Callable[[Relation, bool], str] = lambda relation, labels: ""
    mark: str = "\n"
    """Stands after every row, or between rows where there is a tail."""
    tail: str = ""


def stream(
    relation: Relation,
    filters: Filters = NO_FILTERS,
    format: StreamFormat = StreamFormat.CSV,
    *,
    labels: bool = False,
) -> Stream:
    """Prepare an export; the rows come in the order of the source as `chunks` is read.

    Parameters
    ----------
    relation, filters
        What is exported.
    format
        `csv` (RFC 4180, UTF-8, comma, decimal point, ISO dates), `csv-excel` (semicolon, decimal
        comma, BOM, dd/mm/yyyy, formulas made harmless), `geojson` (RFC 7946, WGS84, 7 decimals),
        `json` (array of objects), `jsonl` (an object per line).
    labels
        Name columns by their labels for people (CSV, JSON).

    Raises
    ------
    Invalid
        GeoJSON of a table without geometry.
    """
    if format is StreamFormat.GEOJSON:
        relation.require_geometry()
    writing = _WRITINGS[format]
    notes = _formula_note(relation, filters) if format is StreamFormat.CSV_EXCEL else ()
    return Stream(
        _chunks(relation, filters, writing, labels), writing.media_type, writing.extension, notes
    )


def _chunks(
    relation: Relation, filters: Filters, writing: _Writing, labels: bool
) -> Iterator[bytes]:  # fmt: skip
    source, params = select_from(relation, filters)
    # Rows are sorted before they are written out: the sort holds values, not longer texts.
    ordered = f"(SELECT * FROM {source} ORDER BY {ROW_COLUMN})"
    sql = f"SELECT {writing.row(relation, labels)} FROM {ordered}"
    yield writing.head(relation, labels).encode()
    with cursor() as db:
        first, mark = True, writing.mark.encode()
        for batch in db.execute(sql, params).to_arrow_reader(BATCH):
            if batch.num_rows:
                if writing.tail and not first:
                    yield mark
                yield _join(batch.column(0), writing.mark)
                if not writing.tail:
                    yield mark
                first = False
    yield writing.tail.encode()


def _join(lines: pa.Array, mark: str) -> bytes:
    whole = pa.ListArray.from_arrays([0, len(lines)], lines)
    joined = pc.binary_join(whole, pa.scalar(mark, lines.type))[0]
    return bytes(joined.as_buffer())


def _formula_note(relation: Relation, filters: Filters) -> tuple[str, ...]:
    source, params = select_from(relation, filters)
    with cursor() as db:
        found = db.execute(f"SELECT {formula_count(relation)} FROM {source}", params).fetchone()
    cells = int(found[0]) if found else 0
    if not cells:
        return ()
    which = "Une cellule commence" if cells == 1 else f"{cells} cellules commencent"
    return (
        f"{which} par =, +, -, @ ou une tabulation : une apostrophe la précède dans ce fichier, "
        "pour qu’Excel n’y voie pas de formule.",
    )


_WRITINGS = {
    StreamFormat.CSV: _Writing(
        lambda relation, labels: standard_line(relation),
        "text/csv; charset=utf-8; header=present",
        "csv",
        lambda relation, labels: header_line(relation, ",", labels=labels) + "\r\n",
        "\r\n",
    ),
    StreamFormat.CSV_EXCEL: _Writing(
        lambda relation, labels: excel_line(relation),
        "text/csv; charset=utf-8; header=present",
        "csv",
        lambda relation, labels: "\ufeff" + header_line(relation, ";", labels=labels) + "\r\n",
        "\r\n",
    ),
    StreamFormat.GEOJSON: _Writing(
        lambda relation, labels: feature_json(relation.columns),
        "application/geo+json",
        "geojson",
        lambda relation, labels: '{"type":"FeatureCollection","features":[\n',
        ",\n",
        "\n]}\n",
    ),
    StreamFormat.JSON: _Writing(
        lambda relation, labels: object_json(relation.columns, labels=labels),
        "application/json",
        "json",
        lambda relation, labels: "[\n",
        ",\n",
        "\n]\n",
    ),
    StreamFormat.JSON_LINES: _Writing(
        lambda relation, labels: object_json(relation.columns, labels=labels),
        "application/x-ndjson",
        "jsonl",
    ),
}
