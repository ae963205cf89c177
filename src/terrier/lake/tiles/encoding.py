"""Vector tiles (MVT 2.1) written inside DuckDB, one rule of generalisation for all of them.

Up to `FULL` features a tile holds them all. Beyond, below the complete zoom, the tile is cut in
square cells and the largest feature of each cell stands for the others; cells grow until the tile
is within its budget. At the complete zoom and beyond nothing is ever left out: attributes go first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from terrier.domain.tabular.plan import GEOMETRY_COLUMN, ROW_COLUMN
from terrier.lake.filters.values import family
from terrier.lake.relation import quote
from terrier.lake.tiles.grid import HALF_WORLD_M, mercator_x, mercator_y

if TYPE_CHECKING:
    import duckdb

    from terrier.lake.relation import RelationColumn

LAYER = "data"
COMPLETE_ZOOM = 14
"""From this zoom on, tiles hold every feature."""
FULL = 10_000
"""Features that a tile holds before it is generalised."""
BUDGET = 500_000
"""Bytes of an uncompressed tile."""
UNITS = 4096
"""Side of a tile in its own units (MVT extent)."""
MARGIN = 64
"""Units drawn around a tile, so that lines and outlines join across its edge."""
CELLS = (128, 64, 32, 16)
"""Cells along the side of a generalised tile, coarser until the budget holds."""
TOLERANCE = 4
"""Units (half a pixel on a 512-pixel tile) by which outlines are simplified when generalised."""


@dataclass(frozen=True)
class EncodedTile:
    """One tile with what it shows of what lies there."""

    x: int
    y: int
    data: bytes
    """MVT, not compressed."""
    shown: int
    total: int


def feature_sql(source: str, columns: Iterable[RelationColumn], *, projected: bool) -> str:
    """Give SQL that prepares features for `encode`: place in the unit square, attributes.

    Parameters
    ----------
    source
        Sub-select with `_row`, `geom` (WGS84) and the columns.
    columns
        Attributes of the tiles beside `_row`.
    projected
        Project lines and surfaces to EPSG:3857 at once, where many zooms will be encoded.
    """
    geom = quote(GEOMETRY_COLUMN)
    attributes = "".join(f", {_attribute(c)} AS {quote(c.name)}" for c in columns)
    shape = (
        f"CASE WHEN ST_GeometryType({geom}) = 'POINT' THEN {geom} ELSE {_metric(geom)} END"
        if projected
        else geom
    )
    return (
        f"SELECT {ROW_COLUMN}, {shape} AS {geom}, {mercator_x(f'ST_XMin({geom})')} AS _x0, "
        f"{mercator_x(f'ST_XMax({geom})')} AS _x1, {mercator_y(f'ST_YMax({geom})')} AS _y0, "
        f"{mercator_y(f'ST_YMin({geom})')} AS _y1{attributes} "
        f"FROM {source} WHERE {geom} IS NOT NULL AND NOT ST_IsEmpty({geom})"
    )


def encode(
    db: duckdb.DuckDBPyConnection,
    features: str,
    names: Iterable[str],
    z: int,
    *,
    complete: bool,
    projected: bool,
    only: tuple[int, int] | None = None,
    between: tuple[int, int] | None = None,
) -> Iterator[EncodedTile]:
    """Encode all the tiles of a zoom that have features, or one of them.

    Parameters
    ----------
    db
        Cursor in which `features` can be read.
    features
        Name of a table made by `feature_sql`.
    names
        Attribute columns.
    z
        Zoom.
    complete
        Leave nothing out: the zoom is a complete one.
    projected
        As given to `feature_sql`.
    only
        Column and row of the one tile wanted.
    between
        First and last column of the tiles wanted.
    """
    db.execute(f"CREATE OR REPLACE TEMP TABLE _placed AS {_placed(features, z, only, between)}")
    attributes = list(names)
    attempts = (
        [_Attempt(attributes), _Attempt([])]
        if complete
        else [_Attempt(attributes, cells) for cells in CELLS]
    )
    pending: list[tuple[int, int]] = []
    for attempt in attempts:
        sql, params = _tiles(features, attempt, z, projected, pending)
        pending = []
        for x, y, data, shown, total in db.execute(sql, params).fetchall():
            if len(data) > BUDGET and attempt is not attempts[-1]:
                pending.append((x, y))
            elif shown:
                yield EncodedTile(x, y, data, shown, total)
        if not pending:
            return


@dataclass(frozen=True)
class _Attempt:
    """One way to encode a tile, tried after those that went over the budget."""

    attributes: list[str]
    cells: int | None = None
    """Cells along the side of a crowded tile; None: nothing is left out."""


def _attribute(column: RelationColumn) -> str:
    name = quote(column.name)
    match family(column.type):
        case "integer":
            return f"CASE WHEN abs({name}) < 9223372036854775807 THEN CAST({name} AS BIGINT) END"
        case "decimal":
            return f"CAST({name} AS DOUBLE)"
        case "double":
            return f"CASE WHEN isfinite({name}) THEN {name} END"
        case "boolean":
            return name
        case _:
            return f"CAST({name} AS TEXT)"


def _placed(
    features: str, z: int, only: tuple[int, int] | None, between: tuple[int, int] | None
) -> str:
    """Give SQL for (tile, feature) pairs: points once, shapes in every tile that they may reach."""
    side = 2**z
    margin = f"(CASE WHEN _x0 = _x1 AND _y0 = _y1 THEN 0 ELSE {MARGIN / UNITS} END)"
    first = {axis: f"floor(_{axis}0 * {side} - {margin})::INTEGER" for axis in "xy"}
    last = {axis: f"floor(_{axis}1 * {side} + {margin})::INTEGER" for axis in "xy"}
    centre = f"(_x0 + _x1) / 2 * {side} AS _cx, (_y0 + _y1) / 2 * {side} AS _cy"
    size = "greatest(_x1 - _x0, _y1 - _y0) AS _size"
    if only:
        x, y = only
        return (
            f"SELECT {ROW_COLUMN}, {centre}, {size}, {x} AS _tx, {y} AS _ty FROM {features} "
            f"WHERE {x} BETWEEN {first['x']} AND {last['x']} "
            f"AND {y} BETWEEN {first['y']} AND {last['y']}"
        )
    west, east = between or (0, side - 1)
    columns = f"range(greatest({west}, {first['x']}), least({east}, {last['x']}) + 1)"
    rows = f"range(greatest(0, {first['y']}), least({side - 1}, {last['y']}) + 1)"
    return (
        f"SELECT *, unnest(_rows) AS _ty FROM (SELECT {ROW_COLUMN}, {centre}, {size}, "
        f"unnest({columns}) AS _tx, {rows} AS _rows FROM {features} "
        f"WHERE {last['x']} >= {west} AND {first['x']} <= {east})"
    )


def _tiles(
    features: str, attempt: _Attempt, z: int, projected: bool, among: list[tuple[int, int]]
) -> tuple[str, list[object]]:
    """Give SQL for the tiles of a zoom, or for those `among`."""
    wanted, params = "TRUE", list[object]()
    if among:
        wanted = "(_tx, _ty) IN (" + ", ".join(["(?, ?)"] * len(among)) + ")"
        params = [n for pair in among for n in pair]
    crowded = f"_total > {FULL}" if attempt.cells else "FALSE"
    cells = attempt.cells or 1
    cell = f"floor((_cx - _tx) * {cells}), floor((_cy - _ty) * {cells})"
    shape = _shape(2**z, simplified=attempt.cells is not None, projected=projected)
    attributes = "".join(f", {quote(name)}: f.{quote(name)}" for name in attempt.attributes)
    return (
        f"""
        WITH placed AS (SELECT * FROM _placed WHERE {wanted}),
        counted AS (SELECT _tx, _ty, count(*) AS _total FROM placed GROUP BY ALL),
        kept AS (
          SELECT _tx, _ty, _total, arg_max({ROW_COLUMN}, (_size, -{ROW_COLUMN})) AS {ROW_COLUMN}
          FROM placed JOIN counted USING (_tx, _ty) WHERE {crowded}
          GROUP BY _tx, _ty, _total, {cell}
          UNION ALL
          SELECT _tx, _ty, _total, {ROW_COLUMN}
          FROM placed JOIN counted USING (_tx, _ty) WHERE NOT ({crowded})
        ),
        drawn AS (
          SELECT _tx, _ty, _total,
            {{'geom': {shape}, '_row': f.{ROW_COLUMN}{attributes}}} AS _feature
          FROM kept JOIN {features} f USING ({ROW_COLUMN})
        )
        SELECT _tx, _ty,
          ST_AsMVT(_feature, '{LAYER}', {UNITS}, 'geom') FILTER (_feature.geom IS NOT NULL),
          count(_feature.geom), any_value(_total) - (count(*) - count(_feature.geom))
        FROM drawn GROUP BY _tx, _ty
        """,
        params,
    )


def _shape(side: int, *, simplified: bool, projected: bool) -> str:
    """Give SQL for the geometry in tile units; what is too small to draw becomes a point."""
    width = 2 * HALF_WORLD_M / side
    # DuckDB reads bare literals as DECIMAL, whose products overflow.
    step, half = f"{width!r}::DOUBLE", f"{HALF_WORLD_M!r}::DOUBLE"
    west, north = f"(_tx * {step} - {half})", f"({half} - _ty * {step})"
    corners = (west, f"({north} - {step})", f"({west} + {step})", north)
    envelope = f"ST_MakeEnvelope({', '.join(corners)})"
    geom = f"f.{quote(GEOMETRY_COLUMN)}"
    metric = geom if projected else _metric(geom)
    drawn = f"ST_Simplify({metric}, {width / UNITS * TOLERANCE!r})" if simplified else metric

    def middle(axis: str) -> str:
        low = f"greatest(f._{axis}0 * {side} - _t{axis}, 0)"
        high = f"least(f._{axis}1 * {side} - _t{axis}, 1)"
        return f"floor(({low} + {high}) / 2 * {UNITS})"

    point = f"ST_Point({middle('x')}, {middle('y')})"
    return (
        f"CASE WHEN f._x0 = f._x1 AND f._y0 = f._y1 THEN {point} ELSE coalesce("
        f"ST_AsMVTGeom({drawn}, ST_Extent({envelope}), {UNITS}, {MARGIN}, true), "
        f"CASE WHEN ST_Intersects({metric}, {envelope}) THEN {point} END) END"
    )


def _metric(geom: str) -> str:
    return f"ST_Transform({geom}, 'EPSG:4326', 'EPSG:3857')"
