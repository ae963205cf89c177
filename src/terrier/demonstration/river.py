"""The river, its brooks and its ponds."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from shapely import LineString, MultiPolygon, Point, Polygon
from shapely.affinity import translate
from shapely.ops import substring

from terrier.demonstration import names
from terrier.demonstration.ground import Bend, Points, crumple, smooth, stream

_COURSE = np.array(
    [[13500, 9800], [10200, 6100], [6500, 4900], [2600, 1500], [-1200, 300], [-4300, -2900],
     [-7800, -3700], [-10800, -7300], [-12500, -10500]], dtype=float,
)  # fmt: skip
"""Source side first: it comes in from the north-east and leaves to the south-west."""

_BROOK_SOURCES = np.array(
    [[2500, 8200], [-6000, 6500], [-11000, 1200], [10800, 1200], [6000, -5800], [-800, -7600],
     [9300, -2600], [-3600, 8200]], dtype=float,
)  # fmt: skip
_BROOK_MOUTHS = (0.34, 0.60, 0.84, 0.22, 0.43, 0.70, 0.30, 0.49)
"""Where each brook meets the river, as a share of the river's length."""


@dataclass(frozen=True)
class Water:
    """All the water of the territory (plan coordinates)."""

    river: LineString
    river_surface: Polygon | MultiPolygon
    brooks: tuple[LineString, ...]
    brook_names: tuple[str, ...]
    ponds: tuple[Polygon, ...]


def draw(seed: int, bend: Bend, land: Polygon) -> Water:
    """Draw the water inside the land."""
    rng = stream(seed, "river")
    course = _meanders(LineString(smooth(_COURSE, 4)), rng)
    river = shapely.intersection(LineString(bend.points(course)), land)
    river = _longest(river)
    brooks = tuple(
        _longest(shapely.intersection(brook, land))
        for brook in (
            _brook(source, river.interpolate(share, normalized=True), bend, rng)
            for source, share in zip(_BROOK_SOURCES, _BROOK_MOUTHS, strict=True)
        )
    )
    surface = shapely.intersection(_widened(river, rng), land)
    ponds = tuple(_pond(brook, rng) for brook in brooks for _ in range(2))
    return Water(river, surface, brooks, names.BROOKS, ponds)


def _meanders(course: LineString, rng: np.random.Generator) -> Points:
    along = np.arange(0, course.length, 40.0)
    points = shapely.get_coordinates(course.interpolate(along))
    heading = np.gradient(points, axis=0)
    heading /= np.linalg.norm(heading, axis=1)[:, None]
    across = np.column_stack([-heading[:, 1], heading[:, 0]])
    swing = np.zeros_like(along)
    for wavelength, size in ((5200.0, 380.0), (2700.0, 330.0), (1450.0, 150.0)):
        strength = 0.6 + 0.4 * np.sin(along / 7000 + rng.uniform(0, 6.3))
        swing += size * strength * np.sin(2 * np.pi * along / wavelength + rng.uniform(0, 6.3))
    return points + across * swing[:, None]


def _brook(source: Points, mouth: Point, bend: Bend, rng: np.random.Generator) -> LineString:
    end = np.array([mouth.x, mouth.y])
    rough = crumple(bend.points(source[None])[0], end, 0.14, 4, rng)
    fine = crumple_all(smooth(rough, 2), 0.1, rng)
    return LineString(smooth(fine, 2))


def crumple_all(points: Points, roughness: float, rng: np.random.Generator) -> Points:
    """Crumple each segment of a line."""
    pieces = [crumple(a, b, roughness, 2, rng)[:-1] for a, b in pairwise(points)]
    return np.vstack([*pieces, points[-1:]])


def _widened(river: LineString, rng: np.random.Generator) -> Polygon | MultiPolygon:
    along = np.arange(0, river.length + 150, 150.0)
    width = 24 + 9 * np.sin(along / 1900 + rng.uniform(0, 6.3)) + along / river.length * 9
    pieces = [
        substring(river, a, b).buffer(w, quad_segs=4)
        for a, b, w in zip(along[:-1], along[1:], width[1:], strict=True)
    ]
    return shapely.simplify(shapely.union_all(pieces), 0.5)


def _pond(brook: LineString, rng: np.random.Generator) -> Polygon:
    middle = brook.interpolate(rng.uniform(0.2, 0.85), normalized=True)
    angle = np.linspace(0, 2 * np.pi, 28, endpoint=False)
    radius = rng.uniform(35, 110) * (
        1 + 0.25 * np.sin(2 * angle + rng.uniform(0, 6)) + 0.12 * np.sin(5 * angle)
    )
    ring = np.column_stack([np.cos(angle) * radius * 1.5, np.sin(angle) * radius])
    turn = rng.uniform(0, np.pi)
    turned = ring @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    return translate(Polygon(turned), middle.x, middle.y)


def _longest(line: shapely.Geometry) -> LineString:
    return max(shapely.get_parts(line), key=lambda part: part.length)
