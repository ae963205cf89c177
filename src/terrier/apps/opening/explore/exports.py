"""Exports: sent as they are written, or made as files first; complete or refused."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from terrier.apps.accounts.actions import record
from terrier.apps.catalog.about_files import about_file
from terrier.apps.catalog.models import Reading
from terrier.apps.catalog.reading_log import record_reading
from terrier.apps.catalog.store import store
from terrier.apps.catalog.streams import LimitedStream
from terrier.apps.opening.doors import PRIVATE_CACHE
from terrier.domain.kernel.errors import NotFound
from terrier.lake import odsql
from terrier.lake.export import FileFormat
from terrier.lake.odsql import CsvStyle, Streamed

from .doors import InvalidParameter
from .parameters import read_integer, read_question, read_truth

if TYPE_CHECKING:
    from django.http import QueryDict

    from terrier.apps.catalog.queries import Opened
    from terrier.domain.odsql.question import Question
    from terrier.lake.odsql import Source

CLAUSES = ("select", "group_by", "order_by")
MAX_ROWS = 2**53
GZIP = 16 + zlib.MAX_WBITS
"""Asks zlib for the wrapping of gzip."""
PIECE = 1 << 18
"""Bytes of a finished file sent at a time."""


@dataclass(frozen=True)
class Format:
    """A format, by the word of its address."""

    writes: Streamed | FileFormat
    media_type: str
    extension: str
    spatial: bool = False
    """Only where rows have places."""


FORMATS = {
    "csv": Format(Streamed.CSV, "text/csv; charset=utf-8", "csv"),
    "json": Format(Streamed.JSON, "application/json; charset=utf-8", "json"),
    "jsonl": Format(Streamed.JSON_LINES, "application/x-ndjson", "jsonl"),
    "xlsx": Format(
        FileFormat.XLSX,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "xlsx",
    ),
    "parquet": Format(FileFormat.GEOPARQUET, "application/vnd.apache.parquet", "parquet"),
    "geojson": Format(Streamed.GEOJSON, "application/geo+json", "geojson", True),
    "shp": Format(FileFormat.SHAPEFILE, "application/zip", "zip", True),
    "gpkg": Format(FileFormat.GEOPACKAGE, "application/geopackage+sqlite3", "gpkg", True),
}


def format_named(word: str, *, spatial: bool) -> Format:
    """Find a format.

    Raises
    ------
    NotFound
        There is none of that name, or rows have no place for it.
    """
    offered = {w: f for w, f in FORMATS.items() if spatial or not f.spatial}
    if word not in offered:
        raise NotFound(
            f"Format d’export « {word[:30]} » inconnu ici. Formats : {', '.join(offered)}."
        )
    return offered[word]


def export(request: HttpRequest, opened: Opened, word: str) -> HttpResponse:
    """Send every row of a table that answers."""
    format = format_named(word, spatial=opened.relation.has_geometry)
    source = odsql.of_relation(opened.relation)
    question = read_question(request.GET, clauses=CLAUSES)
    if isinstance(format.writes, Streamed):
        chunks = streamed(source, question, format.writes, request.GET)
    else:
        chunks = _file(opened, source, question, format, request.GET)
    body = begun(chunks)
    _note(request, opened, word, question.filtered)
    alone = len(opened.tables) == 1
    name = opened.dataset.slug if alone else f"{opened.dataset.slug}.{opened.table}"
    response = sent(body, format, name)
    if not opened.public:
        response["Cache-Control"] = PRIVATE_CACHE
    return response


def streamed(
    source: Source, question: Question, format: Streamed, params: QueryDict
) -> Iterator[bytes]:  # fmt: skip
    """Write rows in a format that streams, as the parameters ask."""
    chunks = odsql.stream(
        source,
        question,
        format,
        limit=read_limit(params),
        offset=read_integer(params, "offset", 0, 0, MAX_ROWS),
        labels=read_truth(params, "use_labels"),
        style=_style(params),
    )
    return _compressed(chunks) if read_truth(params, "compressed") else chunks


def sent(body: LimitedStream, format: Format, name: str) -> HttpResponse:
    """Answer with a file under a name."""
    response = StreamingHttpResponse(body, content_type=format.media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}.{format.extension}"'
    return response


def begun(chunks: Iterator[bytes]) -> LimitedStream:
    """Start a stream: what is refused is refused before anything is answered."""
    body = LimitedStream(_from_the_first(chunks))
    next(body)
    return body


def _from_the_first(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Give an empty chunk once the first one is there, so that it can be waited for."""
    first = next(chunks, b"")
    yield b""
    yield first
    yield from chunks


def _file(
    opened: Opened, source: Source, question: Question, format: Format, params: QueryDict
) -> Iterator[bytes]:  # fmt: skip
    """Make a file in a folder of its own, then read it."""
    with store().workshop() as workshop:
        out = workshop / f"export.{format.extension}"
        odsql.write(
            source,
            question,
            FileFormat(format.writes),
            out,
            limit=read_limit(params),
            crs=f"EPSG:{read_integer(params, 'epsg', 4326, 1, 999_999)}",
            labels=read_truth(params, "use_labels"),
            about=about_file(opened.dataset, opened.version, extract=bool(params)),
        )
        with out.open("rb") as file:
            while piece := file.read(PIECE):
                yield piece


def read_limit(params: QueryDict) -> int | None:
    """Read how many rows are exported; None: all of them."""
    limit = read_integer(params, "limit", -1, -1, MAX_ROWS)
    return None if limit == -1 else limit


def _style(params: QueryDict) -> CsvStyle:
    delimiter = params.get("delimiter") or ";"
    delimiter = {"\\t": "\t"}.get(delimiter, delimiter)
    if delimiter not in (";", ",", "\t", "|"):
        raise InvalidParameter("Paramètre delimiter : ; , | ou une tabulation attendu.")
    return CsvStyle(
        delimiter,
        params.get("list_separator", ",")[:5],
        quote_all=read_truth(params, "quote_all"),
        with_bom=read_truth(params, "with_bom", True),
    )


def _compressed(chunks: Iterator[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(wbits=GZIP)
    for chunk in chunks:
        yield packer.compress(chunk)
    yield packer.flush()


def _note(request: HttpRequest, opened: Opened, word: str, filtered: Iterable[str]) -> None:
    """Write who took rows away, where it is kept; names of columns, never the values asked for."""
    door = Reading.Door.DOWNLOAD
    record_reading(request, opened.dataset, opened.version, door, filtered=filtered)
    if opened.public:
        return
    user = request.bearer or (request.user if request.user.is_authenticated else None)
    record(
        user,
        "download.table",
        opened.dataset,
        organisation=opened.dataset.owner_id,
        table=opened.table,
        version=opened.version.number,
        format=word,
        filtered=sorted(filtered),
    )
