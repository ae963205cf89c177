"""`tiles`: time and size of tiles, from the archive and queried, and none missing a feature."""

from __future__ import annotations

import gzip
import math
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import pyogrio

from benchmarks import instance, million
from benchmarks.figures import Run
from benchmarks.million import Million
from benchmarks.server import percentile

if TYPE_CHECKING:
    from terrier.lake.relation import Relation

TITLE = "Tiles of a million points"
ZOOMS = (6, 11, 14)
TILES = 40
"""Different tiles asked at each zoom (fewer where the zoom has fewer)."""
DISTRICT = (4.80, 46.55, 4.95, 46.65)
"""West, south, east, north: eleven kilometres each way, amid the points."""
LARGEST_KB = 500

Address = tuple[int, int, int]


def measure(run: Run) -> None:
    """Time tiles of both kinds, then compare the last zoom with the rows of the file."""
    found = million.opened()
    places = _places(found)
    for z in ZOOMS:
        addresses = list(dict.fromkeys(_address(lon, lat, z) for lon, lat in places))[:TILES]
        _archived(run, found, z, addresses)
        _queried(run, found.limited, z, addresses, "one quarter of the communes", "limited")
        _queried(run, found.whole, z, addresses, "every row, queried all the same", "whole")
    _complete(run, found)


def _places(found: Million) -> list[tuple[float, float]]:
    """Draw rows of the file: busy places are looked at more than others."""
    from terrier.lake import engine

    with engine.cursor() as db:
        return db.execute(
            f"SELECT ST_X(geom), ST_Y(geom) FROM '{found.file}' "
            "WHERE geom IS NOT NULL ORDER BY hash(_row) LIMIT 400"
        ).fetchall()


def _archived(run: Run, found: Million, z: int, addresses: list[Address]) -> None:
    from terrier.lake.tiles import archive_tile

    archive = found.whole.archive
    if archive is None:
        raise RuntimeError("the archive is not ready: run « python -m benchmarks import »")
    times, sizes = _timed(lambda a: archive_tile(archive, *a) or b"", addresses)
    run.detail[f"archive z{z}"] = {"ms": times, "bytes": sizes}
    note = f"largest {max(sizes) / 1000:.0f} kB, {len(addresses)} tiles"
    run.add(f"Zoom {z}, from the archive, p95", percentile(times, 0.95), "ms", note=note)
    run.add(f"Zoom {z}, from the archive, largest", max(sizes) / 1000, "kB", most=LARGEST_KB)


def _queried(
    run: Run, relation: Relation, z: int, addresses: list[Address], reader: str, short: str
) -> None:
    from terrier.lake.filters import NO_FILTERS
    from terrier.lake.tiles import query_tile

    times, sizes = _timed(lambda a: query_tile(relation, NO_FILTERS, *a).data, addresses)
    run.detail[f"queried {short} z{z}"] = {"ms": times, "bytes": sizes}
    note = f"p50 {percentile(times, 0.5):.0f} ms, largest {max(sizes) / 1000:.0f} kB; {reader}"
    name = f"Zoom {z}, queried ({short}), p95"
    run.add(name, percentile(times, 0.95), "ms", most=1000, note=note)
    run.add(f"Zoom {z}, queried ({short}), largest", max(sizes) / 1000, "kB", most=LARGEST_KB)


def _timed(
    make: Callable[[Address], bytes], addresses: list[Address]
) -> tuple[list[float], list[int]]:
    """Make every tile at least twice; give the times (ms) and sizes (bytes)."""
    times, sizes = [], []
    for address in addresses * max(2, TILES // len(addresses)):
        start = time.perf_counter()
        sizes.append(len(make(address)))
        times.append((time.perf_counter() - start) * 1000)
    return times, sizes


def _complete(run: Run, found: Million) -> None:
    """Count the rows of a district that no tile of the last zoom shows."""
    from terrier.lake import engine
    from terrier.lake.filters import NO_FILTERS
    from terrier.lake.tiles import COMPLETE_ZOOM, archive_tile, query_tile

    west, south, east, north = DISTRICT
    with engine.cursor() as db:
        there = {
            row
            for (row,) in db.execute(
                f"SELECT _row FROM '{found.file}' WHERE ST_X(geom) BETWEEN {west} AND {east} "
                f"AND ST_Y(geom) BETWEEN {south} AND {north}"
            ).fetchall()
        }
    z, left, top = _address(west, north, COMPLETE_ZOOM)
    _, right, bottom = _address(east, south, COMPLETE_ZOOM)
    tiles = [(z, x, y) for x in range(left, right + 1) for y in range(top, bottom + 1)]
    archive = found.whole.archive
    assert archive is not None
    kinds: dict[str, Callable[[Address], bytes]] = {
        "archive": lambda a: archive_tile(archive, *a) or b"",
        "queried": lambda a: query_tile(found.whole, NO_FILTERS, *a).data,
    }
    for name, make in kinds.items():
        missing = there - _rows(make(address) for address in tiles)
        note = f"{len(there):,} rows, {len(tiles)} tiles"
        run.add(f"Zoom 14, {name}: rows of a district shown by no tile", len(missing), "rows",
                most=0, note=note)  # fmt: skip


def _rows(tiles: Iterable[bytes]) -> set[int]:
    """Read the tiles with GDAL, which shares no code with their writer."""
    file, rows = instance.WORK / "tile.mvt", set[int]()
    for data in tiles:
        if data:
            file.write_bytes(gzip.decompress(data))
            table = pyogrio.read_arrow(file, layer="data", columns=["_row"], read_geometry=False)
            rows.update(table[1]["_row"].to_pylist())
    return rows


def _address(lon: float, lat: float, z: int) -> Address:
    """Give the tile that holds a place (web mercator grid)."""
    side = 2**z
    y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * side
    return z, int((lon + 180) / 360 * side), int(y)
