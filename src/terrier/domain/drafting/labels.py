"""Words along lines: where they find room without covering each other."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import shapely
from shapely.geometry.base import BaseGeometry

from .canvas import width_of
from .sheets import Spot

EVERY_MM = 70.0
"""A long line bears its words again after so much."""
GAP_MM = 0.4
CELL_MM = 12.0
"""Side of the squares in which neighbours are looked for."""


@dataclass(frozen=True)
class Label:
    """Words in place: their middle, and how they are turned."""

    words: str
    at: Spot
    degrees: float

    def base(self, size: float) -> Spot:
        """Give the middle of their base line, for letters of a height."""
        angle, drop = math.radians(self.degrees), size * 0.34
        return self.at[0] - math.sin(angle) * drop, self.at[1] + math.cos(angle) * drop


@dataclass
class Room:
    """What is taken on a sheet."""

    width: float
    height: float
    _cells: dict[tuple[int, int], list[BaseGeometry]] = field(default_factory=dict)

    def take(self, box: BaseGeometry) -> bool:
        """Take a place if it is free and within the frame."""
        west, north, east, south = box.bounds
        edge = 0.5
        if min(west, north) < edge or east > self.width - edge or south > self.height - edge:
            return False
        cells = [
            (column, row)
            for column in range(int(west // CELL_MM), int(east // CELL_MM) + 1)
            for row in range(int(north // CELL_MM), int(south // CELL_MM) + 1)
        ]
        if any(other.intersects(box) for cell in cells for other in self._cells.get(cell, ())):
            return False
        for cell in cells:
            self._cells.setdefault(cell, []).append(box)
        return True


def along(room: Room, line: BaseGeometry, choices: Iterable[str], size: float) -> list[Label]:
    """Write words along a line, about every seven centimetres.

    Parameters
    ----------
    room
        Where words already stand; those that find room are added.
    line
        Broken lines on paper, millimetres.
    choices
        The words, and shorter ones for where these find no room.
    size
        Height of the text.

    Returns
    -------
    list of Label
        Empty where nothing finds room.
    """
    length = shapely.length(line)
    wanted = max(1, round(length / EVERY_MM))
    for words in choices:
        placed: list[Label] = []
        for place in _places(line, width_of(words, size)):
            if any(math.dist(place.at, p.at) < EVERY_MM * 0.6 for p in placed):
                continue
            if room.take(_box(place, words, size)):
                placed.append(Label(words, place.at, place.degrees))
            if len(placed) == wanted:
                break
        if placed:
            return placed
    return []


def _places(line: BaseGeometry, width: float) -> Iterator[Label]:
    """Give the straight stretches that are long enough, the middle of the longest first."""
    stretches = []
    for part in shapely.get_parts(shapely.simplify(line, 0.3)):
        points = list(part.coords) if isinstance(part, shapely.LineString) else []
        for a, b in pairwise(points):
            stretches.append((math.dist(a[:2], b[:2]), a, b))
    stretches.sort(key=lambda s: -s[0])
    for length, a, b in stretches:
        if length < width * 0.9:
            return
        degrees = math.degrees(math.atan2(b[1] - a[1], b[0] - a[0]))
        degrees -= 180 * round(degrees / 180)
        slack = max(0.0, (length - width) / length / 2)
        for shift in (0.5, 0.5 - slack * 0.6, 0.5 + slack * 0.6, 0.5 - slack, 0.5 + slack):
            at = (a[0] + (b[0] - a[0]) * shift, a[1] + (b[1] - a[1]) * shift)
            yield Label("", at, degrees)


def _box(label: Label, words: str, size: float) -> BaseGeometry:
    half = width_of(words, size) / 2 + GAP_MM
    angle = math.radians(label.degrees)
    cos, sin = math.cos(angle), math.sin(angle)
    high = size * 0.55 + GAP_MM
    corners = ((-half, -high), (half, -high), (half, high), (-half, high))
    x, y = label.at
    return shapely.Polygon([(x + u * cos - v * sin, y + u * sin + v * cos) for u, v in corners])
