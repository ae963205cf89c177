"""Streets of bourgs, villages and hamlets: dense in the middle, loose outside."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import shapely
from shapely import LineString, MultiPoint, Point, Polygon

from terrier.demonstration import names
from terrier.demonstration.ground import Points, crumple, smooth, stream
from terrier.demonstration.roads import Road, shortest
from terrier.demonstration.settlements import Settlement

Edge = tuple[int, int]


@dataclass(frozen=True)
class _Pattern:
    """The street graph of one place; the shapes run from the lower node to the higher."""

    place: Settlement
    nodes: Points
    edges: list[Edge]
    shapes: dict[Edge, Points]

    def trace(self, chain: list[int]) -> Points:
        """Draw the line through a chain of nodes."""
        pieces = [self.nodes[chain[:1]]]
        for a, b in pairwise(chain):
            shape = self.shapes[(a, b)] if a < b else self.shapes[(b, a)][::-1]
            pieces.append(shape[1:])
        return np.vstack(pieces)


def draw(
    seed: int, places: list[Settlement], roads: list[Road], river: shapely.Geometry
) -> list[Road]:
    """Draw the streets of every place and join the roads to them.

    Returns
    -------
    list
        Streets and the given roads, these cut where the streets take over.
    """
    rng = stream(seed, "streets")
    streets: list[Road] = []
    for place in places:
        if place.kind == "hamlet":
            streets += _lanes(place, roads, rng)
            continue
        nodes, edges = _pattern(place, _heading(place, roads), rng)
        edges = _connected(nodes, _thinned(_dry(nodes, edges, river), rng))
        pattern = _Pattern(place, nodes, edges, _softened(nodes, edges, rng))
        streets += _named(pattern, rng)
        roads = [_joined(road, pattern) for road in roads]
    return [*roads, *streets]


def radius_m(place: Settlement) -> float:
    """Give the radius within which a place has streets."""
    return float(np.clip(13.5 * np.sqrt(place.population), 190, 800))


def _heading(place: Settlement, roads: list[Road]) -> float:
    """Give the direction of the widest road through a place, along which it stretches."""
    for kind in ("main", "departmental", "communal"):
        for road in roads:
            if road.kind == kind and road.line.distance(place.at) < 5:
                near = shapely.get_coordinates(road.line.intersection(place.at.buffer(400)))
                if len(near) > 1:
                    dx, dy = near[-1] - near[0]
                    return float(np.arctan2(dy, dx))
    return 0.0


def _pattern(
    place: Settlement, heading: float, rng: np.random.Generator
) -> tuple[Points, list[Edge]]:
    """Draw the blocks of a place as cells around random points, tighter towards the middle."""
    reach = radius_m(place)
    count = int(place.population / (34 if place.kind == "bourg" else 24)) + 9
    distance = reach * 1.25 * np.sqrt(rng.uniform(0, 1, count * 6)) ** 1.35
    angle = rng.uniform(0, 2 * np.pi, len(distance))
    darts = np.column_stack([np.cos(angle), np.sin(angle)]) * distance[:, None]
    kept: list[Points] = []
    for dart, far in zip(darts, distance, strict=True):
        apart = 52 + 75 * far / reach
        if all(np.hypot(*(dart - other)) > apart for other in kept):
            kept.append(dart)
    lines = shapely.voronoi_polygons(MultiPoint(kept[:count]), only_edges=True)
    inside = shapely.get_parts(lines.intersection(Point(0, 0).buffer(reach)))
    turn = np.array([[np.cos(heading), np.sin(heading)], [-np.sin(heading), np.cos(heading)]])
    ends = np.array([shapely.get_coordinates(line)[[0, -1]] for line in inside if line.length > 4])
    ends = (ends * [1.3, 0.8]) @ turn + [place.at.x, place.at.y]
    return _graph(ends)


def _graph(ends: Points) -> tuple[Points, list[Edge]]:
    nodes, index = np.unique(np.round(ends.reshape(-1, 2), 1), axis=0, return_inverse=True)
    pairs = index.reshape(-1, 2)
    return nodes, [(int(a), int(b)) for a, b in pairs if a != b]


def _dry(nodes: Points, edges: list[Edge], river: shapely.Geometry) -> list[Edge]:
    lines = [LineString(nodes[list(edge)]) for edge in edges]
    wet = shapely.distance(lines, river) < 18
    return [edge for edge, w in zip(edges, wet, strict=True) if not w]


def _thinned(edges: list[Edge], rng: np.random.Generator) -> list[Edge]:
    """Leave out a fifth of the edges, so that blocks are as uneven as in life."""
    degree: dict[int, int] = defaultdict(int)
    for a, b in edges:
        degree[a] += 1
        degree[b] += 1
    kept = []
    for (a, b), draw_ in zip(edges, rng.random(len(edges)), strict=True):
        if draw_ < 0.24 and degree[a] > 2 and degree[b] > 2:
            degree[a] -= 1
            degree[b] -= 1
        else:
            kept.append((a, b))
    return kept


def _connected(nodes: Points, edges: list[Edge]) -> list[Edge]:
    """Keep the largest connected part, every edge from its lower node to its higher."""
    group = np.arange(len(nodes))
    for _ in range(len(nodes)):
        before = group.copy()
        for a, b in edges:
            group[a] = group[b] = min(group[a], group[b])
        if (before == group).all():
            break
    counts = np.bincount([group[a] for a, _ in edges], minlength=len(nodes))
    keep = int(np.argmax(counts))
    return [(min(e), max(e)) for e in edges if group[e[0]] == keep]


def _softened(nodes: Points, edges: list[Edge], rng: np.random.Generator) -> dict[Edge, Points]:
    """Take the ruler out of the streets without moving their crossings."""
    return {(a, b): crumple(nodes[a], nodes[b], 0.03, 2, rng) for a, b in edges}


def _named(pattern: _Pattern, rng: np.random.Generator) -> list[Road]:
    lines = [LineString(pattern.trace(c)) for c in _strokes(pattern.nodes, pattern.edges)]
    drawn = names.streets([line.length for line in lines], rng)
    return [
        Road(line, "street", name, pattern.place.commune, pattern.place.name)
        for line, name in zip(lines, drawn, strict=True)
    ]


def _strokes(nodes: Points, edges: list[Edge]) -> list[list[int]]:
    """Chain edges that carry straight on into streets."""
    following: dict[tuple[int, int], tuple[int, int]] = {}
    around: dict[int, list[int]] = defaultdict(list)
    for a, b in edges:
        around[a].append(b)
        around[b].append(a)
    for node, neighbours in around.items():
        for u, v in _straight_pairs(nodes, node, neighbours):
            following[(u, node)] = (node, v)
            following[(v, node)] = (node, u)
    left = {(min(e), max(e)) for e in edges}
    chains = []
    for a, b in sorted(left):
        if (a, b) not in left:
            continue
        forward = _walk((a, b), following, left)
        backward = _walk((b, a), following, left)
        chains.append(backward[:1:-1] + forward)
    return chains


def _walk(
    step: tuple[int, int], following: dict[tuple[int, int], tuple[int, int]], left: set[Edge]
) -> list[int]:
    chain = list(step)
    left.discard((min(step), max(step)))
    while step in following:
        step = following[step]
        edge = (min(step), max(step))
        if edge not in left:
            break
        left.discard(edge)
        chain.append(step[1])
    return chain


def _straight_pairs(nodes: Points, node: int, neighbours: list[int]) -> list[tuple[int, int]]:
    away = nodes[neighbours] - nodes[node]
    away /= np.linalg.norm(away, axis=1)[:, None]
    candidates = sorted(
        (float(away[i] @ away[j]), i, j)
        for i in range(len(neighbours))
        for j in range(i + 1, len(neighbours))
    )
    used: set[int] = set()
    pairs = []
    for straightness, i, j in candidates:
        if straightness < -0.55 and not used & {i, j}:
            used |= {i, j}
            pairs.append((neighbours[i], neighbours[j]))
    return pairs


def _joined(road: Road, pattern: _Pattern) -> Road:
    """Lead a road that comes into a place along its streets to the centre."""
    points = shapely.get_coordinates(road.line)
    at = np.array([pattern.place.at.x, pattern.place.at.y])
    starts, ends = (math.hypot(*(points[end] - at)) < 5 for end in (0, -1))
    if not (starts or ends):
        return road
    points = points if starts else points[::-1]
    used = sorted({node for edge in pattern.edges for node in edge})
    hull: Polygon = MultiPoint(pattern.nodes[used]).convex_hull.buffer(-15)
    outside = points[_first_outside(hull, points) :]
    if len(outside) < 2:
        return road
    gate = used[int(np.argmin(np.linalg.norm(pattern.nodes[used] - outside[0], axis=1)))]
    centre = used[int(np.argmin(np.linalg.norm(pattern.nodes[used] - at, axis=1)))]
    path = shortest(pattern.nodes, pattern.edges, centre, gate)[::-1]
    clear = outside[np.linalg.norm(outside - pattern.nodes[gate], axis=1) > 130]
    line = LineString(np.vstack([pattern.trace(path), clear]))
    return replace(road, line=line)


def _first_outside(hull: Polygon, points: Points) -> int:
    inside = np.flatnonzero(shapely.contains_xy(hull, points))
    return int(inside[-1]) + 1 if len(inside) else 0


def _lanes(place: Settlement, roads: list[Road], rng: np.random.Generator) -> list[Road]:
    """Draw one to three lanes that start from the road of a hamlet."""
    base = _heading(place, roads)
    drawn: list[Road] = []
    for turn in rng.permutation([0.5, -0.5, 0.18, -0.3])[: int(rng.integers(1, 4))]:
        angle = base + turn * np.pi + rng.normal(0, 0.2)
        reach = rng.uniform(90, 240)
        start = np.array([place.at.x, place.at.y])
        end = start + reach * np.array([np.cos(angle), np.sin(angle)])
        line = LineString(smooth(crumple(start, end, 0.1, 2, rng), 2))
        kind = "Impasse" if reach < 130 else "Chemin"
        name = f"{kind} {names.of(place.name)}" if not drawn else f"{kind} {rng.choice(_LANES)}"
        drawn.append(Road(line, "street", name, place.commune, place.name))
    return drawn


_LANES = (
    "des Vaches", "du Puits", "de la Mare", "des Murets", "du Pré", "de la Ferme", "du Four",
    "des Noisetiers", "de la Grange", "du Calvaire", "des Buis", "de Dessous", "de la Plaine",
)  # fmt: skip
