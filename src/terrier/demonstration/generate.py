"""Write the demonstration: every file of every dataset, and the manifest that describes them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import shapely

from terrier.demonstration import territory as drawing
from terrier.demonstration.datasets import (
    ages,
    air_index,
    air_stations,
    associations,
    background,
    budgets,
    buses,
    car_parks,
    charging,
    collection_points,
    counters,
    deliberations,
    energy,
    energy_of_communes,
    equipment,
    grants,
    green_areas,
    hydrants,
    inhabitants,
    menus,
    other_networks,
    parking_occupancy,
    public_buildings,
    reports,
    river_levels,
    road_works,
    school_places,
    schools,
    sewer_network,
    soundings,
    street_lights,
    swimming_pool,
    tonnages,
    water_network,
    water_quality,
    weather,
    zones,
)
from terrier.demonstration.ground import WGS84, to_crs
from terrier.demonstration.manifest import EPCI_SLUG, DatasetDescription, Manifest, Member
from terrier.demonstration.names import EPCI_NAME
from terrier.demonstration.territory import EPCI_SIREN, Commune, Territory

SEED = 71
Writer = Callable[[Territory, Path], DatasetDescription]
WRITERS: tuple[Writer, ...] = (
    background.outlines,
    background.water,
    background.surfaces,
    background.roads,
    background.buildings,
    background.addresses,
    equipment.write,
    collection_points.write,
    tonnages.write,
    deliberations.write,
    grants.write,
    menus.write,
    energy.write,
    car_parks.write,
    charging.write,
    hydrants.write,
    green_areas.write,
    road_works.write,
    street_lights.write,
    water_quality.write,
    river_levels.write,
    public_buildings.write,
    associations.write,
    schools.write,
    reports.write,
    swimming_pool.write,
    inhabitants.write,
    ages.write,
    zones.quarters,
    zones.squares,
    weather.write,
    air_index.write,
    air_stations.write,
    energy_of_communes.write,
    budgets.write,
    school_places.write,
    buses.stops,
    buses.lines,
    counters.sites,
    counters.counts,
    parking_occupancy.write,
    soundings.write,
    water_network.write,
    sewer_network.write,
    other_networks.electricity,
    other_networks.gas,
    other_networks.telecom,
)


def generate(folder: Path, seed: int = SEED) -> Manifest:
    """Draw the territory and write its files.

    Parameters
    ----------
    folder
        Folder to write into, made if missing; files of the same name are replaced.
    seed
        Same seed, same territory, same bytes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    territory = drawing.draw(seed)
    datasets = tuple(write(territory, folder) for write in WRITERS)
    communes = tuple(_member(c) for c in territory.communes)
    return Manifest(seed, _epci(territory), communes, datasets, territory)


def _member(commune: Commune) -> Member:
    return Member(
        commune.slug, commune.name, commune.code, commune.siren, commune.population,
        commune.wkb_wgs84, tuple(former.code for former in commune.former),
    )  # fmt: skip


def _epci(territory: Territory) -> Member:
    land = shapely.union_all([c.outline for c in territory.communes], grid_size=0.1)
    people = sum(c.population for c in territory.communes)
    outline = shapely.to_wkb(to_crs(land, WGS84))
    return Member(EPCI_SLUG, EPCI_NAME, EPCI_SIREN, EPCI_SIREN, people, outline)
