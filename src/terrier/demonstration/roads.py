"""Roads between places: departmental ones join communes, communal ones join hamlets."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from shapely import LineString, Point, Polygon
from shapely.ops import nearest_points

from terrier.demonstration.ground import Points, crumple, smooth, stream
from terrier.demonstration.river import crumple_all
from terrier.demonstration.settlements import Settlement

_EXITS = 7


@dataclass(frozen=True)
class Road:
    """One stretch of road (plan coordinates)."""

    line: LineString
    kind: str
    """`main`, `departmental`, `communal`, `street`, `track`."""
    name: str
    commune: int | None = None
    """Rank of the commune, for streets and communal roads."""
    place: str = ""
    """Settlement that a street belongs to."""


def between_communes(
    seed: int, centres: list[Settlement], land: Polygon, river: LineString
) -> list[Road]:
    """Draw the departmental roads and, along the valley, the main one."""
    rng = stream(seed, "roads")
    at = np.array([[s.at.x, s.at.y] for s in centres])
    links = [
        (a, b, line)
        for a, b in _gabriel(at)
        if _crossings(line := _winding(at[a], at[b], rng), river) < 2
    ]
    main = _main_axis(at, [(a, b) for a, b, _ in links])
    roads = []
    number = 12
    for a, b, line in links:
        if (a, b) in main:
            roads.append(Road(line, "main", "D 906"))
        else:
            number += int(rng.integers(1, 9))
            roads.append(Road(line, "departmental", f"D {number}"))
    return roads + _exits(at, land, river, rng)


def to_hamlets(
    seed: int, hamlets: list[Settlement], roads: list[Road], river: LineString
) -> list[Road]:
    """Join each hamlet to the nearest road already there, then draw some loops between hamlets."""
    rng = stream(seed, "communal")
    network = shapely.union_all([r.line for r in roads])
    waiting = list(hamlets)
    drawn: list[Road] = []
    while waiting:
        gaps = shapely.distance(network, [h.at for h in waiting])
        hamlet = waiting.pop(int(np.argmin(gaps)))
        start = nearest_points(network, hamlet.at)[0]
        line = _lane(start, hamlet.at, rng)
        drawn.append(_communal(line, hamlet, len(drawn)))
        network = shapely.union(network, line)
    return drawn + _loops(hamlets, network, river, rng, len(drawn))


def _communal(line: LineString, hamlet: Settlement, rank: int) -> Road:
    return Road(line, "communal", f"VC {rank % 29 + 1}", hamlet.commune, hamlet.name)


def _loops(
    hamlets: list[Settlement], network: shapely.Geometry, river: LineString,
    rng: np.random.Generator, start: int,
) -> list[Road]:  # fmt: skip
    at = np.array([[s.at.x, s.at.y] for s in hamlets])
    drawn: list[Road] = []
    for a, b in _gabriel(at):
        if np.linalg.norm(at[a] - at[b]) > 2600 or rng.random() < 0.3:
            continue
        line = _lane(hamlets[a].at, hamlets[b].at, rng)
        inner = line.difference(hamlets[a].at.buffer(60)).difference(hamlets[b].at.buffer(60))
        if not line.intersects(river) and inner.distance(network) > 25:
            drawn.append(_communal(line, hamlets[a], start + len(drawn)))
    return drawn


def _gabriel(at: Points) -> list[tuple[int, int]]:
    """Join two points when no third one lies in the circle of which they are a diameter."""
    square = np.sum((at[:, None] - at[None]) ** 2, axis=2)
    pairs = []
    for a in range(len(at)):
        for b in range(a + 1, len(at)):
            through = square[a] + square[b]
            through[[a, b]] = np.inf
            if through.min() > square[a, b]:
                pairs.append((a, b))
    return pairs


def _winding(start: Points, end: Points, rng: np.random.Generator) -> LineString:
    rough = smooth(crumple(start, end, 0.075, 3, rng), 2)
    return LineString(smooth(crumple_all(rough, 0.035, rng), 1))


def _lane(start: Point, end: Point, rng: np.random.Generator) -> LineString:
    a, b = (np.array([p.x, p.y]) for p in (start, end))
    return LineString(smooth(crumple(a, b, 0.12, 3, rng), 2))


def _crossings(line: LineString, river: LineString) -> int:
    return len(shapely.get_parts(line.intersection(river))) if line.intersects(river) else 0


def _main_axis(at: Points, pairs: list[tuple[int, int]]) -> set[tuple[int, int]]:
    """Follow the network from the north-east to the south-west through the main bourg."""
    ends = [int(np.argmax(at @ d)) for d in ((1, 0.8), (-1, -0.55))]
    chosen: set[tuple[int, int]] = set()
    for end in ends:
        path = shortest(at, pairs, 0, end)
        chosen |= {(min(p), max(p)) for p in pairwise(path)}
    return chosen


def shortest(at: Points, pairs: list[tuple[int, int]], start: int, end: int) -> list[int]:
    """Give the shortest chain of points from end back to start."""
    far = np.full(len(at), np.inf)
    before = np.full(len(at), -1)
    far[start] = 0
    settled = False
    while not settled:
        settled = True
        for a, b in pairs:
            step = float(np.linalg.norm(at[a] - at[b]))
            for u, v in ((a, b), (b, a)):
                if far[u] + step < far[v]:
                    far[v], before[v] = far[u] + step, u
                    settled = False
    path = [end]
    while path[-1] != start:
        path.append(int(before[path[-1]]))
    return path


def _exits(at: Points, land: Polygon, river: LineString, rng: np.random.Generator) -> list[Road]:
    """Carry roads on from the outer communes to the border."""
    rim = land.exterior
    angle = np.arctan2(at[:, 1], at[:, 0])
    roads = []
    for turn in np.linspace(-np.pi, np.pi, _EXITS, endpoint=False):
        sector = np.abs((angle - turn + np.pi) % (2 * np.pi) - np.pi) < np.pi / _EXITS
        candidates = np.flatnonzero(sector)
        if not len(candidates):
            continue
        outer = int(candidates[np.argmin([rim.distance(Point(at[i])) for i in candidates])])
        gate = rim.interpolate(rim.project(Point(at[outer])))
        line = _winding(at[outer], np.array([gate.x, gate.y]), rng)
        inside = max(shapely.get_parts(line.intersection(land)), key=lambda p: p.length)
        if not inside.intersects(river):
            roads.append(Road(inside, "departmental", f"D {200 + outer * 3}"))
    return roads
