"""Buildings along streets and roads, as many homes as the inhabitants need."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import shapely
from shapely import Polygon

from terrier.demonstration.ground import stream
from terrier.demonstration.river import Water
from terrier.demonstration.roads import Road
from terrier.demonstration.settlements import Settlement
from terrier.demonstration.streets import radius_m

_PER_HOME = 2.02
"""Inhabitants per home, empty and second homes counted in."""
PUBLIC = {
    "church": (13.0, 30.0), "town_hall": (18.0, 13.0), "school": (34.0, 15.0),
    "hall": (24.0, 16.0), "library": (17.0, 12.0), "gymnasium": (42.0, 24.0),
    "post_office": (14.0, 11.0), "nursery": (22.0, 13.0), "care_home": (52.0, 18.0),
    "swimming_pool": (46.0, 28.0), "fire_station": (30.0, 18.0), "depot": (38.0, 20.0),
    "college": (60.0, 20.0), "music_school": (20.0, 13.0), "epci_seat": (32.0, 15.0),
}  # fmt: skip
"""Width along the street and depth of public buildings, in metres."""
_VILLAGE = ("church", "town_hall", "hall")


@dataclass(frozen=True)
class Building:
    """One building (plan coordinates)."""

    shape: Polygon
    use: str
    """`home`, `barn`, `industry`, or a key of `PUBLIC`."""
    road: int
    """Rank of the road it stands on."""
    along_m: float
    side: int
    """-1 left, 1 right of the road as drawn."""
    place: int
    """Rank of the settlement, -1 in the open country."""
    commune: int
    homes: int = 0


@dataclass(frozen=True)
class _Plot:
    road: int
    along_m: float
    side: int
    width_m: float
    depth_m: float
    setback_m: float
    use: str
    place: int
    rank: float
    """Order of building: the lower, the earlier."""


def draw(
    seed: int, places: list[Settlement], roads: list[Road], water: Water, outlines: list[Polygon]
) -> list[Building]:
    """Draw the buildings: public ones first, then homes outwards from each centre."""
    rng = stream(seed, "buildings")
    rank_of = {(p.commune, p.name): i for i, p in enumerate(places)}
    plots: list[_Plot] = []
    for index, road in enumerate(roads):
        place = rank_of.get((road.commune if road.commune is not None else -1, road.place), -1)
        if road.kind == "street":
            plots += _street_plots(index, road, place, places[place], rng)
        else:
            plots += _country_plots(index, road, places, rng)
    for rank, settlement in enumerate(places):
        plots += _public_plots(rank, settlement, roads, rng)
    plots.sort(key=lambda p: p.rank)
    shapes = _shapes(plots, roads)
    free = _free(plots, shapes, roads, water)
    built = _first_of_each_public([(plots[i], shapes[i]) for i in free])
    return _inhabited(built, places, outlines, rng)


def _street_plots(
    index: int, road: Road, rank: int, place: Settlement, rng: np.random.Generator
) -> list[_Plot]:
    reach = radius_m(place)
    plots = []
    for side in (-1, 1):
        along = rng.uniform(4, 14)
        while along < road.line.length - 14:
            at = road.line.interpolate(along)
            far = at.distance(place.at) / reach if place.kind != "hamlet" else 1.6
            tight = far < (0.55 if place.kind == "bourg" else 0.35)
            width = rng.uniform(7.5, 12) if tight else rng.uniform(9, 15)
            barn = place.kind == "hamlet" and rng.random() < 0.3
            width, depth = (rng.uniform(18, 34), 14) if barn else (width, rng.uniform(8.5, 12.5))
            setback = rng.uniform(4.2, 5.5) if tight else rng.uniform(7, 14)
            use = "barn" if barn else "home"
            rank_ = far + rng.uniform(0, 0.5)
            plots.append(_Plot(index, along, side, width, depth, setback, use, rank, rank_))
            gap = rng.choice([0.0, 0.0, 0.0, 4.0, 9.0]) if tight else rng.uniform(3, 9 + 9 * far)
            along += width + gap
    return plots


def _country_plots(
    index: int, road: Road, places: list[Settlement], rng: np.random.Generator
) -> list[_Plot]:
    """Draw farms along the roads, and sheds where the main road leaves the bourgs."""
    plots = []
    steps = np.arange(rng.uniform(150, 500), road.line.length - 100, 60.0)
    centres = np.array([p.at for p in places])
    reach = np.array([radius_m(p) * (1.35 if p.kind != "hamlet" else 1) for p in places])
    points = road.line.interpolate(steps)
    gaps = shapely.distance(points[:, None], centres[None]) - reach
    for along, gap in zip(steps, gaps, strict=True):
        side = int(rng.choice([-1, 1]))
        near_bourg = gap[:2].min()
        if road.kind == "main" and 0 < near_bourg < 900:
            size = rng.uniform(26, 48), rng.uniform(18, 36)
            plots.append(_Plot(index, along, side, *size, rng.uniform(18, 30), "industry", -1, 3))
        elif gap.min() > 120 and rng.random() < 0.055:
            setback = rng.uniform(25, 70)
            plots.append(_Plot(index, along, side, 13, 10, setback, "home", -1, 3))
            plots.append(_Plot(index, along + 22, side, 32, 15, setback + 6, "barn", -1, 3))
            plots.append(_Plot(index, along - 24, side, 18, 13, setback + 9, "barn", -1, 3))
    return plots


def _public_plots(
    rank: int, place: Settlement, roads: list[Road], rng: np.random.Generator
) -> list[_Plot]:
    if place.kind == "hamlet":
        return []
    uses = list(PUBLIC) if place.commune == 0 else list(_VILLAGE)
    if place.commune == 1:
        uses = [*_VILLAGE, "school", "library", "gymnasium", "post_office", "care_home",
                "fire_station", "nursery"]  # fmt: skip
    elif place.population > 330:
        uses += ["school"]
    own = [i for i, r in enumerate(roads) if r.kind == "street" and r.place == place.name]
    plots = []
    for order, use in enumerate(uses):
        width, depth = PUBLIC[use]
        for _ in range(40):
            index = int(rng.choice(own))
            line = roads[index].line
            along = rng.uniform(0, max(line.length - width, 1))
            far = line.interpolate(along).distance(place.at)
            wish = 30 + order * 26 + (150 if width > 40 else 0)
            side = int(rng.choice([-1, 1]))
            rank_ = -1000 + order * 20 + abs(far - wish) / 1000
            plots.append(_Plot(index, along, side, width, depth, 7, use, rank, rank_))
    return plots


def _shapes(plots: list[_Plot], roads: list[Road]) -> list[Polygon]:
    lines = np.array([roads[p.road].line for p in plots])
    along = np.array([p.along_m for p in plots])
    width = np.array([p.width_m for p in plots])
    a = shapely.get_coordinates(shapely.line_interpolate_point(lines, np.maximum(along, 0)))
    b = shapely.get_coordinates(shapely.line_interpolate_point(lines, along + width))
    heading = b - a
    heading /= np.maximum(np.linalg.norm(heading, axis=1), 1e-6)[:, None]
    side = np.array([p.side for p in plots])[:, None]
    across = np.column_stack([heading[:, 1], -heading[:, 0]]) * side
    near = a + across * np.array([p.setback_m for p in plots])[:, None]
    deep = across * np.array([p.depth_m for p in plots])[:, None]
    wide = heading * width[:, None]
    rings = np.stack([near, near + wide, near + wide + deep, near + deep, near], axis=1)
    return list(shapely.polygons(rings))


def _free(plots: list[_Plot], shapes: list[Polygon], roads: list[Road], water: Water) -> list[int]:
    """Leave out what stands on a road, in the water, or on an earlier building."""
    wet = [water.river_surface.buffer(14), *(b.buffer(9) for b in water.brooks), *water.ponds]
    bad = set(shapely.STRtree(shapes).query(wet, predicate="intersects")[1].tolist())
    lines = [r.line for r in roads]
    bad |= set(shapely.STRtree(lines).query(shapes, predicate="dwithin", distance=3.2)[0].tolist())
    cores = shapely.buffer(shapes, -0.8, join_style="mitre")
    first, second = shapely.STRtree(cores).query(cores, predicate="intersects")
    rivals: dict[int, list[int]] = {}
    for a, b in zip(first.tolist(), second.tolist(), strict=True):
        if a < b:
            rivals.setdefault(b, []).append(a)
    kept: set[int] = set()
    for index in range(len(plots)):
        if index not in bad and not kept.intersection(rivals.get(index, ())):
            kept.add(index)
    return sorted(kept)


def _first_of_each_public(built: list[tuple[_Plot, Polygon]]) -> list[tuple[_Plot, Polygon]]:
    seen: set[tuple[int, str]] = set()
    kept = []
    for plot, shape in built:
        if plot.use in PUBLIC:
            if (plot.place, plot.use) in seen:
                continue
            seen.add((plot.place, plot.use))
        kept.append((plot, shape))
    return kept


def _inhabited(
    built: list[tuple[_Plot, Polygon]], places: list[Settlement], outlines: list[Polygon],
    rng: np.random.Generator,
) -> list[Building]:  # fmt: skip
    """Give each home to a commune and stop building when the inhabitants are housed."""
    tree = shapely.STRtree(outlines)
    communes = tree.nearest([shape.centroid for _, shape in built])
    wanted = [p.population / _PER_HOME for p in places if p.kind != "hamlet"]
    housed = [0] * len(wanted)
    drawn = []
    for (plot, shape), commune in zip(built, communes.tolist(), strict=True):
        building = Building(
            shape, plot.use, plot.road, plot.along_m, plot.side, plot.place, commune
        )
        if plot.use == "home":
            settled = plot.place >= 0 and places[plot.place].kind == "village"
            if settled and housed[commune] >= wanted[commune]:
                continue
            dense = plot.place in (0, 1) and plot.setback_m < 6
            homes = int(rng.choice([1, 1, 2, 3, 5])) if dense else 1
            housed[commune] += homes
            building = replace(building, homes=homes)
        drawn.append(building)
    return drawn
