"""Outlines that a map draws, handed over by who can read them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import floor, isfinite, log10
from typing import Any

from terrier.domain.questions.answer import Value


@dataclass(frozen=True)
class Shapes:
    """Geometries by the key of a group.

    Parameters
    ----------
    by_key
        GeoJSON geometries in metres of one projection: polygons, lines or points.
    names
        What each is called, for those that no group speaks of.
    behind
        Outlines drawn under the groups, for who must know where he is; same projection.
    """

    by_key: Mapping[Value, dict[str, Any]]
    names: Mapping[Value, str] = field(default_factory=dict)
    behind: tuple[dict[str, Any], ...] = ()

    @cached_property
    def extent(self) -> tuple[float, float, float, float]:
        """Give west, south, east, north in metres; a kilometre around the origin when empty."""
        points = [p for g in (*self.by_key.values(), *self.behind) for p in _points(g)]
        if not points:
            return (-500.0, -500.0, 500.0, 500.0)
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        return (min(xs), min(ys), max(xs), max(ys))

    @cached_property
    def digest(self) -> str:
        """Sum up what is drawn: it belongs in the key of a picture that is kept."""
        drawn = repr((self.by_key, self.names, self.behind))
        return hashlib.sha256(drawn.encode()).hexdigest()[:16]

    @property
    def aspect(self) -> float:
        """Give height over width of what is drawn, kept between a strip and a tower."""
        west, south, east, north = self.extent
        return min(max((north - south) / max(east - west, 1.0), 0.45), 1.5)


def _points(geometry: dict[str, Any]) -> list[tuple[float, float]]:
    if geometry["type"] == "GeometryCollection":
        return [p for part in geometry["geometries"] for p in _points(part)]
    return _flattened(geometry["coordinates"])


def _flattened(coordinates: Any) -> list[tuple[float, float]]:
    if not coordinates:
        return []
    if isinstance(coordinates[0], int | float):
        x, y = float(coordinates[0]), float(coordinates[1])
        return [(x, y)] if isfinite(x) and isfinite(y) else []
    return [point for part in coordinates for point in _flattened(part)]


def round_length_m(longest_m: float) -> float:
    """Give the longest 1, 2 or 5 times a power of ten that is not beyond a length.

    Examples
    --------
    >>> round_length_m(7400)
    5000.0
    """
    if not longest_m > 0:
        return 1.0
    power = 10.0 ** floor(log10(longest_m))
    return next(n * power for n in (5, 2, 1) if n * power <= longest_m)
