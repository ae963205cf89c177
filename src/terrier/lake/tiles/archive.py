"""PMTiles archives: every tile of a version, written once, read by range."""

from __future__ import annotations

import gzip
import mmap
import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pmtiles.reader import Reader
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from terrier.domain.kernel.errors import Invalid
from terrier.domain.tabular.plan import ROW_COLUMN
from terrier.lake.engine import cursor
from terrier.lake.relation import literal
from terrier.lake.tiles.encoding import COMPLETE_ZOOM, LAYER, EncodedTile, encode, feature_sql

if TYPE_CHECKING:
    import duckdb

    from terrier.lake.relation import RelationColumn

MIN_ZOOM = 5
BAND = 200_000
"""Features encoded at once, but where a single column of tiles holds more."""
MAX_WORK = 50_000_000
"""Vertices times tiles that an archive may clip: wide shapes get a lower last zoom."""
_compress = partial(gzip.compress, compresslevel=5, mtime=0)


@dataclass(frozen=True)
class ArchiveInfo:
    """What an archive says of itself."""

    min_zoom: int
    max_zoom: int
    """Last zoom, where every tile is complete: beyond, the map enlarges these tiles."""
    features: int
    bounds: tuple[float, float, float, float] | None
    """West, south, east, north in degrees."""
    generalised: dict[str, tuple[int, int]] = field(default_factory=dict)
    """`z/x/y` → (features shown, features there), only for tiles that leave some out."""
    attributes: frozenset[str] = frozenset()
    """Columns that the tiles hold, beside `_row`."""

    def shown(self, z: int, x: int, y: int) -> tuple[int, int] | None:
        """Give (shown, there) of a tile that generalises, None for a complete one."""
        return self.generalised.get(f"{z}/{x}/{y}")


def build_archive(
    parquet: Path,
    columns: Iterable[RelationColumn],
    out: Path,
    progress: Callable[[str, float], None],
) -> ArchiveInfo:
    """Write the PMTiles archive of a whole version file.

    Parameters
    ----------
    parquet
        Version file with `_row` and `geom` (WGS84).
    columns
        Attributes kept in the tiles, beside `_row`: the few useful to colour the map. Never a
        masked one.
    out
        Archive, written under another name and renamed when complete.
    progress
        Called with the step and the share done; raises to cancel.

    Raises
    ------
    Invalid
        No feature has a geometry.
    """
    kept = list(columns)
    partial_file = out.with_name(out.name + ".partial")
    try:
        with cursor() as db, partial_file.open("wb") as stream:
            source = f"read_parquet({literal(str(parquet))})"
            db.execute(
                f"CREATE TEMP TABLE _features AS {feature_sql(source, kept, projected=True)}"
            )
            info = _write(db, kept, stream, progress)
            stream.flush()
            os.fsync(stream.fileno())
        partial_file.rename(out)
    finally:
        partial_file.unlink(missing_ok=True)
    return info


def _write(
    db: duckdb.DuckDBPyConnection,
    columns: list[RelationColumn],
    stream: Any,
    progress: Callable[[str, float], None],
) -> ArchiveInfo:
    bounds, features = _bounds(db)
    if bounds is None:
        raise Invalid("Aucune ligne n’a de position : il n’y a pas de carte à préparer.")
    last = _last_zoom(db)
    first = min(MIN_ZOOM, last)
    writer = Writer(stream)
    generalised: dict[str, tuple[int, int]] = {}
    names = [c.name for c in columns]
    # The writer's own temporary file is closed only by `finalize`: cancelled, it stays open.
    with closing(writer.tile_f), ThreadPoolExecutor(2) as pool:
        for z in range(first, last + 1):
            progress("tiles", (z - first) / (last + 1 - first))
            for band in _bands(db, z, features):
                tiles = encode(
                    db, "_features", names, z, complete=z == last, projected=True, between=band
                )
                ordered = sorted(tiles, key=lambda tile: zxy_to_tileid(z, tile.x, tile.y))
                _write_band(writer, pool, z, ordered, generalised)
        info = ArchiveInfo(first, last, features, bounds, generalised)
        writer.finalize(_header(info), _metadata(info, columns))
    progress("tiles", 1.0)
    return info


def _bands(db: duckdb.DuckDBPyConnection, z: int, features: int) -> list[tuple[int, int]]:
    """Cut a zoom in bands of columns that hold about as many features each.

    What tiles are made of is not bounded by the memory limit of the engine: bands are.
    """
    shares = [n / (1 + features // BAND) for n in range(1, 1 + features // BAND)]
    found = db.execute(
        f"SELECT approx_quantile((_x0 + _x1) / 2, {shares!r}::FLOAT[]) FROM _features"
    ).fetchone()
    ends = sorted({int(place * 2**z) for place in (found[0] if found and shares else [])})
    starts = [0, *(end + 1 for end in ends)]
    return [band for band in zip(starts, [*ends, 2**z - 1], strict=True) if band[0] <= band[1]]


def _write_band(
    writer: Writer,
    pool: ThreadPoolExecutor,
    z: int,
    tiles: list[EncodedTile],
    generalised: dict[str, tuple[int, int]],
) -> None:
    for tile, data in zip(tiles, pool.map(_compress, (t.data for t in tiles)), strict=True):
        writer.write_tile(zxy_to_tileid(z, tile.x, tile.y), data)
        if tile.shown < tile.total:
            generalised[f"{z}/{tile.x}/{tile.y}"] = (tile.shown, tile.total)


def _bounds(
    db: duckdb.DuckDBPyConnection,
) -> tuple[tuple[float, float, float, float] | None, int]:
    sinh = "degrees(atan(sinh(pi() * (1 - 2 * {}))))"
    found = db.execute(
        f"SELECT min(_x0) * 360 - 180, {sinh.format('max(_y1)')}, max(_x1) * 360 - 180,"
        f" {sinh.format('min(_y0)')}, count(*) FROM _features"
    ).fetchone()
    if found is None or found[4] == 0:
        return None, 0
    return (found[0], found[1], found[2], found[3]), int(found[4])


def _last_zoom(db: duckdb.DuckDBPyConnection) -> int:
    works = ", ".join(
        f"sum(ST_NPoints(geom)::DOUBLE * (floor(_x1 * {2**z}) - floor(_x0 * {2**z}) + 1)"
        f" * (floor(_y1 * {2**z}) - floor(_y0 * {2**z}) + 1))"
        for z in range(COMPLETE_ZOOM + 1)
    )
    found = db.execute(f"SELECT {works} FROM _features").fetchone() or ()
    return max((z for z, work in enumerate(found) if work <= MAX_WORK), default=0)


def _header(info: ArchiveInfo) -> dict[str, Any]:
    west, south, east, north = (round(v * 1e7) for v in info.bounds or (0, 0, 0, 0))
    return {
        "tile_type": TileType.MVT,
        "tile_compression": Compression.GZIP,
        "min_zoom": info.min_zoom,
        "max_zoom": info.max_zoom,
        "min_lon_e7": west,
        "min_lat_e7": south,
        "max_lon_e7": east,
        "max_lat_e7": north,
        "center_zoom": info.min_zoom,
        "center_lon_e7": (west + east) // 2,
        "center_lat_e7": (south + north) // 2,
    }


def _metadata(info: ArchiveInfo, columns: list[RelationColumn]) -> dict[str, Any]:
    fields = {ROW_COLUMN: "Number"} | {c.name: c.type for c in columns}
    layer = {
        "id": LAYER,
        "fields": fields,
        "minzoom": info.min_zoom,
        "maxzoom": info.max_zoom,
    }
    return {
        "vector_layers": [layer],
        "features": info.features,
        "generalised": info.generalised,
    }


def archive_tile(path: Path, z: int, x: int, y: int) -> bytes | None:
    """Read one tile of an archive.

    Returns
    -------
    bytes or None
        MVT compressed by gzip; None where nothing is drawn.
    """
    tile: bytes | None = _reader(path).get(z, x, y)
    return tile


@lru_cache(maxsize=64)
def archive_info(path: Path) -> ArchiveInfo:
    """Read what an archive says of itself; archives are immutable, the answer is kept."""
    reader = _reader(path)
    header, metadata = reader.header(), reader.metadata()
    bounds = tuple(
        header[name] / 1e7 for name in ("min_lon_e7", "min_lat_e7", "max_lon_e7", "max_lat_e7")
    )
    return ArchiveInfo(
        header["min_zoom"],
        header["max_zoom"],
        metadata["features"],
        (bounds[0], bounds[1], bounds[2], bounds[3]),
        {name: (shown, there) for name, (shown, there) in metadata["generalised"].items()},
        frozenset(metadata["vector_layers"][0]["fields"]) - {ROW_COLUMN},
    )


@lru_cache(maxsize=64)
def _reader(path: Path) -> Reader:
    with path.open("rb") as stream:
        mapped = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
    return Reader(lambda offset, length: mapped[offset : offset + length])
