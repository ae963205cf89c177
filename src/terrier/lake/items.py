"""Features of a collection in pages, as GeoJSON made in DuckDB.

Pages follow one another as the rows lie in the file: the statistics of row groups let DuckDB open
the one that holds the page, wherever it is, and neighbours come together.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
from pyproj import Transformer
from pyproj.exceptions import ProjError

from terrier.domain.kernel.errors import Invalid, NotFound
from terrier.domain.ogc.crs import CRS84, ReferenceSystem
from terrier.domain.tabular.plan import (
    GEOMETRY_COLUMN,
    KEY_COLUMN,
    POSITION_COLUMN,
    ROW_COLUMN,
)
from terrier.lake.engine import cursor
from terrier.lake.export.geoparquet import geometry_in
from terrier.lake.filters import NO_FILTERS, Box, Filter, Filters, Operator, select_from
from terrier.lake.json_text import geometry_json, joined, object_json
from terrier.lake.kept import Kept
from terrier.lake.relation import literal, quote

if TYPE_CHECKING:
    from terrier.lake.filters.condition import Condition
    from terrier.lake.filters.cql2 import Expression
    from terrier.lake.relation import Relation

MAX_LIMIT = 10_000
SECONDS = 20.0
KEPT_BYTES = 32 << 20
"""Pages kept by a process: what maps and harvesters ask again and again."""
COUNTS = 4096
"""Counts kept by a process."""


@dataclass(frozen=True)
class Window:
    """A window in the axes and units of a reference system."""

    low: tuple[float, float]
    high: tuple[float, float]
    crs: ReferenceSystem = CRS84

    @property
    def corners(self) -> tuple[float, float, float, float]:
        """Give smallest x and y, largest x and y, x being the easting or the longitude."""
        if self.crs.north_first:
            return (self.low[1], self.low[0], self.high[1], self.high[0])
        return (*self.low, *self.high)

    def box(self) -> Box:
        """Give a window in degrees that holds this one, this very one where it is in degrees.

        Raises
        ------
        Invalid
            The window does not exist in its system.
        """
        if self.crs.wgs84:
            return Box(*self.corners)
        west, south, east, north = self.corners
        if west > east or south > north:
            raise _no_window()
        to_degrees = Transformer.from_crs(self.crs.code, "EPSG:4326", always_xy=True)
        try:
            return Box(*to_degrees.transform_bounds(west, south, east, north, densify_pts=51))
        except (ProjError, Invalid) as outside:
            raise _no_window() from outside


@dataclass(frozen=True)
class Question:
    """Which features are asked for, and how their places are written."""

    filters: Filters = NO_FILTERS
    window: Window | None = None
    crs: ReferenceSystem = CRS84
    where: Expression | None = None
    """A condition in CQL2, compiled for the relation."""

    def __bool__(self) -> bool:
        return bool(self.filters or self.window or self.where)


@dataclass(frozen=True)
class Items:
    """One page of features."""

    features: bytes
    """GeoJSON features with commas between them."""
    returned: int
    matched: int
    """Exact number of features that answer, over all pages."""
    next_after: int | None
    """Rows of the file before the next page; None where this page is the last."""


def items(
    relation: Relation,
    question: Question = Question(),
    *,
    after: int = 0,
    limit: int = 10,
    matched: int | None = None,
) -> Items:
    """Read one page of features in the order of the file.

    Parameters
    ----------
    relation, question
        What is read. Rows without geometry have a null one.
    after
        Rows of the file to leave behind: 0 for the first page, then `next_after`.
    limit
        Most features of the page, 1 to 10 000.
    matched
        Exact number of features that answer, where it is known already.

    Raises
    ------
    Invalid
        The limit is out of range, the question does not suit the table, or a place has no
        coordinates in the system that is asked for.
    """
    if not 1 <= limit <= MAX_LIMIT:
        raise Invalid(f"Demandez de 1 à {MAX_LIMIT} objets à la fois (limit).")
    written_at = relation.path.stat().st_mtime_ns
    key = (relation, question, after, limit, written_at)
    page = _pages.get(key)
    if page is None:
        page = _read(relation, question, after, limit)
        _pages.put(key, page, len(page.features))
    if matched is None:
        matched = _count(relation, question, written_at)
    return Items(page.features, page.returned, matched, page.next_after)


def item(relation: Relation, identifier: str, crs: ReferenceSystem = CRS84) -> bytes:
    """Read one feature by its key, or by its row number where the table has no key.

    Raises
    ------
    NotFound
        No such feature, or not for this reader.
    """
    source, params = relation.sql(position=True)
    wanted: object = identifier
    if not relation.has_key:
        wanted = int(identifier) if identifier.isascii() and identifier.isdecimal() else 0
        wanted = min(int(wanted), 2**62)
    name = KEY_COLUMN if relation.has_key else ROW_COLUMN
    one = f"SELECT * FROM {source} WHERE {name} = ? LIMIT 1"
    found = _features(relation, Question(crs=crs), one, [*params, wanted])
    _refuse_lost(found, crs)
    if not len(found):
        raise NotFound(f"L’objet « {identifier[:80]} » n’existe pas ici.")
    return bytes(found.column("feature")[0].as_buffer())


def _source(relation: Relation, question: Question) -> Condition:
    window = question.window
    filters = question.filters
    if window is not None:
        relation.require_geometry()
        filters = filters.with_(Filter(GEOMETRY_COLUMN, Operator.WITHIN, window.box()))
    source, params = select_from(relation, filters, position=True)
    if question.where is not None:
        source = f"(SELECT * FROM {source} WHERE {question.where.sql})"
        params = [*params, *question.where.params]
    if window is None or window.crs.wgs84:
        return source, params
    # Straight edges in the window's own system are curves in degrees: the last word is said there.
    exact = f"ST_Intersects({geometry_in(window.crs.code)}, ST_MakeEnvelope(?, ?, ?, ?))"
    return f"(SELECT * FROM {source} WHERE {exact})", [*params, *window.corners]


@dataclass(frozen=True)
class _Page:
    """One page, without the number of features over all pages."""

    features: bytes
    returned: int
    next_after: int | None


_pages: Kept[_Page] = Kept(KEPT_BYTES)


def _read(relation: Relation, question: Question, after: int, limit: int) -> _Page:
    source, params = _source(relation, question)
    rest = f"{POSITION_COLUMN} >= ?"
    bounds = [after]
    if not question and not relation.limited:
        # Nothing is left out: the end of the page is known, and no other row group is begun.
        rest += f" AND {POSITION_COLUMN} <= ?"
        bounds.append(after + limit)
    # DuckDB keeps the order of a single file through WHERE and LIMIT (preserve_insertion_order).
    rows = f"SELECT * FROM {source} WHERE {rest} LIMIT {limit + 1}"
    found = _features(relation, question, rows, [*params, *bounds])
    page = found.slice(0, limit)
    _refuse_lost(page, question.crs)
    lines = page.column("feature").combine_chunks()
    whole = pa.ListArray.from_arrays([0, len(lines)], lines)
    joined = pc.binary_join(whole, pa.scalar(",\n", lines.type))[0]
    more = len(found) > limit
    return _Page(
        features=bytes(joined.as_buffer()) if len(lines) else b"",
        returned=len(lines),
        next_after=page.column("position")[-1].as_py() + 1 if more else None,
    )


@lru_cache(maxsize=COUNTS)
def _count(relation: Relation, question: Question, _written_at: int) -> int:
    source, params = _source(relation, question)
    with _asking(question) as db:
        found = db.execute(f"SELECT count(*) FROM {source}", params).fetchone()
    return int(found[0]) if found else 0


def _features(
    relation: Relation, question: Question, rows: str, params: list[object]
) -> pa.Table:  # fmt: skip
    """Write rows as features, with their positions and whether the system has no place for them."""
    shape = _shape(question.crs)
    # PROJ answers infinities, which the bounds of a geometry leave out and its text does not.
    projected = relation.has_geometry and not question.crs.wgs84
    lost = f"contains(ST_AsText({shape}), 'inf')" if projected else "FALSE"
    with _asking(question) as db:
        return db.execute(
            f"SELECT {_feature(relation, shape)} AS feature, {POSITION_COLUMN} AS position, "
            f"{lost} AS lost FROM ({rows}) ORDER BY {POSITION_COLUMN}",
            params,
        ).to_arrow_table()


@contextmanager
def _asking(question: Question) -> Iterator[duckdb.DuckDBPyConnection]:
    """Lend a cursor; what a filter computes beyond the range of its numbers is said in words."""
    try:
        with cursor(seconds=SECONDS) as db:
            yield db
    except (duckdb.DataError, duckdb.ProgrammingError) as beyond:
        if question.where is None:
            raise
        raise Invalid(
            "Un calcul du filtre dépasse ce qui se compte exactement : écrivez-le avec des nombres "
            "plus petits, ou comparez la colonne elle-même."
        ) from beyond


def _refuse_lost(page: pa.Table, crs: ReferenceSystem) -> None:
    if pc.any(page.column("lost")).as_py():
        raise Invalid(
            f"Un objet est trop loin du domaine de {crs.code} pour y avoir des coordonnées : "
            "demandez-le en longitude et latitude (CRS84)."
        )


def _feature(relation: Relation, shape: str) -> str:
    name = f"CAST(to_json({KEY_COLUMN}) AS TEXT)" if relation.has_key else ROW_COLUMN
    geometry = geometry_json(shape) if relation.has_geometry else literal("null")
    return joined(
        '\'{"type":"Feature","id":\'',
        name,
        "',\"geometry\":'",
        geometry,
        "',\"properties\":'",
        object_json(relation.columns),
        "'}'",
    )


def _shape(crs: ReferenceSystem) -> str:
    shape = quote(GEOMETRY_COLUMN) if crs.wgs84 else geometry_in(crs.code)
    return f"ST_FlipCoordinates({shape})" if crs.north_first else shape


def _no_window() -> Invalid:
    return Invalid(
        "L’emprise demandée n’existe pas dans son système de coordonnées : écrivez les deux "
        "plus petites coordonnées puis les deux plus grandes, et le système dans bbox-crs."
    )
