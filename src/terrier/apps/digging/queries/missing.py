"""What nobody knows of a zone, or what its reader is not shown: never told as nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import shapely
from django.db.models import Q
from django.utils import timezone

from terrier.apps.catalog.models import Dataset, Version
from terrier.apps.networks.models import Network, Service
from terrier.apps.networks.queries import services_of
from terrier.apps.networks.reading import relations
from terrier.apps.territories.queries import territory_bounds
from terrier.domain.access.policy import Reader
from terrier.domain.topology import ignorance
from terrier.domain.topology.commodities import Commodity
from terrier.domain.topology.elements import Elements, Role, Status
from terrier.domain.topology.ignorance import FAR_DEGREES, Declared, Gap, Unknown
from terrier.lake.filters import Box
from terrier.lake.networks.nearby import lost

from ..areas import Area, territory
from ..content import Told
from .inhabited import inhabited

CARRIED = {
    Service.Competence.DRINKING_WATER: Commodity.DRINKING_WATER,
    Service.Competence.SEWER: Commodity.WASTEWATER,
    Service.Competence.STORMWATER: Commodity.STORMWATER,
    Service.Competence.LIGHTING: Commodity.LIGHTING,
    Service.Competence.HEAT: Commodity.HEAT,
    Service.Competence.ELECTRICITY: Commodity.ELECTRICITY,
    Service.Competence.GAS: Commodity.GAS,
    Service.Competence.TELECOM: Commodity.TELECOM,
}
"""What the service of a competence has under the ground; the others have nothing there."""


DRY = (Status.STOPPED, Status.ABANDONED, Status.REMOVED, Status.PLANNED)
"""Pipes that supply no house."""
WHOLE = (Version.Mode.REPLACE, Version.Mode.RESTORE)
"""Versions that owe nothing to those before."""


@dataclass(frozen=True)
class Read:
    """One network as it was read."""

    network: Network
    told: Told
    elements: Elements


def unknowns(
    reader: Reader,
    area: Area,
    around: shapely.Geometry,
    communes: dict[str, str],
    read: list[Read],
    withheld: list[Network],
) -> Iterator[Unknown]:
    """Give all that is not known of a zone."""
    lands = territory(area.crs)
    if lands is not None and not shapely.covers(lands, area.shape):
        yield Unknown(Gap.BEYOND, zone=shapely.difference(around, lands))
    yield from (
        Unknown(Gap.WITHHELD, subject=str(network), commodity=network.carried())
        for network in withheld
    )
    shown = {network.service_id for network in withheld} | {one.network.service_id for one in read}
    yield from ignorance.of_services(communes, _declared(reader, shown))
    yield from _supply(reader, area, around, read)
    today, bounds = timezone.localdate(), _bounds()
    for one in read:
        yield from _of_network(one, today, bounds)


def _of_network(read: Read, today: date, bounds: Box | None) -> Iterator[Unknown]:
    told, dataset = read.told, read.network.dataset
    mapping, tables = read.network.read_mapping(), relations(dataset.current)
    drawn = [*mapping.of_role(Role.PIPES), *mapping.of_role(Role.NODES)]
    yield from (
        Unknown(Gap.TABLE_GONE, told.title, place=name) for name in drawn if name not in tables
    )
    nowhere = lost(tables, mapping, bounds)
    for gap, count in (
        (Gap.PLACELESS, nowhere.placeless),
        (Gap.ELSEWHERE, nowhere.elsewhere),
        (Gap.REJECTED, _rejected(dataset, drawn)),
    ):
        if count:
            yield Unknown(gap, told.title, count=count)
    if not told.pieces:
        yield Unknown(Gap.SILENT, told.title, commodity=told.commodity)
    old = ignorance.of_version(told.title, told.made_on, today)
    if old is not None:
        yield old
    yield from ignorance.of_pieces(told.title, told.pieces)


def _bounds() -> Box | None:
    """Give where the networks of the territory may be drawn, in degrees."""
    edges = territory_bounds()
    if edges is None:
        return None
    west, south, east, north = edges
    return Box(west - FAR_DEGREES, south - FAR_DEGREES, east + FAR_DEGREES, north + FAR_DEGREES)


def _rejected(dataset: Dataset, tables: list[str]) -> int:
    """Count the lines of tables that no import could read, since the last that replaced all."""
    known = dataset.versions.filter(number__lte=dataset.current.number)
    whole = known.filter(mode__in=WHOLE).order_by("-number").first()
    since = known.filter(number__gte=whole.number if whole else 0)
    receipts = since.exclude(tables__rejects="").distinct().values_list("receipt", flat=True)
    return sum(
        table["equation"]["rejected"]
        for receipt in receipts
        for table in receipt.get("tables", ())
        if table["name"] in tables
    )


def _declared(reader: Reader, shown: set[int]) -> list[Declared]:
    today = timezone.localdate()
    over = Q(until__isnull=False, until__lt=today) | Q(since__isnull=False, since__gt=today)
    return [
        Declared(
            CARRIED[service.competence],
            service.operator or service.name,
            frozenset(commune.code for commune in service.communes.all()),
            service.pk in shown,
        )
        for service in services_of(reader).exclude(over)
        if service.competence in CARRIED
    ]


def _supply(
    reader: Reader, area: Area, around: shapely.Geometry, read: Iterable[Read]
) -> Iterator[Unknown]:
    places = inhabited(reader, around, area.crs)
    if places is None:
        yield Unknown(Gap.NO_GROUND)
        return
    water = [
        shapes
        for one in read
        if len(shapes := _water_of(one.elements, one.told.commodity))
    ]  # fmt: skip
    pipes = np.concatenate(water) if water else np.empty(0, dtype=object)
    found = ignorance.unsupplied(places, pipes)
    if found is not None:
        yield found


def _water_of(elements: Elements, carried: Commodity) -> np.ndarray:
    pipes = elements.pipes
    kinds = pipes.texts("commodity")
    wet = (kinds == Commodity.DRINKING_WATER) | (
        (kinds == None) & (carried is Commodity.DRINKING_WATER)  # noqa: E711 -- element by element
    )
    dry = np.isin(pipes.texts("status").astype(str), DRY)
    return pipes.geometry[wet & ~dry]
