"""Tiles queried from a relation: for readers of a part of it, and under filters."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from terrier.domain.tabular.plan import GEOMETRY_COLUMN
from terrier.lake.engine import cursor
from terrier.lake.filters import NO_FILTERS, Box, Filters, select_from
from terrier.lake.tiles.encoding import COMPLETE_ZOOM, MARGIN, UNITS, encode, feature_sql
from terrier.lake.tiles.grid import TileAddress

if TYPE_CHECKING:
    from terrier.lake.relation import Relation

SECONDS = 10.0


@dataclass(frozen=True)
class Tile:
    """One queried tile."""

    data: bytes
    """MVT compressed by gzip; empty where nothing lies there."""
    shown: int
    total: int
    """Features that reach the tile."""

    @property
    def generalised(self) -> bool:
        """Say whether features were left out; never at zoom 14 and beyond."""
        return self.shown < self.total


EMPTY = Tile(b"", 0, 0)


def query_tile(
    relation: Relation, filters: Filters, z: int, x: int, y: int, columns: Iterable[str] = ()
) -> Tile:
    """Build one tile from an authorised relation.

    Parameters
    ----------
    relation, filters
        What is drawn.
    z, x, y
        Address in the web mercator grid.
    columns
        Attributes beside `_row`.

    Raises
    ------
    Invalid
        The tile does not exist, the table has no geometry, or a column is not available.
    """
    relation.require_geometry()
    kept = [relation.require(name) for name in columns]
    window = TileAddress(z, x, y).box(margin=MARGIN / UNITS)
    source, params = select_from(relation, filters)
    # The encoder places features exactly; here the box alone is enough, and skips row groups.
    near = f"(SELECT * FROM {source} WHERE {GEOMETRY_COLUMN} && ST_MakeEnvelope(?, ?, ?, ?))"
    params = [*params, window.west, window.south, window.east, window.north]
    with cursor(seconds=SECONDS) as db:
        prepared = feature_sql(near, kept, projected=False)
        db.execute(f"CREATE TEMP TABLE _features AS {prepared}", params)
        tiles = encode(
            db,
            "_features",
            [c.name for c in kept],
            z,
            complete=z >= COMPLETE_ZOOM,
            projected=False,
            only=(x, y),
        )
        tile = next(tiles, None)
    if tile is None:
        return EMPTY
    return Tile(gzip.compress(tile.data, compresslevel=5, mtime=0), tile.shown, tile.total)


def extent(relation: Relation, filters: Filters = NO_FILTERS) -> Box | None:
    """Give the window that holds every feature, None where there is none."""
    relation.require_geometry()
    source, params = select_from(relation, filters)
    geom = GEOMETRY_COLUMN
    with cursor(seconds=SECONDS) as db:
        found = db.execute(
            f"SELECT min(ST_XMin({geom})), min(ST_YMin({geom})), max(ST_XMax({geom})),"
            f" max(ST_YMax({geom})) FROM {source}",
            params,
        ).fetchone()
    return Box(*found) if found and found[0] is not None else None
