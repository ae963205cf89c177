"""A street with its water, for the browser: addresses, pipes and valves through the real door."""

from __future__ import annotations

import json
from typing import Any

from terrier.apps.networks.actions import declaring
from terrier.apps.networks.models import Service
from terrier.apps.territories.actions import set_rights
from terrier.apps.territories.models import Commune
from terrier.apps.territories.permissions import SYSTEM
from terrier.apps.territories.queries import reader_of
from terrier.domain.access.policy import Right
from terrier.domain.topology.commodities import Commodity
from terrier.domain.topology.elements import Role
from terrier.domain.topology.mapping import FieldSource, NetworkMapping, TableMapping
from tests.browser.door import Door

EAST, NORTH = 4.82, 46.52
"""The crossroads, in Aubrac."""
STEP = 0.0004
"""Some thirty metres to the east, forty-five to the north."""


def addresses() -> str:
    """Write the addresses of a street, in the national format."""
    lines = ["cle_interop;numero;suffixe;voie_nom;commune_insee;commune_nom;long;lat"]
    for n in range(1, 20, 2):
        lon, lat = EAST + (n - 9) * STEP / 3, NORTH + 0.00012
        lines.append(f"96001_0010_{n:05d};{n};;Rue du Moulin;96001;Aubrac;{lon:.6f};{lat:.6f}")
    return "\r\n".join(lines) + "\r\n"


def pipes() -> str:
    """Write pipes whose class, date and depth are known more or less."""
    known = [
        ("A", "PVC", 110, 1998, 1.1),
        ("B", "Fonte", 150, 1974, None),
        ("", "", None, None, None),
    ]
    features = []
    for rank in range(-5, 6):
        quality, material, diameter, year, depth = known[rank % 3]
        ends = [[EAST + rank * STEP, NORTH], [EAST + (rank + 1) * STEP, NORTH]]
        features.append(
            _feature("LineString", ends, id=f"C{rank + 6}", classe=quality, matiere=material,
                     diametre=diameter, annee=year, profondeur=depth)
        )  # fmt: skip
    return _collection(features)


def _feature(kind: str, coordinates: list[Any], **properties: Any) -> dict[str, Any]:
    shape = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "geometry": shape, "properties": properties}


def _collection(features: list[dict[str, Any]]) -> str:
    return json.dumps({"type": "FeatureCollection", "features": features})


def fill(door: Door) -> None:
    """Bring the street in, declare its network, and let the administrator operate it."""
    door.bring("Adresses", "adresses.csv", addresses(), key=("cle_interop",))
    dataset = door.bring("Eau potable d’Aubrac", "eau.geojson", pipes(), key=("id",))
    reader = reader_of(door.actor)
    service = Service.objects.create(
        name="Eau du Val", competence=Service.Competence.DRINKING_WATER, holder=door.root,
        operator="Régie des eaux",
    )  # fmt: skip
    service.communes.set(Commune.objects.all())
    fields = {
        "identifier": FieldSource("id"),
        "precision_xy": FieldSource("classe", codes={c: c for c in "ABC"}),
        "material": FieldSource("matiere", codes={"PVC": "pvc", "Fonte": "fonte"}),
        "diameter_mm": FieldSource("diametre"),
        "laid_from": FieldSource("annee"),
        "depth_m": FieldSource("profondeur"),
    }
    table = dataset.tables.get().name
    mapping = NetworkMapping(
        "guided", Commodity.DRINKING_WATER, {table: TableMapping(Role.PIPES, fields)}
    )
    declaring.declare(
        door.actor, reader, dataset, service=service, commodity=Commodity.DRINKING_WATER,
        mapping=mapping,
    )  # fmt: skip
    membership = door.actor.memberships.get()
    set_rights(SYSTEM, membership, frozenset({Right.OPERATE_NETWORK}))
