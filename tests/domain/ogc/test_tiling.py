"""Limits of tile matrices, against PROJ."""

import pytest
from pyproj import Transformer

from terrier.domain.ogc.tiling import HALF_WORLD_M, bounding_box, limits

TOURNUS = [4.9084, 46.5631, 4.9084, 46.5631]


def test_a_place_is_in_one_tile_of_each_zoom():
    zooms = limits(TOURNUS, 14)
    assert len(zooms) == 15
    x, y = Transformer.from_crs("EPSG:4326", "EPSG:3857", always_xy=True).transform(*TOURNUS[:2])
    side_m = 2 * HALF_WORLD_M / 2**14
    column, row = int((x + HALF_WORLD_M) / side_m), int((HALF_WORLD_M - y) / side_m)
    assert (zooms[14]["minTileCol"], zooms[14]["maxTileCol"]) == (column, column)
    assert (zooms[14]["minTileRow"], zooms[14]["maxTileRow"]) == (row, row)


def test_the_whole_world_is_every_tile():
    last = limits([-180, -90, 180, 90], 3)[3]
    assert last == {
        "tileMatrix": "3", "minTileRow": 0, "maxTileRow": 7, "minTileCol": 0, "maxTileCol": 7
    }  # fmt: skip


def test_the_box_is_in_metres():
    corner = bounding_box([-180, -90, 180, 90])["upperRight"]
    assert corner == pytest.approx([HALF_WORLD_M] * 2)
