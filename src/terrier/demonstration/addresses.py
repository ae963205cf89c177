"""Addresses, numbered as a town hall does: in order in the streets, by metres in the country."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import shapely
from shapely import Point

from terrier.demonstration.buildings import Building
from terrier.demonstration.roads import Road
from terrier.demonstration.settlements import Settlement

_WITHOUT_DOOR = {"barn"}
_SUFFIXES = ("", "bis", "ter", "quater")


@dataclass(frozen=True)
class Address:
    """One numbered door (plan coordinates)."""

    number: int
    suffix: str
    street: str
    commune: int
    at: Point
    building: int
    """Rank of the building."""
    homes: int


def draw(buildings: list[Building], roads: list[Road], places: list[Settlement]) -> list[Address]:
    """Number every building that has a door on a street or a road."""
    by_street: dict[tuple[int, str, int], list[int]] = defaultdict(list)
    for rank, building in enumerate(buildings):
        if building.use not in _WITHOUT_DOOR:
            by_street[(building.commune, _street(roads[building.road]), building.side)].append(rank)
    drawn = []
    for (commune, street, side), ranks in by_street.items():
        ordered = sorted(ranks, key=lambda r: (buildings[r].road, buildings[r].along_m))
        metric = not _in_town(buildings[ordered[0]], places)
        previous, repeated = 0, 0
        for order, rank in enumerate(ordered):
            building = buildings[rank]
            count = max(int(building.along_m) // 2, 1) if metric else order + 1
            number = 2 * count - (side < 0)
            number = max(number, previous)
            repeated = repeated + 1 if number == previous else 0
            if repeated == len(_SUFFIXES):
                number, repeated = number + 2, 0
            previous = number
            suffix = _SUFFIXES[repeated]
            at = _door(building, roads[building.road])
            drawn.append(Address(number, suffix, street, commune, at, rank, building.homes))
    return sorted(drawn, key=lambda a: (a.commune, a.street, a.number, a.suffix))


def _street(road: Road) -> str:
    if road.kind in ("main", "departmental"):
        return f"Route départementale {road.name[2:]}"
    return road.name if road.kind == "street" else f"Chemin rural {road.name[3:]}"


def _in_town(building: Building, places: list[Settlement]) -> bool:
    return building.place >= 0 and places[building.place].kind != "hamlet"


def _door(building: Building, road: Road) -> Point:
    """Put the door in the middle of the front, one metre inside."""
    corners = shapely.get_coordinates(building.shape)
    front, back = corners[:2].mean(axis=0), corners[2:4].mean(axis=0)
    step = (back - front) / max(float(shapely.Point(front).distance(shapely.Point(back))), 1e-6)
    return Point(front + step)
