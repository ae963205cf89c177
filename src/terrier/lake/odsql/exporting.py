"""Answers taken away whole: streamed, or made as files; complete or refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from terrier.domain.odsql.errors import Malformed
from terrier.domain.tabular.names import lake_names
from terrier.domain.tabular.plan import GEOMETRY_COLUMN, LINE_COLUMN, ROW_COLUMN
from terrier.lake.export import FileFormat, write_file
from terrier.lake.filters import NO_FILTERS
from terrier.lake.odsql.pieces import SPATIAL, Kind, Piece
from terrier.lake.odsql.plan import plan
from terrier.lake.odsql.reading import asking
from terrier.lake.odsql.written import column_text, feature_json, object_json, place_of
from terrier.lake.relation import Relation, RelationColumn, literal, quote

if TYPE_CHECKING:
    from terrier.domain.odsql.question import Question
    from terrier.lake.export import About
    from terrier.lake.odsql.plan import Column, Plan
    from terrier.lake.odsql.sources import Source

BATCH = 20_000
STREAM_SECONDS = 900.0
"""Longest time of a stream, the slowness of its reader included."""
FILE_SECONDS = 60.0


class Streamed(StrEnum):
    """Formats that are written while they are sent."""

    CSV = "csv"
    JSON = "json"
    JSON_LINES = "jsonl"
    GEOJSON = "geojson"


@dataclass(frozen=True)
class CsvStyle:
    """How a CSV is written."""

    delimiter: str = ";"
    list_separator: str = ","
    quote_all: bool = False
    with_bom: bool = True


@dataclass(frozen=True)
class Framing:
    """What stands around rows."""

    row: Piece
    head: str = ""
    mark: str = "\n"
    """After every row, or between rows where there is a tail."""
    tail: str = ""


def stream(
    source: Source,
    question: Question,
    format: Streamed,
    *,
    limit: int | None = None,
    offset: int = 0,
    labels: bool = False,
    style: CsvStyle = CsvStyle(),
) -> Iterator[bytes]:
    """Write every row that answers; memory does not grow with their number unless they are sorted.

    Parameters
    ----------
    source, question
        What is asked of what.
    format
        `csv`, `json` (an array), `jsonl` or `geojson`.
    limit, offset
        Which rows; every row without a limit.
    labels
        Name columns by their labels for people.
    style
        Of a CSV.

    Raises
    ------
    Malformed
        The question does not suit the source, or has no place for GeoJSON.
    """
    made = plan(source, question)
    framing = _framing(made.columns, format, labels, style)
    return _chunks(made, framing, question.timezone, limit, offset)


def write(
    source: Source,
    question: Question,
    format: FileFormat,
    out: Path,
    *,
    limit: int | None = None,
    crs: str = "EPSG:4326",
    labels: bool = False,
    about: About | None = None,
) -> None:
    """Write every row that answers to a file, within a minute or not at all.

    Parameters
    ----------
    source, question, limit, labels
        As of `stream`.
    format
        Workbook, GeoPackage, zipped shapefile or GeoParquet.
    out
        The file to make.
    crs
        Of the coordinates, where the format has any.
    about
        Said inside the file.

    Raises
    ------
    Unholdable
        The format cannot hold the answer.
    """
    made = plan(source, question)
    if format in (FileFormat.GEOPACKAGE, FileFormat.SHAPEFILE):
        _require_place(made.columns)
    answer = out.with_name(f".answer-{out.name}.parquet")
    try:
        relation = _kept(made, question, limit, answer)
        write_file(
            relation,
            NO_FILTERS,
            format,
            out,
            crs=crs,
            labels=labels,
            about=about,
            progress=lambda step, share: None,
        )
    finally:
        answer.unlink(missing_ok=True)


def _kept(made: Plan, question: Question, limit: int | None, out: Path) -> Relation:
    """Keep an answer as a file like that of a version, and give its relation.

    It holds what the source's relation showed, and no more: nothing else is ever written there.
    """
    place = place_of(made.columns)
    plain = [(n, c) for n, c in enumerate(made.columns) if c.kind not in SPATIAL]
    names = lake_names([column.label for _, column in plain])
    selected = [f"row_number() OVER () AS {ROW_COLUMN}", f"0 AS {LINE_COLUMN}"]
    selected += [
        f"{_storable(n, c.kind)} AS {quote(name)}"
        for (n, c), name in zip(plain, names, strict=True)
    ]
    if place is not None:
        selected.append(f"_r{place} AS {quote(GEOMETRY_COLUMN)}")
    statement, params = made.page(limit)
    with asking(question.timezone, FILE_SECONDS) as db:
        db.execute(
            f"COPY (SELECT {', '.join(selected)} FROM ({statement})) "
            f"TO {literal(str(out))} (FORMAT parquet, GEOPARQUET_VERSION 'BOTH')",
            params,
        )
        described = db.execute(f"DESCRIBE FROM read_parquet({literal(str(out))})").fetchall()
    types = {name: type_ for name, type_, *_ in described}
    return Relation(
        path=out,
        columns=tuple(
            RelationColumn(f"c{n}", name, _lake_type(types[name]), column.title)
            for (n, column), name in zip(plain, names, strict=True)
        ),
        has_geometry=place is not None,
    )


def _storable(number: int, kind: Kind) -> str:
    if kind is Kind.TEXTS:
        return f"array_to_string(_r{number}, ',')"
    if kind is Kind.NULL:
        return f"CAST(_r{number} AS TEXT)"
    # Parquet has no integer of 128 bits: sums are kept as decimals.
    return f"CAST(_r{number} AS DECIMAL(38, 0))" if kind is Kind.INTEGER else f"_r{number}"


def _lake_type(type_: str) -> str:
    return {"VARCHAR": "TEXT", "TIMESTAMP WITH TIME ZONE": "TIMESTAMPTZ"}.get(type_, type_)


def _chunks(
    made: Plan, framing: Framing, timezone: str, limit: int | None, offset: int
) -> Iterator[bytes]:  # fmt: skip
    statement, params = made.page(limit, offset)
    sql = f"SELECT {framing.row.sql} FROM ({statement})"
    with asking(timezone, STREAM_SECONDS) as db:
        batches = db.execute(sql, (*framing.row.params, *params)).to_arrow_reader(BATCH)
        yield framing.head.encode()
        first, mark = True, framing.mark.encode()
        for batch in batches:
            if not batch.num_rows:
                continue
            if framing.tail and not first:
                yield mark
            yield _join(batch.column(0), framing.mark)
            if not framing.tail:
                yield mark
            first = False
    yield framing.tail.encode()


def _join(lines: pa.Array, mark: str) -> bytes:
    whole = pa.ListArray.from_arrays([0, len(lines)], lines)
    return bytes(pc.binary_join(whole, pa.scalar(mark, lines.type))[0].as_buffer())


def _framing(
    columns: tuple[Column, ...], format: Streamed, labels: bool, style: CsvStyle
) -> Framing:  # fmt: skip
    if format is Streamed.CSV:
        return _csv(columns, labels, style)
    if format is Streamed.GEOJSON:
        _require_place(columns)
        head = '{"type":"FeatureCollection","features":[\n'
        return Framing(feature_json(columns), head, ",\n", "\n]}\n")
    members = object_json(enumerate(columns))
    row = Piece(f"'{{' || {members.sql} || '}}'", Kind.TEXT, members.params)
    if format is Streamed.JSON:
        return Framing(row, "[\n", ",\n", "\n]\n")
    return Framing(row)


def _require_place(columns: tuple[Column, ...]) -> None:
    if place_of(columns) is None:
        raise Malformed("ce format demande un lieu : gardez geo_shape ou geo_point_2d dans select.")


def _csv(columns: tuple[Column, ...], labels: bool, style: CsvStyle) -> Framing:
    names = [column.title if labels else column.label for column in columns]
    head = style.delimiter.join(_quoted(name, style) for name in names) + "\r\n"
    cells: list[str] = []
    params: list[object] = []
    for number, column in enumerate(columns):
        text = column_text(number, column.kind, style.list_separator)
        cell = _cell(text, column.kind, style)
        cells.append(cell.sql)
        params += cell.params
    row = f" || {literal(style.delimiter)} || ".join(cells) or "''"
    if len(cells) == 1:
        # A lone empty field would make a blank line, which readers skip.
        row = f"coalesce(nullif({row}, ''), '\"\"')"
    return Framing(
        Piece(row, Kind.TEXT, tuple(params)), ("\ufeff" if style.with_bom else "") + head, "\r\n"
    )


def _cell(text: Piece, kind: Kind, style: CsvStyle) -> Piece:
    """Give SQL for a cell; what cannot hold a delimiter is not searched for one."""
    quoted = f"'\"' || replace({text.sql}, '\"', '\"\"') || '\"'"
    written = text.sql
    if kind is Kind.SHAPE or (kind is Kind.POINT and style.delimiter == ","):
        written = quoted
    elif kind in (Kind.TEXT, Kind.TEXTS, Kind.NULL):
        special = literal(f'[{style.delimiter}"\\r\\n]')
        needs = f"{text.sql} = '' OR regexp_matches({text.sql}, {special})"
        plain = f"CASE WHEN {needs} THEN {quoted} ELSE {text.sql} END"
        written = quoted if style.quote_all else plain
    params = text.params * written.count("?") if text.params else ()
    return Piece(f"coalesce({written}, '')", Kind.TEXT, params)


def _quoted(name: str, style: CsvStyle) -> str:
    special = {style.delimiter, '"', "\r", "\n"}
    needs = style.quote_all or any(mark in name for mark in special)
    return '"' + name.replace('"', '""') + '"' if needs else name
