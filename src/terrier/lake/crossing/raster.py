"""Areas drawn on a raster, so that most points are told without looking at an outline.

A cell that no outline touches lies wholly inside or wholly outside each area, and so do all the
cells that hang together with it: one point of such a patch tells for all of them. What lies in a
cell that an outline touches is left to be told exactly.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from scipy import ndimage

BORDER = 0
"""Patch of the cells that an outline touches."""
FINEST = 1024
"""Cells along a side at most."""
POINTS_BY_CELL = 2
"""Fewer, and drawing takes longer than what it spares."""
MOST_PIECES = 4_000_000
"""Pieces of outlines that are worth drawing."""
_MARGIN = 1e-6
"""In cells: an outline this near touches, which is far more than what rounding moves a point."""

Window = tuple[float, float, float, float]


@dataclass(frozen=True)
class Raster:
    """Square cells of a window, numbered by rows from its south-west corner."""

    window: Window
    """West, south, east, north: outside, nothing is met."""
    size: int
    """Cells along each side."""
    cells: np.ndarray
    """int64: the cells where something may be met."""
    patches: np.ndarray
    """int32: their patch, or `BORDER`."""
    held: np.ndarray
    """int64 (n, 2): a patch, and the place of an area that it lies in."""

    @property
    def scale(self) -> tuple[float, float]:
        """Give the cells by degree, across and up."""
        west, south, east, north = self.window
        return _scale(west, east, self.size), _scale(south, north, self.size)


def fineness(points: int) -> int:
    """Give how many cells along a side are worth drawing for so many points."""
    return int(min(FINEST, np.sqrt(points / POINTS_BY_CELL)))


def drawn(areas: np.ndarray, window: Window, size: int) -> Raster | None:
    """Draw areas on a raster; None where they are too long-winded to be worth it.

    Parameters
    ----------
    areas
        Valid (multi)polygons, degrees.
    window
        Where points are to be told; not empty.
    size
        Cells along each side.
    """
    west, south, east, north = window
    scale = np.array([_scale(west, east, size), _scale(south, north, size)])
    touched = _touched(areas, np.array([west, south]), scale, size)
    if touched is None:
        return None
    labelled, many = ndimage.label(~touched)
    patches = labelled.ravel()
    one = np.zeros(many + 1, dtype=np.int64)
    one[patches] = np.arange(len(patches))
    rows, columns = np.divmod(one[1:], size)
    middles = np.array([west, south]) + (np.stack([columns, rows], axis=1) + 0.5) / scale
    area, patch = shapely.STRtree(shapely.points(middles)).query(areas, predicate="intersects")
    met = np.zeros(many + 1, dtype=bool)
    met[[BORDER, *np.unique(patch + 1)]] = True
    cells = np.flatnonzero(met[patches])
    return Raster(window, size, cells, patches[cells], np.stack([patch + 1, area], axis=1))


def _scale(low: float, high: float, size: int) -> float:
    return size / (high - low) if high > low else 1.0


def _touched(
    areas: np.ndarray, origin: np.ndarray, scale: np.ndarray, size: int
) -> np.ndarray | None:
    """Mark the cells that an outline touches: each is cut in pieces of half a cell at most."""
    rings = shapely.get_rings(shapely.get_parts(areas))
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    corners = (corners - origin) * scale
    along = np.flatnonzero(ring[1:] == ring[:-1])
    start, end = corners[along], corners[along + 1]
    near = (np.minimum(start, end) <= size + 1).all(1) & (np.maximum(start, end) >= -1).all(1)
    start, end = start[near], end[near]
    parts = np.maximum(1, np.ceil(2 * np.abs(end - start).max(1, initial=0)))
    if parts.sum() > MOST_PIECES:
        return None
    parts = parts.astype(np.int64)
    step = np.repeat((end - start) / parts[:, None], parts, axis=0)
    rank = np.arange(parts.sum()) - np.repeat(np.cumsum(parts) - parts, parts)
    begin = np.repeat(start, parts, axis=0) + rank[:, None] * step
    finish = begin + step
    low = np.floor(np.minimum(begin, finish) - _MARGIN).astype(np.int64)
    high = np.floor(np.maximum(begin, finish) + _MARGIN).astype(np.int64)
    touched = np.zeros((size, size), dtype=bool)
    for x in (low[:, 0], high[:, 0]):
        for y in (low[:, 1], high[:, 1]):
            inside = (x >= 0) & (x < size) & (y >= 0) & (y < size)
            touched[y[inside], x[inside]] = True
    return touched
