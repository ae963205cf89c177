"""A street with its water, its sewer, and what nobody knows of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyproj
import pytest
import shapely
from django.utils import timezone
from django.utils.text import slugify

from terrier.apps.catalog.actions.versions import FinishedTable, NewColumn, NewVersion, commit
from terrier.apps.catalog.models import Dataset
from terrier.apps.networks.models import Network, Service
from terrier.apps.territories import actions
from terrier.apps.territories.models import Commune, Organisation
from terrier.apps.territories.permissions import SYSTEM
from terrier.domain.access.policy import Right, Role
from terrier.domain.topology.commodities import Commodity
from terrier.domain.topology.elements import Role as Part
from terrier.domain.topology.mapping import FieldSource, NetworkMapping, TableMapping
from terrier.lake.engine import cursor
from terrier.lake.snapshot import write_sorted
from tests.apps.catalog.conftest import bins

__all__ = ["bins", "ground", "street"]
CRS = "EPSG:2154"
HERE = (4.82, 46.52)
"""The middle of the crossroads, in Aubrac."""
_to_metres = pyproj.Transformer.from_crs("EPSG:4326", CRS, always_xy=True)
_to_degrees = pyproj.Transformer.from_crs(CRS, "EPSG:4326", always_xy=True)
ORIGIN = _to_metres.transform(*HERE)

COLUMNS = ("nom", "etat", "classe", "matiere", "diametre", "annee", "profondeur", "sorte", "vanne")
FIELDS = {
    "identifier": FieldSource("nom"),
    "status": FieldSource("etat", codes={"ES": "in_service", "HS": "abandoned"}),
    "precision_xy": FieldSource("classe", codes={"01": "A", "02": "B", "03": "C"}),
    "material": FieldSource("matiere", codes={"PVC": "pvc", "FD": "fd"}),
    "diameter_mm": FieldSource("diametre"),
    "laid_from": FieldSource("annee"),
    "depth_m": FieldSource("profondeur"),
    # Of a pipe, the column of the valves says the depth that the rules wanted.
    "depth_min_m": FieldSource("vanne"),
    "kind": FieldSource("sorte", codes={"V": "valve", "PI": "hydrant", "R": "manhole"}),
    "state": FieldSource("vanne", codes={"O": "open", "X": "inoperable"}),
}


def wkt(*points: tuple[float, float]) -> str:
    """Draw a line, or a point, from metres east and north of the crossroads, in degrees."""
    moved = [_to_degrees.transform(ORIGIN[0] + x, ORIGIN[1] + y) for x, y in points]
    shape = shapely.LineString(moved) if len(moved) > 1 else shapely.Point(moved[0])
    return shape.wkt


def degrees(x: float, y: float) -> tuple[float, float]:
    """Give a place near the crossroads in degrees."""
    return _to_degrees.transform(ORIGIN[0] + x, ORIGIN[1] + y)


WATER = [
    # Through the crossroads, from west to east, then something doubtful further east.
    ("C1", "ES", "01", "PVC", 110, 1998, 1.1, None, "1.2", wkt((-100, 0), (0, 0))),
    ("C2", "ES", "02", "FD", 150, 1974, None, None, "60", wkt((0, 0), (100, 0))),
    ("C3", "ES", None, None, None, None, None, None, None, wkt((30, 0), (30, 40))),
    ("C4", "HS", "03", "FD", 80, 1950, None, None, None, wkt((-60, -4), (60, -4))),
    ("C9", "ES", "01", "PVC", 63, 2010, 1.0, None, None, wkt((-100, 400), (100, 400))),
    ("C0", "ES", "01", "PVC", 63, 2010, 1.0, None, None, None),
]
VALVES = [
    ("V1", "ES", "01", None, None, None, None, "V", "O", wkt((-8, 0))),
    ("V2", "ES", None, None, None, None, None, "V", "X", wkt((9, 0))),
    ("H1", "ES", "02", None, None, None, None, "PI", None, wkt((40, 1))),
]
SEWER = [("E1", "ES", "02", "PVC", 200, 1985, 2.1, None, None, wkt((-100, 12), (100, 12)))]
FAR = [("G1", "ES", "01", "PVC", 63, 2010, 1.0, None, None, wkt((900, 900), (950, 900)))]


@dataclass(frozen=True)
class Ground:
    """Makes networks, and people who may ask about them."""

    place: object
    folder: Path

    def service(self, competence: str, name: str, operator: str, **more) -> Service:
        """Declare a service in every commune."""
        made = Service.objects.create(
            name=name, competence=competence, holder=self.place.root, operator=operator, **more
        )
        made.communes.set(Commune.objects.all())
        return made

    def network(
        self,
        title: str,
        service: Service,
        commodity: Commodity,
        owner: Organisation | None = None,
        **tables: list[tuple],
    ) -> Network:
        """Bring in a network: tables of pipes, and one called `vannes` of devices."""
        slug = slugify(title)
        dataset = Dataset.objects.create(
            slug=slug, title=title, owner=owner or self.place.root, published_at=timezone.now()
        )
        self.bring(dataset, **tables)
        roles = {name: Part.NODES if name == "vannes" else Part.PIPES for name in tables}
        mapping = NetworkMapping(
            "guided", commodity, {name: TableMapping(role, FIELDS) for name, role in roles.items()}
        )
        return Network.objects.create(
            dataset=dataset, service=service, commodity=commodity, mapping=mapping.to_json()
        )

    def bring(self, dataset: Dataset, **tables: list[tuple]) -> None:
        """Commit a version."""
        number = (dataset.current.number if dataset.current else 0) + 1
        made = tuple(
            FinishedTable(
                name,
                name.capitalize(),
                self._written(f"{dataset.slug}-{number}-{name}", rows),
                tuple(NewColumn(c, "TEXT" if i < 4 or i > 6 else "DOUBLE", c) for i, c in
                      enumerate(COLUMNS)),
                len(rows),
                has_key=True,
                geometry_type="Point" if name == "vannes" else "LineString",
                bbox=[4.8, 46.5, 4.85, 46.55],
            )
            for name, rows in tables.items()
        )  # fmt: skip
        new = NewVersion("replace", made, plan={"format": "gpkg", "tables": []})
        commit(dataset, dataset.current, new, None)

    def _written(self, name: str, rows: list[tuple]) -> Path:
        types = ["VARCHAR"] * 4 + ["DOUBLE"] * 3 + ["VARCHAR"] * 2
        values = ", ".join(
            f"CAST(? AS {kind}) AS {column}" for kind, column in zip(types, COLUMNS, strict=True)
        )
        one = (
            f"SELECT CAST(? AS BIGINT) AS _line, CAST(? AS BIGINT) AS _row, ? AS _key, {values}, "
            "ST_SetCRS(ST_GeomFromText(?), 'EPSG:4326') AS geom"
        )
        sql = " UNION ALL ".join([one] * len(rows))
        bound = [v for rank, row in enumerate(rows, start=1) for v in (rank, rank, row[0], *row)]
        out = self.folder / f"{name}.parquet"
        with cursor() as db:
            write_sorted(db, sql, bound, out, geometry=True)
        return out

    def operator(self, name: str = "Claire", organisation: Organisation | None = None):
        """Make a person with the right on the networks of an organisation (the root)."""
        user = self.place.member(name, Role.READER, organisation)
        membership = user.memberships.get()
        actions.set_rights(SYSTEM, membership, frozenset({Right.OPERATE_NETWORK}))
        return user


@pytest.fixture
def ground(place, tmp_path) -> Ground:
    return Ground(place, tmp_path)


@pytest.fixture
def street(ground) -> Ground:
    """Give the crossroads: water and sewer known, telecom without a plan, the rest undeclared."""
    water = ground.service("drinking_water", "Eau du Val", "Régie des eaux", operator_phone="03 85")
    ground.network("Eau potable", water, Commodity.DRINKING_WATER, canalisations=WATER,
                   vannes=VALVES)  # fmt: skip
    sewer = ground.service("sewer", "Assainissement", "Syndicat de la Grosne")
    ground.network("Eaux usées", sewer, Commodity.WASTEWATER, collecteurs=SEWER)
    ground.service("telecom", "Fibre", "Val Numérique")
    return ground
