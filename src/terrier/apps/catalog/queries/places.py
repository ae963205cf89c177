"""What is known of a place: of a commune, or around a point."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from terrier.apps.catalog import authority
from terrier.apps.catalog.models import Dataset, VersionTable
from terrier.apps.catalog.place_names import COMMUNE_CODE
from terrier.apps.catalog.row_names import naming_column, row_name
from terrier.lake import rows, windows
from terrier.lake.filters import NO_FILTERS, Filter, Filters, Operator

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from terrier.domain.access.policy import Reader
    from terrier.lake.relation import Relation

MAX_OBJECTS = 20
"""Objects listed per table around a point; more are counted."""


@dataclass(frozen=True)
class AboutCommune:
    """A table that says something of a commune."""

    dataset: Dataset
    table: str
    records: int
    """Exact number of rows about the commune, among those that the reader may see."""
    address: str
    """Page of the table, filtered on the commune."""


@dataclass(frozen=True)
class Near:
    """An object at a distance."""

    name: str
    distance_m: float
    address: str


@dataclass(frozen=True)
class Nearby:
    """The objects of one table around a point, the nearest first."""

    dataset: Dataset
    table: str
    objects: tuple[Near, ...]
    matched: int
    """Exact number of objects in the circle; `objects` lists at most `MAX_OBJECTS` of them."""
    address: str
    """Page of the table, filtered on the circle."""


def about_commune(reader: Reader, codes: Sequence[str]) -> tuple[AboutCommune, ...]:
    """List the visible tables with rows about a commune, by its codes, with exact counts."""
    found: list[AboutCommune] = []
    for dataset, stored, relation in _open_current(reader):
        column = next((c for c in relation.columns if c.concept == COMMUNE_CODE), None)
        if column is None:
            continue
        named = (
            Filter(column.name, Operator.EQ, codes[0])
            if len(codes) == 1
            else Filter(column.name, Operator.IN, tuple(codes))
        )
        filters = Filters((named,))
        records = rows.count(relation, filters)
        if records:
            address = _page(dataset, stored, filters)
            found.append(AboutCommune(dataset, stored.table.title, records, address))
    return tuple(found)


def near(reader: Reader, lon: float, lat: float, radius_m: float) -> tuple[Nearby, ...]:
    """List what visible spatial tables hold around a point (WGS84 degrees, metres)."""
    found: list[Nearby] = []
    for dataset, stored, relation in _open_current(reader):
        if not relation.has_geometry:
            continue
        window = windows.near(relation, lon, lat, radius_m, limit=MAX_OBJECTS)
        if not window.matched:
            continue
        naming = naming_column(relation)
        objects = tuple(
            _near(dataset, stored, feature, naming and naming.name)
            for feature in json.loads(window.geojson)["features"]
        )
        around = f"near={lon:.7g},{lat:.7g},{radius_m:.7g}"
        address = f"{_page(dataset, stored, NO_FILTERS)}?{around}"
        found.append(Nearby(dataset, stored.table.title, objects, window.matched, address))
    return tuple(sorted(found, key=lambda n: n.objects[0].distance_m))


def _open_current(reader: Reader) -> Iterator[tuple[Dataset, VersionTable, Relation]]:
    """Give the authorised relation of every current table that the reader may see."""
    visible = Dataset.objects.visible_to(reader).filter(current__isnull=False)
    datasets = {d.current_id: d for d in visible.select_related("owner", "current")}
    sights = authority.sights_of(reader, datasets.values())
    tables = VersionTable.objects.filter(version__in=datasets).select_related("table")
    for stored in tables.order_by("version__dataset__title__plain", "version", "table__position"):
        dataset = datasets[stored.version_id]
        yield dataset, stored, authority.relation(sights[dataset.pk], dataset, stored)


def _near(
    dataset: Dataset, stored: VersionTable, feature: dict[str, Any], naming: str | None
) -> Near:
    row = feature["id"]
    path = reverse("dataset-row", args=[dataset.slug, stored.table.name, row])
    address = f"{path}?version={dataset.current.number}"
    name = row_name(row, feature["properties"].get(naming) if naming else None)
    return Near(name, feature["distance_m"], address)


def _page(dataset: Dataset, stored: VersionTable, filters: Filters) -> str:
    path = reverse("dataset-table", args=[dataset.slug, stored.table.name])
    return f"{path}?{filters.to_query()}" if filters else path
