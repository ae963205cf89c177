"""Finding an address in the territory's own address dataset."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

import shapely

from terrier.apps.catalog.queries import open_table
from terrier.apps.catalog.row_names import naming_column
from terrier.domain.access.policy import Reader
from terrier.domain.kernel.errors import NotFound
from terrier.lake import windows
from terrier.lake.facets import facet
from terrier.lake.filters import Box, Filter, Filters, Operator
from terrier.lake.filters.values import family
from terrier.lake.relation import Relation

SLUG = "adresses"
NUMBER = "numero"
STREET = "voie_nom"
COMMUNE = "commune_insee"
PARTS = (NUMBER, "suffixe", STREET, "commune_nom")
"""Columns of the national address format (Base Adresse Locale 1.4) that make an address."""
EVERYWHERE = Box(-180, -90, 180, 90)
SHOWN = 12
MOST_COMMUNES = 40_000
"""More than France has."""


@dataclass(frozen=True)
class Address:
    """An address and where it is (WGS84 degrees)."""

    label: str
    lon: float
    lat: float
    street: str = ""
    """Empty where the dataset does not say it apart."""
    commune: str = ""
    """INSEE code; empty where the dataset does not say it."""


@dataclass(frozen=True)
class Found:
    """The first addresses that answer, and how many there are."""

    addresses: tuple[Address, ...]
    matched: int


def find(reader: Reader, text: str, limit: int = SHOWN) -> Found | None:
    """Look for an address; None where no address dataset is open to the reader."""
    try:
        relation = open_table(reader, SLUG).relation
    except NotFound:
        return None
    if not relation.has_geometry:
        return None
    column = naming_column(relation)
    naming = column.name if column else ""
    window = windows.features(relation, EVERYWHERE, _filters(relation, text, naming), limit=limit)
    features = json.loads(window.geojson)["features"]
    addresses = (_address(f, naming) for f in features if f["geometry"])
    return Found(tuple(addresses), window.matched)


def within(reader: Reader, box: Box) -> Found | None:
    """Give the addresses of a window; None where no address dataset is open to the reader."""
    try:
        relation = open_table(reader, SLUG).relation
    except NotFound:
        return None
    if not relation.has_geometry:
        return None
    column = naming_column(relation)
    window = windows.features(relation, box, limit=windows.MAX_LIMIT)
    features = json.loads(window.geojson)["features"]
    naming = column.name if column else ""
    return Found(tuple(_address(f, naming) for f in features if f["geometry"]), window.matched)


def by_commune(reader: Reader) -> dict[str, int]:
    """Count the addresses of each commune (INSEE code); empty where nobody can tell."""
    try:
        relation = open_table(reader, SLUG).relation
    except NotFound:
        return {}
    if relation.column(COMMUNE) is None:
        return {}
    counted = facet(relation, COMMUNE, limit=MOST_COMMUNES)
    return {str(code): count for code, count in counted.values}


def _filters(relation: Relation, text: str, naming: str) -> Filters:
    """Ask for the number in its own column; for words in the name, else in every text."""
    number = relation.column(NUMBER)
    first = re.match(r"\s*(\d{1,5})\b[\s,]*(.*)", text)
    if number is None and naming:
        return Filters(tuple(Filter(naming, Operator.CONTAINS, word) for word in text.split()))
    if number is None or first is None:
        return Filters(q=text.strip())
    value = int(first[1]) if family(number.type) == "integer" else first[1]
    return Filters((Filter(NUMBER, Operator.EQ, value),), first[2].strip())


def _address(feature: dict[str, Any], naming: str) -> Address:
    properties = feature["properties"]
    parts = [str(properties[name]) for name in PARTS if properties.get(name) not in (None, "")]
    label = " ".join(parts) or str(properties.get(naming) or feature["id"])
    point = shapely.from_geojson(json.dumps(feature["geometry"])).representative_point()
    street, commune = (str(properties.get(name) or "") for name in (STREET, COMMUNE))
    return Address(label, point.x, point.y, street, commune)
