"""Where the invented territory lies, and how straight plans become irregular ground.

Everything is drawn in metres around the middle of the territory ("plan" coordinates, x east and
y north of the CC47 grid), then bent by one smooth field, so that what touches still touches.
"""

from __future__ import annotations

import zlib

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

CRS = "EPSG:3947"
"""RGF93 / CC47: the conic zone of latitudes 46 to 48."""
LAMBERT93 = "EPSG:2154"
LAEA = "EPSG:3035"
"""ETRS89-LAEA: the grid of the European squares of 200 m."""
WGS84 = "EPSG:4326"
MIDDLE = (-4.9, 47.0)
"""Longitude and latitude, in the Bay of Biscay, some 90 km south-west of the Pointe de Penmarc'h:
no land is near, so no invented pipe or hydrant can be taken for a real one."""

Points = NDArray[np.float64]


def stream(seed: int, purpose: str) -> np.random.Generator:
    """Give each purpose its own random stream: adding one draw never shifts the others."""
    return np.random.default_rng([seed, zlib.crc32(purpose.encode())])


def _transformer(source: str, target: str) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(source, target, always_xy=True)


_ORIGIN = tuple(round(v, -2) for v in _transformer(WGS84, CRS).transform(*MIDDLE))
_TO = {crs: _transformer(CRS, crs) for crs in (WGS84, LAMBERT93, LAEA)}


def to_cc47(geometry: shapely.Geometry) -> shapely.Geometry:
    """Move plan coordinates to CC47."""
    return shapely.transform(geometry, lambda xy: xy + _ORIGIN)


def to_crs(geometry: shapely.Geometry, crs: str) -> shapely.Geometry:
    """Move plan coordinates to WGS84, Lambert-93 or CC47."""
    moved = to_cc47(geometry)
    if crs == CRS:
        return moved
    return shapely.transform(moved, lambda xy: np.column_stack(_TO[crs].transform(*xy.T)))


def coordinates(points: Points | list[tuple[float, float]], crs: str) -> Points:
    """Move plan points (n, 2) to WGS84 (lon, lat), Lambert-93 or CC47 (x, y)."""
    moved = np.asarray(points, dtype=float) + _ORIGIN
    return moved if crs == CRS else np.column_stack(_TO[crs].transform(*moved.T))


def plan_of(points: Points, crs: str) -> Points:
    """Bring points (n, 2) of a coordinate system back to plan coordinates."""
    x, y = _TO[crs].transform(*points.T, direction="INVERSE")
    plan: Points = np.column_stack([x, y]) - _ORIGIN
    return plan


class Bend:
    """A smooth displacement of the plane without folds: sums of sines at three scales."""

    _SCALES = ((9000.0, 330.0), (3400.0, 105.0), (1200.0, 24.0))
    """Wavelength and amplitude in metres; the slopes add up to less than 1, hence no fold."""

    def __init__(self, seed: int) -> None:
        rng = stream(seed, "bend")
        waves = [(w, a / 2) for w, a in self._SCALES for _ in range(4)]
        angle = rng.uniform(0, 2 * np.pi, len(waves))
        number = 2 * np.pi / np.array([w for w, _ in waves]) * rng.uniform(0.8, 1.2, len(waves))
        self._k = np.column_stack([np.cos(angle), np.sin(angle)]) * number[:, None]
        self._phase = rng.uniform(0, 2 * np.pi, len(waves))
        push = rng.uniform(0, 2 * np.pi, len(waves))
        size = np.array([a for _, a in waves])
        self._push = np.column_stack([np.cos(push), np.sin(push)]) * size[:, None]

    def points(self, xy: Points) -> Points:
        """Displace points (n, 2)."""
        xy = np.asarray(xy, dtype=float)
        moved: Points = xy + np.sin(xy @ self._k.T + self._phase) @ self._push
        return moved

    def line(self, line: shapely.Geometry, step_m: float = 60.0) -> shapely.Geometry:
        """Displace a line or outline, first cut into short pieces so that it really bends."""
        return shapely.transform(shapely.segmentize(line, step_m), self.points)


def crumple(
    start: Points, end: Points, roughness: float, levels: int, rng: np.random.Generator
) -> Points:
    """Draw a fractal line between two points by displacing midpoints.

    Parameters
    ----------
    roughness
        Displacement of a midpoint, as a share of the length of its segment (standard deviation).
    levels
        Number of halvings.
    """
    points = np.array([start, end], dtype=float)
    for _ in range(levels):
        step = np.diff(points, axis=0)
        across = np.column_stack([-step[:, 1], step[:, 0]])
        middle = points[:-1] + step / 2
        middle += across * np.clip(rng.normal(0, roughness, len(step)), -0.22, 0.22)[:, None]
        points = np.insert(points, np.arange(1, len(points)), middle, axis=0)
    return points


def smooth(points: Points, rounds: int = 2) -> Points:
    """Round the corners of a line (Chaikin), keeping its two ends."""
    for _ in range(rounds):
        a, b = points[:-1], points[1:]
        cut = np.stack([0.75 * a + 0.25 * b, 0.25 * a + 0.75 * b], axis=1).reshape(-1, 2)
        points = np.vstack([points[:1], cut[1:-1], points[-1:]])
    return points
