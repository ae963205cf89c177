"""The web mercator tile grid (EPSG:3857, origin north-west), in plain arithmetic."""

from __future__ import annotations

import math
from dataclasses import dataclass

from terrier.domain.kernel.errors import Invalid
from terrier.lake.filters import Box

MAX_LATITUDE = 85.0511287798066
"""Latitude where the square of web mercator ends."""
HALF_WORLD_M = 20_037_508.342789244
"""Half the circumference of EPSG:3857, in its metres (semi-major axis of WGS84 times pi)."""
MAX_ZOOM = 22


@dataclass(frozen=True)
class TileAddress:
    """One tile of the grid."""

    z: int
    x: int
    y: int

    def __post_init__(self) -> None:
        side = 2**self.z if 0 <= self.z <= MAX_ZOOM else 0
        if not (0 <= self.x < side and 0 <= self.y < side):
            raise Invalid(f"La tuile {self.z}/{self.x}/{self.y} n’existe pas.")

    def box(self, margin: float = 0.0) -> Box:
        """Give the window of the tile in WGS84 degrees, `margin` in shares of its side."""
        side = 2**self.z
        return Box(
            max(_longitude((self.x - margin) / side), -180.0),
            max(_latitude((self.y + 1 + margin) / side), -MAX_LATITUDE),
            min(_longitude((self.x + 1 + margin) / side), 180.0),
            min(_latitude((self.y - margin) / side), MAX_LATITUDE),
        )


def _longitude(x: float) -> float:
    return x * 360.0 - 180.0


def _latitude(y: float) -> float:
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y))))


def mercator_x(longitude: str) -> str:
    """Give SQL for the abscissa in the unit square, 0 at 180° W."""
    return f"(({longitude} + 180.0) / 360.0)"


def mercator_y(latitude: str) -> str:
    """Give SQL for the ordinate in the unit square, 0 at the north edge."""
    clamped = f"radians(greatest(-{MAX_LATITUDE}, least({MAX_LATITUDE}, {latitude})))"
    return f"((1 - asinh(tan({clamped})) / pi()) / 2)"
