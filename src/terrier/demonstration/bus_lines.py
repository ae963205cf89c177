"""Bus lines that follow the roads from the main bourg outwards, and where they stop."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
import shapely
from shapely import LineString, Point

from terrier.demonstration import territory as drawing
from terrier.demonstration.networks import street_graph
from terrier.demonstration.networks.street_graph import StreetGraph
from terrier.demonstration.settlements import Settlement
from terrier.demonstration.territory import Territory

LINES = 6
"""Lines that leave the main bourg, each towards its share of the horizon."""
_NEAR_M = 260
"""A hamlet this near to the line has a stop."""
_APART_M = 320
"""Stops of one line in town are at least this far from one another."""
_TOWN_M = 900
"""Within this of the centre of a bourg buses stop along the streets."""
UNSERVED = frozenset({10, 5, 22})
"""Ranks of the communes where no bus goes."""


@dataclass(frozen=True)
class Stop:
    """A stop (plan coordinates)."""

    name: str
    commune: int
    at: Point


@dataclass(frozen=True)
class BusLine:
    """A line and its stops, in order."""

    number: int
    name: str
    way: LineString
    stops: tuple[Stop, ...]


@lru_cache(maxsize=2)
def draw(seed: int) -> tuple[BusLine, ...]:
    """Draw the lines of a territory."""
    territory = drawing.draw(seed)
    graph = street_graph.of_seed(seed)
    lines = [_line(n, chain, territory, graph) for n, chain in enumerate(_chains(territory), 1)]
    return tuple(lines)


def _chains(territory: Territory) -> list[list[Settlement]]:
    """Share the communes out by direction, then visit the nearest first."""
    start, *others = territory.places[: len(territory.communes)]
    served = [p for p in others if p.commune not in UNSERVED]
    bearing = {p.commune: np.arctan2(p.at.y - start.at.y, p.at.x - start.at.x) for p in served}
    ordered = sorted(served, key=lambda p: bearing[p.commune])
    parts = np.array_split(np.arange(len(ordered)), LINES)
    chains = []
    for part in parts:
        left, chain = [ordered[i] for i in part], [start]
        while left:
            nearest = min(left, key=lambda p: p.at.distance(chain[-1].at))
            left.remove(nearest)
            chain.append(nearest)
        chains.append(chain)
    return chains


def _line(
    number: int, chain: list[Settlement], territory: Territory, graph: StreetGraph
) -> BusLine:
    nodes = [graph.nearest_node(place.at) for place in chain]
    legs = [_walk(graph, a, b) for a, b in pairwise(nodes)]
    path = [legs[0][0], *(node for leg in legs for node in leg[1:])]
    way = LineString(_trace(graph, path))
    name = f"{chain[0].name} – {chain[-1].name}"
    return BusLine(number, name, way, _stops(way, chain, territory))


def _walk(graph: StreetGraph, start: int, end: int) -> list[int]:
    _far, before = graph.reach([start])
    path = [end]
    while path[-1] != start:
        path.append(int(before[path[-1]]))
    return path[::-1]


def _trace(graph: StreetGraph, path: list[int]) -> np.ndarray:
    shortest: dict[tuple[int, int], int] = {}
    for rank in np.argsort(-graph.lengths, kind="stable").tolist():
        a, b = graph.edges[rank].tolist()
        shortest[(a, b)] = shortest[(b, a)] = rank
    pieces = [graph.nodes[path[:1]]]
    for a, b in pairwise(path):
        rank = shortest[(a, b)]
        points = shapely.get_coordinates(graph.lines[rank])
        pieces.append((points if graph.edges[rank][0] == a else points[::-1])[1:])
    return np.vstack(pieces)


def _stops(way: LineString, chain: list[Settlement], territory: Territory) -> tuple[Stop, ...]:
    """Stop at town halls, schools, streets of the bourgs and hamlets, where none is near yet."""
    wanted = [(f"{place.name} - Mairie", place.at) for place in chain]
    communes = {place.commune for place in chain}
    wanted += [
        (f"{territory.communes[b.commune].name} - École", b.shape.centroid)
        for _, b in territory.of_use("school", "college")
        if b.commune in communes
    ]
    wanted += _in_town(way, territory)
    hamlets = territory.places[len(territory.communes) :]
    wanted += [(p.name, p.at) for p in hamlets if way.distance(p.at) < _NEAR_M]
    kept: list[tuple[float, str, Point]] = []
    for name, at in wanted:
        along = way.project(at)
        stop = way.interpolate(along)
        if at.distance(stop) < _NEAR_M and all(stop.distance(k) > _APART_M for *_, k in kept):
            kept.append((along, name, stop))
    points = [point for *_, point in kept]
    ranks = territory.commune_at(points)
    stops = [
        (along, Stop(name, rank, point))
        for (along, name, point), rank in zip(kept, ranks, strict=True)
    ]
    return tuple(stop for _along, stop in sorted(stops, key=lambda s: s[0]))


def _in_town(way: LineString, territory: Territory) -> list[tuple[str, Point]]:
    """Give points of the line within the bourgs, named by their streets."""
    bourgs = [p for p in territory.places if p.kind == "bourg"]
    towns = {bourg.name for bourg in bourgs}
    streets = [r for r in territory.roads if r.kind == "street" and r.place in towns]
    tree = shapely.STRtree([street.line for street in streets])
    points = [way.interpolate(along) for along in np.arange(_APART_M, way.length, _APART_M / 4)]
    near = [p for p in points if any(p.distance(b.at) < _TOWN_M for b in bourgs)]
    return [(streets[int(tree.nearest(p))].name, p) for p in near]
