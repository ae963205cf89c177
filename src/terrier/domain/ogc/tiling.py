"""The tile matrix set WebMercatorQuad (OGC 17-083r4, annex D.1)."""

from __future__ import annotations

from typing import Any

NAME = "WebMercatorQuad"
URI = f"http://www.opengis.net/def/tilematrixset/OGC/1.0/{NAME}"
CRS = "http://www.opengis.net/def/crs/EPSG/0/3857"
HALF_WORLD_M = 20037508.3427892
"""Half the side of the square, as the annex rounds it."""
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
