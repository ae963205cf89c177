"""The small town's water, as a GeoPackage through the real door: a reservoir, valves, customers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyogrio.raw
import shapely

from terrier.apps.networks.actions import declaring
from terrier.apps.networks.models import Service
from terrier.apps.territories.actions import set_rights
from terrier.apps.territories.permissions import SYSTEM
from terrier.apps.territories.queries import reader_of
from terrier.domain.access.policy import Right
from terrier.domain.topology.commodities import Commodity
from tests.apps.networks.town import MAPPING, NUMBERS, TABLES
from tests.browser.door import Door

TITLE = "Eau du bourg"


def fill(door: Door, folder: Path) -> None:
    """Bring the network in, and declare it of the service that is there."""
    dataset = door.bring(TITLE, "eau-du-bourg.gpkg", geopackage(folder / "eau.gpkg"), key=("nom",))
    declaring.declare(
        door.actor, reader_of(door.actor), dataset, service=Service.objects.earliest("pk"),
        commodity=Commodity.DRINKING_WATER, mapping=MAPPING,
    )  # fmt: skip
    set_rights(SYSTEM, door.actor.memberships.get(), frozenset(Right))


def geopackage(path: Path) -> bytes:
    """Write every table of the town as a layer."""
    for layer, (columns, rows, kind) in TABLES.items():
        values = list(zip(*[row[: len(columns)] for row in rows], strict=True))
        fields = [
            np.array([np.nan if v is None else float(v) for v in column])
            if name in NUMBERS
            else np.array(column, dtype=object)
            for name, column in zip(columns, values, strict=True)
        ]
        shapes = np.array([shapely.to_wkb(shapely.from_wkt(row[-1])) for row in rows], dtype=object)
        pyogrio.raw.write(
            path, shapes, fields, fields=list(columns), layer=layer, driver="GPKG",
            crs="EPSG:4326", geometry_type=kind, append=path.exists(),
        )  # fmt: skip
    return path.read_bytes()
