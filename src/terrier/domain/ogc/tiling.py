"""The tile matrix set WebMercatorQuad (OGC 17-083r4, annex D.1)."""

from __future__ import annotations

import math
from typing import Any

NAME = "WebMercatorQuad"
URI = f"http://www.opengis.net/def/tilematrixset/OGC/1.0/{NAME}"
CRS = "http://www.opengis.net/def/crs/EPSG/0/3857"
HALF_WORLD_M = 20037508.3427892
"""Half the side of the square, as the annex rounds it."""
LAST_LATITUDE = 85.0511287798066
"""Latitude, in degrees, where the square ends."""
SIDE = 256
"""Pixels along a tile."""
PIXEL_M = 0.00028
"""Size of the standardised rendering pixel of the standard."""


def matrix_set(last_zoom: int) -> dict[str, Any]:
    """Describe the set from zoom 0 to a last one."""
    return {
        "id": NAME,
        "title": "Google Maps Compatible for the World",
        "uri": URI,
        "crs": CRS,
        "orderedAxes": ["X", "Y"],
        "wellKnownScaleSet": "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible",
        "tileMatrices": [_matrix(zoom) for zoom in range(last_zoom + 1)],
    }


def limits(box: list[float], last_zoom: int) -> list[dict[str, Any]]:
    """List the tiles of each zoom that a window meets; nothing lies in the others.

    Parameters
    ----------
    box
        West, south, east and north in WGS84 degrees.
    last_zoom
        The last zoom of the set.
    """
    west, south, east, north = box
    return [
        {
            "tileMatrix": str(zoom),
            "minTileRow": _tile(_down(north), zoom),
            "maxTileRow": _tile(_down(south), zoom),
            "minTileCol": _tile((west + 180) / 360, zoom),
            "maxTileCol": _tile((east + 180) / 360, zoom),
        }
        for zoom in range(last_zoom + 1)
    ]


def bounding_box(box: list[float]) -> dict[str, Any]:
    """Write a window in the metres of the set; GDAL reads no other system.

    Parameters
    ----------
    box
        West, south, east and north in WGS84 degrees.
    """
    west, south, east, north = box
    return {
        "lowerLeft": [west / 180 * HALF_WORLD_M, (1 - 2 * _down(south)) * HALF_WORLD_M],
        "upperRight": [east / 180 * HALF_WORLD_M, (1 - 2 * _down(north)) * HALF_WORLD_M],
        "crs": CRS,
    }


def _down(latitude: float) -> float:
    """Give how far down the square a latitude lies: 0 at its north edge, 1 at the south one."""
    radians = math.radians(min(max(latitude, -LAST_LATITUDE), LAST_LATITUDE))
    return (1 - math.asinh(math.tan(radians)) / math.pi) / 2


def _tile(share: float, zoom: int) -> int:
    side = 1 << zoom
    return min(max(int(share * side), 0), side - 1)


def _matrix(zoom: int) -> dict[str, Any]:
    tiles = 2**zoom
    cell_m = 2 * HALF_WORLD_M / (SIDE * tiles)
    return {
        "id": str(zoom),
        "scaleDenominator": cell_m / PIXEL_M,
        "cellSize": cell_m,
        "pointOfOrigin": [-HALF_WORLD_M, HALF_WORLD_M],
        "tileWidth": SIDE,
        "tileHeight": SIDE,
        "matrixWidth": tiles,
        "matrixHeight": tiles,
    }
