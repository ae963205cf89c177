"""Sheets of paper at a true scale that cover a zone, and the points that tie them to the ground."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import shapely

from terrier.domain.kernel.errors import Invalid

SCALES = (200, 500, 1000)
"""Of plans: 1:200 and so on."""
OVERVIEW_SCALES = (1000, 2000, 2500, 5000, 10_000, 25_000)
OVERLAP_MM = 10.0
"""Of neighbouring sheets, so that nothing is read on a fold."""
MOST_SHEETS = 24
APART_M = 50.0
"""Of georeferenced points. Source: arrêté of 15 February 2012, article 7, I, 6°."""
STEPS_M = {200: 10, 500: 25, 1000: 50, 2000: 100, 2500: 100, 5000: 250, 10_000: 500, 25_000: 1000}
"""Between the crosses of the grid: four to five centimetres on paper."""

Bounds = tuple[float, float, float, float]
"""West, south, east, north; metres."""
Spot = tuple[float, float]


@dataclass(frozen=True)
class Paper:
    """A format, and the frame that a drawing has on it; millimetres."""

    name: str
    width_mm: float
    height_mm: float
    frame_width_mm: float
    frame_height_mm: float

    @property
    def landscape(self) -> bool:
        """Say whether the sheet lies on its long side."""
        return self.width_mm > self.height_mm


SIDE_MM, HEAD_MM, FOOT_MM = 12.0, 24.0, 54.0
"""Around the frame of a drawing: margins, title above, ruler and legend below."""


def _paper(name: str, width: float, height: float) -> Paper:
    return Paper(name, width, height, width - 2 * SIDE_MM, height - HEAD_MM - FOOT_MM)


PAPERS = {
    "A4": (_paper("A4", 210, 297), _paper("A4", 297, 210)),
    "A3": (_paper("A3", 297, 420), _paper("A3", 420, 297)),
}
"""Upright and lying."""


@dataclass(frozen=True)
class Sheet:
    """A piece of ground on a sheet of paper."""

    number: int
    scale: int
    bounds: Bounds
    width_mm: float
    height_mm: float

    @property
    def metres_per_mm(self) -> float:
        """Give what a millimetre of paper stands for."""
        return self.scale / 1000

    def at(self, x: float, y: float) -> Spot:
        """Give where a point of the ground is on the frame: millimetres from its top left."""
        west, _, _, north = self.bounds
        return (x - west) / self.metres_per_mm, (north - y) / self.metres_per_mm

    @property
    def box(self) -> shapely.Polygon:
        """Give the ground that the sheet shows."""
        return shapely.box(*self.bounds)

    def grid(self) -> Iterator[Spot]:
        """Give the crosses of the grid that are well inside the frame: round coordinates."""
        step = STEPS_M[self.scale]
        inset = 4 * self.metres_per_mm
        west, south, east, north = self.bounds
        for x in _multiples(west + inset, east - inset, step):
            for y in _multiples(south + inset, north - inset, step):
                yield float(x), float(y)

    def points(self) -> tuple[Spot, ...]:
        """Give up to four crosses of the grid, those nearest to the corners."""
        crosses = list(self.grid())
        west, south, east, north = self.bounds
        corners = ((west, north), (east, north), (east, south), (west, south))
        chosen = [min(crosses, key=lambda c: math.dist(c, corner)) for corner in corners if crosses]
        return tuple(dict.fromkeys(chosen))


def nearest(points: tuple[Spot, ...]) -> float:
    """Give the smallest distance between two points, metres; 0 where there is no pair."""
    return min((math.dist(a, b) for a, b in combinations(points, 2)), default=0.0)


def overview(extent: Bounds, width_mm: float, height_mm: float) -> Sheet:
    """Show a whole extent on one frame, at the largest round scale that holds it."""
    for scale in OVERVIEW_SCALES:
        if _fits(extent, scale, width_mm, height_mm):
            break
    return _centred(0, extent, scale, width_mm, height_mm)


def lay_out(zone: shapely.Geometry, paper: str, scale: int | None) -> tuple[Paper, list[Sheet]]:
    """Cover a zone with sheets at one scale.

    Parameters
    ----------
    zone
        What must be drawn; metres.
    paper
        `A4` or `A3`; the side that it lies on is chosen for fewer sheets.
    scale
        One of `SCALES`; None: the largest that needs a single sheet, else 1:1000.

    Raises
    ------
    Invalid
        The zone needs more than `MOST_SHEETS` sheets.
    """
    if paper not in PAPERS or scale not in (None, *SCALES):
        raise Invalid("Choisissez le format A4 ou A3, et l’échelle 1:200, 1:500 ou 1:1000.")
    for tried in SCALES if scale is None else (scale,):
        either = [(p, _cover(zone, p, tried)) for p in PAPERS[paper]]
        chosen, sheets = min(either, key=lambda found: len(found[1]))
        if len(sheets) == 1:
            break
    if len(sheets) > MOST_SHEETS:
        raise Invalid(
            f"À l’échelle 1:{tried}, cette emprise demande {len(sheets)} feuilles {paper}, plus "
            f"que les {MOST_SHEETS} permises. Choisissez une échelle plus petite, le format A3, "
            "ou découpez l’emprise."
        )
    return chosen, sheets


def _cover(zone: shapely.Geometry, paper: Paper, scale: int) -> list[Sheet]:
    extent = bounds_of(zone)
    width, height = paper.frame_width_mm, paper.frame_height_mm
    if _fits(extent, scale, width, height):
        return [_centred(1, extent, scale, width, height)]
    wide, high = width * scale / 1000, height * scale / 1000
    lap = OVERLAP_MM * scale / 1000
    columns = list(_starts(extent[0], extent[2], wide, lap))
    rows = list(_starts(extent[1], extent[3], high, lap))
    sheets: list[Sheet] = []
    for south in reversed(rows):
        for west in columns:
            bounds = (west, south, west + wide, south + high)
            if shapely.intersects(zone, shapely.box(*bounds)):
                sheets.append(Sheet(len(sheets) + 1, scale, bounds, width, height))
    return sheets


def bounds_of(zone: shapely.Geometry) -> Bounds:
    """Give the extent of a shape."""
    west, south, east, north = map(float, shapely.bounds(zone))
    return west, south, east, north


def _starts(low: float, high: float, size: float, lap: float) -> Iterator[float]:
    """Give where each sheet begins along an axis, the whole row centred on the extent."""
    count = max(1, math.ceil((high - low - lap) / (size - lap)))
    length = count * (size - lap) + lap
    first = (low + high - length) / 2
    return (first + rank * (size - lap) for rank in range(count))


def _fits(extent: Bounds, scale: int, width_mm: float, height_mm: float) -> bool:
    west, south, east, north = extent
    metres = scale / 1000
    return east - west <= width_mm * metres and north - south <= height_mm * metres


def _centred(
    number: int, extent: Bounds, scale: int, width_mm: float, height_mm: float
) -> Sheet:  # fmt: skip
    x, y = (extent[0] + extent[2]) / 2, (extent[1] + extent[3]) / 2
    half_x, half_y = width_mm * scale / 2000, height_mm * scale / 2000
    bounds = (x - half_x, y - half_y, x + half_x, y + half_y)
    return Sheet(number, scale, bounds, width_mm, height_mm)


def _multiples(low: float, high: float, step: int) -> range:
    return range(math.ceil(low / step) * step, math.floor(high) + 1, step)


def ruler(scale: int) -> list[int]:
    """Give the graduations of the ruler of a scale: metres, about five centimetres in all.

    Examples
    --------
    >>> ruler(500)
    [0, 5, 10, 15, 20, 25]
    """
    step = max(1, STEPS_M[scale] // 5)
    return list(range(0, 5 * step + 1, step))
