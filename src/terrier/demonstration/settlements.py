"""Where people live: the centre of each commune, then its hamlets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from shapely import LineString, Point, Polygon
from shapely.ops import nearest_points

from terrier.demonstration import names
from terrier.demonstration.ground import Bend, Points, stream

COMMUNES = 24
_CENTRES_APART_M = 2500
_HAMLETS_APART_M = 850


@dataclass(frozen=True)
class Settlement:
    """A bourg, a village or a hamlet (plan coordinates, bent)."""

    name: str
    commune: int
    """Rank of the commune, from 0."""
    kind: str
    """`bourg`, `village`, `hamlet`."""
    at: Point
    population: int


def site_points(seed: int, border: Polygon) -> Points:
    """Draw the straight-plan places of the commune centres, the two bourgs first."""
    rng = stream(seed, "sites")
    sites = [np.array([-300.0, 1250.0]), np.array([6900.0, -1900.0])]
    inner = border.buffer(-1100)
    west, south, east, north = border.bounds
    apart = float(_CENTRES_APART_M)
    while len(sites) < COMMUNES:
        tries = rng.uniform([west, south], [east, north], (60, 2))
        inside = tries[shapely.contains_xy(inner, tries)]
        gaps = np.min(np.linalg.norm(inside[:, None] - np.array(sites)[None], axis=2), axis=1)
        fitting = inside[gaps > apart]
        if len(fitting):
            sites.append(fitting[0])
        else:
            apart *= 0.985
    return np.array(sites)


def centres(
    sites: Points, populations: list[int], bend: Bend, outlines: list[Polygon], river: LineString
) -> list[Settlement]:
    """Make the centre of each commune, well inside its outline and off the river."""
    placed = []
    for rank, (x, y) in enumerate(bend.points(sites)):
        kind = "bourg" if rank < 2 else "village"
        dry = outlines[rank].buffer(-420).difference(river.buffer(430 if rank == 0 else 330))
        at = nearest_points(dry, Point(x, y))[0]
        placed.append(Settlement(names.COMMUNES[rank], rank, kind, at, populations[rank]))
    return placed


def hamlets(
    seed: int, outlines: list[Polygon], placed: list[Settlement], water: shapely.Geometry
) -> list[Settlement]:
    """Scatter two to six hamlets in each commune, away from its centre and from the water."""
    rng = stream(seed, "hamlets")
    taken = [s.at for s in placed]
    found: list[tuple[int, Point]] = []
    for rank, outline in enumerate(outlines):
        wanted = int(rng.integers(3, 7))
        inner = outline.buffer(-250)
        west, south, east, north = inner.bounds
        for x, y in rng.uniform([west, south], [east, north], (80, 2)):
            at = Point(x, y)
            if wanted and inner.contains(at) and _free(at, taken) and at.distance(water) > 140:
                found.append((rank, at))
                taken.append(at)
                wanted -= 1
    drawn = {rank: names.hamlets(6, rng) for rank in range(len(outlines))}
    return [
        Settlement(drawn[rank].pop(), rank, "hamlet", at, int(rng.integers(14, 70)))
        for rank, at in found
    ]


def _free(at: Point, taken: list[Point]) -> bool:
    return all(at.distance(other) > _HAMLETS_APART_M for other in taken)
