"""The whole territory, drawn once from a seed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import shapely
from shapely import Point, Polygon

from terrier.demonstration import (
    addresses,
    buildings,
    codes,
    names,
    outlines,
    population,
    river,
    roads,
    settlements,
    streets,
)
from terrier.demonstration.addresses import Address
from terrier.demonstration.buildings import Building
from terrier.demonstration.ground import WGS84, Bend, Points, coordinates, to_crs
from terrier.demonstration.river import Water
from terrier.demonstration.roads import Road
from terrier.demonstration.settlements import Settlement

EPCI_SIREN = codes.siren("24", 1)


@dataclass(frozen=True)
class FormerCommune:
    """A commune that is now part of another."""

    code: str
    name: str
    share: float
    """Of the inhabitants of the commune that it became."""


MERGED_ON = 2019
"""The first year in which the former communes are one."""
_MERGED = {23: (FormerCommune(codes.commune_code(25), "Clairoise", 0.64),
                FormerCommune(codes.commune_code(26), "Montvernel", 0.36))}  # fmt: skip
"""By the rank of the commune that they became."""


@dataclass(frozen=True)
class Commune:
    """One invented commune."""

    code: str
    name: str
    slug: str
    siren: str
    postal_code: str
    population: int
    outline: Polygon
    """Plan coordinates."""
    former: tuple[FormerCommune, ...] = ()
    """The communes that became it."""

    @property
    def siret(self) -> str:
        """Give the SIRET of the town hall."""
        return codes.siret(self.siren)

    @property
    def wkb_wgs84(self) -> bytes:
        """Give the outline in WGS84."""
        shape: bytes = shapely.to_wkb(shapely.set_precision(to_crs(self.outline, WGS84), 1e-7))
        return shape


@dataclass(frozen=True)
class Territory:
    """All that was drawn (plan coordinates)."""

    seed: int
    communes: tuple[Commune, ...]
    places: tuple[Settlement, ...]
    water: Water
    roads: tuple[Road, ...]
    buildings: tuple[Building, ...]
    addresses: tuple[Address, ...]
    history: dict[int, list[int]]
    """Inhabitants by year, in the order of the communes."""

    @property
    def siret(self) -> str:
        """Give the SIRET of the grouping's seat."""
        return codes.siret(EPCI_SIREN)

    def lonlat(self, points: list[Point]) -> Points:
        """Give WGS84 longitude and latitude (n, 2)."""
        return coordinates(shapely.get_coordinates(points), WGS84)

    def commune_at(self, points: list[Point]) -> list[int]:
        """Give the rank of the commune that each point lies in (or is nearest to)."""
        found = self._outlines.nearest(points) if len(points) else []
        return [int(rank) for rank in found]

    @cached_property
    def _outlines(self) -> shapely.STRtree:
        return shapely.STRtree([c.outline for c in self.communes])

    def of_use(self, *uses: str) -> list[tuple[int, Building]]:
        """Give the buildings of some uses with their ranks."""
        return [(i, b) for i, b in enumerate(self.buildings) if b.use in uses]

    def address_of(self, building: int) -> Address:
        """Give the first address of a building."""
        return next(a for a in self.addresses if a.building == building)

    def along_streets(
        self, count: int, rng: np.random.Generator, aside_m: float = 3.0
    ) -> list[Point]:
        """Draw points beside streets and communal roads, evenly by length."""
        lines = [r.line for r in self.roads if r.kind == "street"]
        lengths = np.array([line.length for line in lines])
        chosen = rng.choice(len(lines), count, p=lengths / lengths.sum())
        points = []
        for index in chosen:
            at = lines[index].interpolate(rng.uniform(0, lengths[index]))
            dx, dy = rng.uniform(-aside_m, aside_m, 2)
            points.append(Point(at.x + dx, at.y + dy))
        return points


@lru_cache(maxsize=2)
def draw(seed: int) -> Territory:
    """Draw the territory of a seed."""
    bend = Bend(seed)
    edge = outlines.border(seed)
    land = Polygon(bend.line(edge.exterior, 40))
    water = river.draw(seed, bend, land)
    sites = settlements.site_points(seed, edge)
    shapes = outlines.draw(seed, sites, edge, water.river, bend)
    inhabitants = population.by_commune(seed, len(shapes))
    centres = settlements.centres(sites, inhabitants, bend, shapes, water.river)
    wet = shapely.union_all([water.river_surface, *water.brooks, *water.ponds])
    small = settlements.hamlets(seed, shapes, centres, wet)
    places = [*centres, *small]
    network = roads.between_communes(seed, centres, land, water.river)
    network += roads.to_hamlets(seed, small, network, water.river)
    network = streets.draw(seed, places, network, water.river_surface)
    built = buildings.draw(seed, places, network, water, shapes)
    doors = addresses.draw(built, network, places)
    communes = tuple(_commune(i, shape, inhabitants[i]) for i, shape in enumerate(shapes))
    return Territory(
        seed, communes, tuple(places), water, tuple(network), tuple(built), tuple(doors),
        population.history(seed, inhabitants),
    )  # fmt: skip


def _commune(rank: int, outline: Polygon, inhabitants: int) -> Commune:
    name = names.COMMUNES[rank]
    return Commune(
        code=codes.commune_code(rank + 1),
        name=name,
        slug=names.slug(name),
        siren=codes.siren("21", rank + 1),
        postal_code=codes.postal_code(100 if rank == 0 else 110 + 10 * (rank % 6)),
        population=inhabitants,
        outline=outline,
        former=_MERGED.get(rank, ()),
    )
