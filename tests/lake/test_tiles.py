from __future__ import annotations

import gzip
import math
from pathlib import Path
from typing import Any

import pyogrio
import pytest

from terrier.domain.kernel.errors import Invalid
from terrier.lake.engine import cursor
from terrier.lake.filters import NO_FILTERS, parse
from terrier.lake.relation import Relation
from terrier.lake.tiles import (
    TileAddress,
    archive,
    archive_info,
    archive_tile,
    build_archive,
    extent,
    query_tile,
)
from terrier.lake.tiles.encoding import BUDGET, FULL

POINTS = """
SELECT i + 1 AS _line, i AS _row, 'espèce ' || (i % 7) AS espece, (i / 3)::DECIMAL(12,3) AS hauteur,
  'x' AS secret, CASE WHEN i % 2 = 0 THEN '71543' ELSE '71359' END AS code,
  CASE WHEN i % 100 = 0 THEN NULL ELSE
    ST_Point(4.8 + (hash(i) % 100000) / 1000000.0, 46.5 + (hash(i + 7) % 100000) / 1000000.0)
  END AS geom
FROM range(1, 30001) r(i)
"""
SHAPES = """
SELECT i + 1 AS _line, i AS _row, ST_GeomFromText(shape) AS geom FROM (VALUES
  (1, 'LINESTRING(4.90 46.60, 5.00 46.68)'),
  (2, 'POLYGON((4.93 46.63, 4.9300002 46.63, 4.9300002 46.6300002, 4.93 46.63))'),
  (3, 'POLYGON((4.89 46.59, 5.01 46.59, 5.01 46.69, 4.89 46.69, 4.89 46.59))'),
  (4, 'POINT(4.95 46.61)'),
  (5, 'MULTIPOINT(4.91 46.61, 4.95 46.65)'),
  (6, 'POLYGON EMPTY')) t(i, shape)
"""


def address(lon: float, lat: float, z: int) -> tuple[int, int, int]:
    side = 2**z
    y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * side
    return z, int((lon + 180) / 360 * side), int(y)


def decoded(data: bytes, tmp_path: Path) -> list[dict[str, Any]]:
    """Read a tile with GDAL, which shares no code with its writer."""
    file = tmp_path / "tile.mvt"
    file.write_bytes(gzip.decompress(data))
    _, table = pyogrio.read_arrow(file, layer="data")
    return table.to_pylist()


def silent(step: str, share: float) -> None:
    assert step
    assert 0 <= share <= 1


@pytest.fixture(scope="module")
def points_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("points") / "points.parquet"
    with cursor() as db:
        db.execute(
            f"COPY ({POINTS}) TO '{path}' (FORMAT parquet, ROW_GROUP_SIZE 20000,"
            " COMPRESSION zstd, GEOPARQUET_VERSION 'BOTH')"
        )
    return path


@pytest.fixture
def points(points_path: Path, make_columns) -> Relation:
    visible = make_columns(espece="TEXT", hauteur="DECIMAL(12,3)")
    return Relation(path=points_path, columns=visible, has_geometry=True)


@pytest.fixture
def half(points_path: Path, make_columns) -> Relation:
    return Relation(
        path=points_path,
        columns=make_columns(espece="TEXT"),
        has_geometry=True,
        territory_column="code",
        communes=frozenset({"71543"}),
        whole=False,
    )


def covering(points: Relation, z: int) -> list[tuple[int, int, int]]:
    box = extent(points)
    assert box
    _, x0, y1 = address(box.west, box.south, z)
    _, x1, y0 = address(box.east, box.north, z)
    return [(z, x, y) for x in range(x0, x1 + 1) for y in range(y0, y1 + 1)]


def test_complete_zoom_holds_every_feature_once(points: Relation, tmp_path: Path) -> None:
    rows: list[int] = []
    for tile in covering(points, 14):
        found = query_tile(points, NO_FILTERS, *tile)
        assert not found.generalised
        if found.data:
            rows += [feature["_row"] for feature in decoded(found.data, tmp_path)]
    assert sorted(rows) == [i for i in range(1, 30001) if i % 100]


def test_a_crowded_tile_is_generalised_and_says_so(points: Relation, tmp_path: Path) -> None:
    tile = query_tile(points, NO_FILTERS, *address(4.9, 46.6, 9), ["espece", "hauteur"])
    features = decoded(tile.data, tmp_path)
    assert tile.generalised
    assert 100 < tile.shown == len(features) < FULL < tile.total
    assert len(gzip.decompress(tile.data)) <= BUDGET
    assert features[0]["espece"].startswith("espèce ")
    assert isinstance(features[0]["hauteur"], float)


def test_a_tile_within_its_means_is_whole(points: Relation) -> None:
    few = parse({"f.espece": ["espèce 1"]}, points)
    tile = query_tile(points, few, *address(4.9, 46.6, 9))
    assert tile.shown == tile.total < FULL
    assert not tile.generalised


def test_the_archive_says_what_the_queries_say(points: Relation, tmp_path: Path) -> None:
    out = tmp_path / "points.pmtiles"
    info = build_archive(points.path, points.columns, out, silent)
    assert (info.min_zoom, info.max_zoom, info.features) == (5, 14, 29_700)
    stored = archive_info(out)
    assert stored.generalised == info.generalised
    assert stored.bounds == pytest.approx(info.bounds, abs=1e-6)
    for z in (5, 8, 11, 14):
        for tile in covering(points, z)[:6]:
            asked = query_tile(points, NO_FILTERS, *tile)
            assert stored.shown(*tile) == (
                (asked.shown, asked.total) if asked.generalised else None
            )
            archived = archive_tile(out, *tile)
            assert bool(archived) == bool(asked.data)
            if archived:
                assert {f["_row"] for f in decoded(archived, tmp_path)} == {
                    f["_row"] for f in decoded(asked.data, tmp_path)
                }
    assert not any(name.startswith("14/") for name in stored.generalised)
    assert "secret" not in decoded(archive_tile(out, *address(4.9, 46.6, 14)) or b"", tmp_path)[0]


def test_row_limits_hold_in_tiles(half: Relation, tmp_path: Path) -> None:
    tile = query_tile(half, NO_FILTERS, *address(4.9, 46.6, 12))
    rows = [f["_row"] for f in decoded(tile.data, tmp_path)]
    assert rows
    assert all(row % 2 == 0 for row in rows)


@pytest.mark.parametrize("name", ["secret", "code", '"; DROP', "geom"])
def test_no_attribute_that_is_masked(half: Relation, name: str) -> None:
    with pytest.raises(Invalid, match="Aucune colonne"):
        query_tile(half, NO_FILTERS, *address(4.9, 46.6, 12), [name])


def test_lines_surfaces_and_small_things_are_all_drawn(make_relation, tmp_path: Path) -> None:
    shapes = make_relation(SHAPES, {}, has_geometry=True)
    rows: set[int] = set()
    for tile in covering(shapes, 14):
        data = query_tile(shapes, NO_FILTERS, *tile).data
        rows |= {f["_row"] for f in decoded(data, tmp_path)} if data else set()
    assert rows == {1, 2, 3, 4, 5}
    # Far from the diagonal, the line is not drawn although its box covers the tile.
    corner = query_tile(shapes, NO_FILTERS, *address(4.91, 46.679, 14))
    assert [f["_row"] for f in decoded(corner.data, tmp_path)] == [3]
    assert (corner.shown, corner.total) == (1, 1)
    low = query_tile(shapes, NO_FILTERS, *address(4.9, 46.6, 5))
    assert {f["_row"] for f in decoded(low.data, tmp_path)} == {1, 2, 3, 4, 5}


def test_bands_change_nothing_to_the_tiles(
    make_relation, points: Relation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shapes = make_relation(SHAPES, {}, has_geometry=True)
    for name, relation in (("points", points), ("shapes", shapes)):
        whole, cut = tmp_path / f"{name}-whole.pmtiles", tmp_path / f"{name}-cut.pmtiles"
        monkeypatch.setattr(archive, "BAND", 1_000_000)
        told = build_archive(relation.path, (), whole, silent)
        monkeypatch.setattr(archive, "BAND", 2 if relation is shapes else 4_000)
        assert build_archive(relation.path, (), cut, silent) == told
        for z in range(told.min_zoom, told.max_zoom + 1):
            for tile in covering(relation, z):
                ones = [archive_tile(file, *tile) for file in (whole, cut)]
                assert bool(ones[0]) == bool(ones[1])
                if ones[0] and ones[1]:
                    first, second = (decoded(one, tmp_path) for one in ones)
                    assert sorted(map(str, first)) == sorted(map(str, second))


def test_wide_shapes_get_a_lower_last_zoom_that_is_complete(
    make_relation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "MAX_WORK", 100_000)
    countries = make_relation(
        "SELECT i + 1 AS _line, i AS _row,"
        " ST_Buffer(ST_Point(-60 + i, 0), 50, 100) AS geom FROM range(1, 4) r(i)",
        {},
        has_geometry=True,
    )
    out = tmp_path / "wide.pmtiles"
    info = build_archive(countries.path, (), out, silent)
    assert info.max_zoom < 14
    assert not any(name.startswith(f"{info.max_zoom}/") for name in info.generalised)
    assert archive_tile(out, info.max_zoom, *address(-10, 0.1, info.max_zoom)[1:])


def test_empty_places(points: Relation, make_relation, tmp_path: Path) -> None:
    assert query_tile(points, NO_FILTERS, *address(-40, 10, 8)).data == b""
    nowhere = make_relation(
        "SELECT 1::BIGINT _line, 1::BIGINT _row, NULL::GEOMETRY AS geom", {}, has_geometry=True
    )
    assert extent(nowhere) is None
    out = tmp_path / "none.pmtiles"
    with pytest.raises(Invalid, match="carte"):
        build_archive(nowhere.path, (), out, silent)
    assert list(tmp_path.glob("none*")) == []


def test_a_cancelled_archive_leaves_nothing(points: Relation, tmp_path: Path) -> None:
    class CancelledError(Exception):
        pass

    def cancel(step: str, share: float) -> None:
        if share > 0.3:
            raise CancelledError

    out = tmp_path / "cancelled.pmtiles"
    with pytest.raises(CancelledError):
        build_archive(points.path, (), out, cancel)
    assert list(tmp_path.glob("cancelled*")) == []


@pytest.mark.parametrize(("z", "x", "y"), [(-1, 0, 0), (3, 8, 0), (3, 0, -1), (40, 0, 0)])
def test_tiles_that_do_not_exist(points: Relation, z: int, x: int, y: int) -> None:
    with pytest.raises(Invalid, match="n’existe pas"):
        query_tile(points, NO_FILTERS, z, x, y)


def test_tile_windows_meet() -> None:
    west, east = TileAddress(10, 525, 360).box(), TileAddress(10, 526, 360).box()
    assert west.east == east.west
    world = TileAddress(0, 0, 0).box()
    assert (world.west, world.east) == (-180, 180)
    assert world.north == pytest.approx(85.0511287798, abs=1e-9)
