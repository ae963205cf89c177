"""Schools, care homes and the like along what is cut: in the tables that a person declared."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import shapely

from terrier.apps.catalog.queries import open_table
from terrier.apps.catalog.row_names import naming_column
from terrier.domain.access.policy import Reader
from terrier.domain.kernel.errors import TerrierError
from terrier.domain.topology.isolation import Isolation
from terrier.lake import windows
from terrier.lake.relation import Relation

from .models import Network, SensitiveTable
from .reading import Loaded
from .served import nearest, window_around


@dataclass(frozen=True)
class Establishment:
    """Something that must be told before its water is cut."""

    name: str
    kind: str
    source: str
    """Title of the dataset that says so."""


@dataclass(frozen=True)
class Sensitive:
    """What is known of sensitive establishments along a closure."""

    found: tuple[Establishment, ...]
    unread: int
    """Declared tables that the reader does not see, or that could not be read whole."""
    declared: int
    """0: nobody said where the establishments are."""


def sensitive(reader: Reader, network: Network, loaded: Loaded, isolation: Isolation) -> Sensitive:
    """Give the establishments whose nearest known pipe is cut, as far as the reader sees them."""
    found: list[Establishment] = []
    unread = 0
    tables = network.sensitive_tables.select_related("table__dataset")
    for declared in tables:
        try:
            places, complete = _places(reader, declared, loaded, isolation)
        except TerrierError:
            unread += 1
            continue
        found += places
        unread += not complete
    ordered = sorted(set(found), key=lambda one: (one.kind, one.name))
    return Sensitive(tuple(ordered), unread, len(tables))


def _places(
    reader: Reader, declared: SensitiveTable, loaded: Loaded, isolation: Isolation
) -> tuple[list[Establishment], bool]:
    table = declared.table
    relation = open_table(reader, table.dataset.slug, table.name).relation
    relation.require_geometry()
    box = window_around(loaded, isolation.cut)
    if box is None:
        return [], True
    window = windows.features(relation, box, limit=windows.MAX_LIMIT)
    features = [f for f in json.loads(window.geojson)["features"] if f["geometry"]]
    spots = shapely.point_on_surface([shapely.geometry.shape(f["geometry"]) for f in features])
    near = nearest(loaded, isolation.cut, shapely.get_x(spots), shapely.get_y(spots))
    told = _Words(relation, declared)
    chosen = [features[row] for row in near]
    return [*told.of(chosen)], window.complete


@dataclass(frozen=True)
class _Words:
    """Reads the name and the kind of rows, as far as the reader sees these columns."""

    relation: Relation
    declared: SensitiveTable

    def of(self, features: list[dict[str, Any]]) -> Iterator[Establishment]:
        naming = naming_column(self.relation)
        kinds = [c for c in self.relation.columns if c.id == self.declared.kind_column]
        for feature in features:
            said = feature["properties"]
            name = str((said.get(naming.name) if naming else None) or feature.get("id") or "")
            kind = str(said.get(kinds[0].name) or "") if kinds else ""
            # A kind that the reader does not see, or that nobody wrote, may be any.
            if kind and self.declared.kinds and kind not in self.declared.kinds:
                continue
            yield Establishment(name, kind, self.declared.table.dataset.title)
