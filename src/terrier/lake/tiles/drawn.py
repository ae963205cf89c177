"""Tiles of things that are being edited, which lie in the database and not in a version's file."""

from __future__ import annotations

import gzip
from collections.abc import Mapping, Sequence

import pyarrow as pa

from terrier.domain.tabular.plan import GEOMETRY_COLUMN, ROW_COLUMN
from terrier.lake.engine import cursor
from terrier.lake.relation import RelationColumn, quote
from terrier.lake.tiles.encoding import COMPLETE_ZOOM, MARGIN, UNITS, encode, feature_sql
from terrier.lake.tiles.grid import TileAddress
from terrier.lake.tiles.live import EMPTY, SECONDS, Tile


def window_of(z: int, x: int, y: int) -> tuple[float, float, float, float]:
    """Give the window of a tile with what is drawn around it: west, south, east, north, degrees.

    Raises
    ------
    Invalid
        The tile does not exist.
    """
    box = TileAddress(z, x, y).box(margin=MARGIN / UNITS)
    return box.west, box.south, box.east, box.north


def draw_tile(
    numbers: Sequence[int],
    shapes: Sequence[bytes],
    attributes: Mapping[str, Sequence[str]],
    z: int,
    x: int,
    y: int,
) -> Tile:
    """Build one tile from shapes at hand, by the rule of all other tiles.

    Parameters
    ----------
    numbers
        What each is known by, `_row` in the tile.
    shapes
        WKB, WGS84 longitude/latitude.
    attributes
        Texts beside, by name.
    z, x, y
        Address in the web mercator grid.

    Raises
    ------
    Invalid
        The tile does not exist.
    """
    TileAddress(z, x, y)
    if not numbers:
        return EMPTY
    given = pa.table(
        {
            ROW_COLUMN: pa.array(numbers, pa.int64()),
            "shape": pa.array(shapes, pa.binary()),
            **{name: pa.array(texts, pa.string()) for name, texts in attributes.items()},
        }
    )
    columns = [RelationColumn(id=name, name=name, type="TEXT") for name in attributes]
    names = "".join(f", {quote(name)}" for name in attributes)
    geometry = f"ST_GeomFromWKB(shape) AS {quote(GEOMETRY_COLUMN)}"
    with cursor(seconds=SECONDS) as db:
        db.register("_given", given)
        source = f"(SELECT {ROW_COLUMN}, {geometry}{names} FROM _given)"
        prepared = feature_sql(source, columns, projected=False)
        db.execute(f"CREATE TEMP TABLE _features AS {prepared}")
        complete = z >= COMPLETE_ZOOM
        found = encode(
            db, "_features", list(attributes), z, complete=complete, projected=False, only=(x, y)
        )
        tile = next(found, None)
    if tile is None:
        return EMPTY
    return Tile(gzip.compress(tile.data, compresslevel=5, mtime=0), tile.shown, tile.total)
