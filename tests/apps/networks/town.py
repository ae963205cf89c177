"""A small town's water: one reservoir, a street with three valves, a branch with its customers.

S ─P1─ V1 ─P2─ J ─P3─ V2 ─P4─ end        west to east, 50 m each
               │
               P5
               V3 (state not known)
               P6 ─ H (hydrant), two customers
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyproj
import shapely
from django.utils import timezone

from terrier.apps.catalog.actions.versions import FinishedTable, NewColumn, NewVersion, commit
from terrier.apps.catalog.models import Dataset
from terrier.apps.networks.actions.declaring import declare
from terrier.apps.networks.actions.services import keep_service
from terrier.apps.networks.models import Network, Service
from terrier.apps.territories.models import Commune
from terrier.apps.territories.permissions import SYSTEM
from terrier.domain.access.policy import Reader
from terrier.domain.topology.commodities import Commodity
from terrier.domain.topology.elements import Role
from terrier.domain.topology.mapping import FieldSource, NetworkMapping, TableMapping
from terrier.lake.engine import cursor
from terrier.lake.snapshot import write_sorted

_metres = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:2154", always_xy=True)
_degrees = pyproj.Transformer.from_crs("EPSG:2154", "EPSG:4326", always_xy=True)
ORIGIN = _metres.transform(4.82, 46.52)
MARKER = "zqabonne"
"""In the name of every customer."""


def at(x: float, y: float) -> tuple[float, float]:
    """Give a place in degrees, from metres east and north of the reservoir."""
    return _degrees.transform(ORIGIN[0] + x, ORIGIN[1] + y)


def line(*points: tuple[float, float]) -> str:
    """Draw a line."""
    return shapely.LineString([at(*p) for p in points]).wkt


def point(x: float, y: float) -> str:
    """Draw a point."""
    return shapely.Point(at(x, y)).wkt


PIPES = [
    ("P1", "FD", 150, 1962, "A", "N", "rue Haute", line((0, 0), (50, 0))),
    ("P2", "FD", 150, 1962, "A", "N", "rue Haute", line((50, 0), (100, 0))),
    ("P3", "PVC", 110, 1988, "B", "N", "rue Basse", line((100, 0), (150, 0))),
    ("P4", "PVC", 110, 1988, None, "N", "rue Basse", line((150, 0), (200, 0))),
    ("P5", "PVC", 63, None, "C", "N", "impasse", line((100, 0), (100, 50))),
    ("P6", "PVC", 63, None, "C", "N", "impasse", line((100, 50), (100, 100))),
    ("B1", "PEHD", 25, 2001, "C", "O", "impasse", line((100, 75), (110, 75))),
]
NODES = [
    ("S", "RES", None, point(0, 0)),
    ("V1", "VAN", "O", point(50, 0)),
    ("V2", "VAN", "O", point(150, 0)),
    ("V3", "VAN", None, point(100, 50)),
    ("H", "PI", None, point(100, 100)),
    ("R1", "REG", None, point(100, 0)),
]
CUSTOMERS = [
    (f"{MARKER} Dupont", "3 impasse", "P6", None, point(102, 60)),
    (f"{MARKER} école", "5 impasse", "P6", "école", point(102, 80)),
]
TABLES = {
    "canalisations": (("nom", "mat", "dn", "an", "cl", "brt", "rue"), PIPES, "LineString"),
    "ouvrages": (("nom", "nature", "etat"), NODES, "Point"),
    "abonnes": (("nom", "adresse", "cana", "etab"), CUSTOMERS, "Point"),
}
NUMBERS = {"dn", "an"}
MAPPING = NetworkMapping(
    "guided",
    Commodity.DRINKING_WATER,
    {
        "canalisations": TableMapping(
            Role.PIPES,
            {
                "identifier": FieldSource("nom"),
                "material": FieldSource("mat", codes={"fd": "fd", "pvc": "pvcu", "pehd": "pehd"}),
                "diameter_mm": FieldSource("dn"),
                "laid_to": FieldSource("an"),
                "precision_xy": FieldSource("cl", codes={c.lower(): c for c in "ABC"}),
                "connection": FieldSource("brt"),
                "address": FieldSource("rue"),
            },
        ),
        "ouvrages": TableMapping(
            Role.NODES,
            {
                "identifier": FieldSource("nom"),
                "kind": FieldSource(
                    "nature",
                    codes={
                        "cap": "source",
                        "res": "tank",
                        "van": "valve",
                        "pi": "hydrant",
                        "reg": "manhole",
                    },
                ),
                "state": FieldSource("etat", codes={"o": "open", "f": "closed", "x": "inoperable"}),
            },
        ),
        "abonnes": TableMapping(
            Role.CUSTOMERS,
            {
                "name": FieldSource("nom"),
                "address": FieldSource("adresse"),
                "pipe": FieldSource("cana"),
                "establishment": FieldSource("etab"),
            },
        ),
    },
)


@dataclass
class Town:
    """The dataset, its service and its network."""

    dataset: Dataset
    service: Service
    network: Network
    folder: Path

    def bring(self, **replaced: list[tuple]) -> None:
        """Bring a new version, with other rows in some tables."""
        _bring(self.dataset, self.folder, replaced)
        self.dataset.refresh_from_db()


def build(root, folder: Path, visibility: str = "internal") -> Town:
    """Bring the network in, and declare it."""
    dataset = Dataset.objects.create(
        slug="eau", title="Eau du bourg", owner=root, visibility=visibility
    )
    _bring(dataset, folder, {})
    Dataset.objects.filter(pk=dataset.pk).update(published_at=timezone.now())
    dataset.refresh_from_db()
    described = {
        "name": "Eau potable", "competence": "drinking_water", "holder": root,
        "authority": "Le bourg", "operator": "Régie", "management": "regie",
        "operator_phone": "03 85 00 00 00", "operator_email": "", "since": None, "until": None,
        "communes": list(Commune.objects.all()),
    }  # fmt: skip
    reader = administrator(root)
    service = keep_service(None, reader, Service(), described)
    network = declare(
        None, reader, dataset, service=service, commodity=Commodity.DRINKING_WATER, mapping=MAPPING
    )
    dataset.refresh_from_db()
    return Town(dataset, service, network, folder)


def administrator(root) -> Reader:
    """Give a reader who may do everything there."""
    from terrier.domain.access.policy import Grant
    from terrier.domain.access.policy import Role as OfPerson

    return Reader(
        user=SYSTEM.user, grants=(Grant(root.pk, OfPerson.ADMINISTRATOR),),
        organisations=frozenset({root.pk}), roots=frozenset({root.pk}),
    )  # fmt: skip


def _bring(dataset: Dataset, folder: Path, replaced: dict[str, list[tuple]]) -> None:
    number = dataset.versions.count() + 1
    made = []
    for name, (columns, rows, kind) in TABLES.items():
        rows = replaced.get(name, rows)
        path = folder / f"{name}-{number}.parquet"
        _write(path, columns, rows)
        types = ["DOUBLE" if c in NUMBERS else "TEXT" for c in columns]
        made.append(
            FinishedTable(
                name, name.capitalize(), path,
                tuple(NewColumn(c, t, c) for c, t in zip(columns, types, strict=True)),
                len(rows), has_key=True, geometry_type=kind, bbox=[4.8, 46.5, 4.85, 46.55],
            )
        )  # fmt: skip
    plan = {"format": "gpkg", "tables": [{"name": name, "key": ["nom"]} for name in TABLES]}
    commit(dataset, dataset.current, NewVersion("replace", tuple(made), plan=plan), None)


def _write(path: Path, columns: tuple[str, ...], rows: list[tuple]) -> None:
    values = ", ".join(
        f"CAST(? AS {'DOUBLE' if c in NUMBERS else 'VARCHAR'}) AS {c}" for c in columns
    )
    one = (
        f"SELECT CAST(? AS BIGINT) AS _line, CAST(? AS BIGINT) AS _row, "
        f"CAST(? AS VARCHAR) AS _key, {values}, ST_SetCRS(ST_GeomFromText(?), 'EPSG:4326') AS geom"
    )
    bound = [v for n, row in enumerate(rows, 1) for v in (n, n, row[0], *row)]
    with cursor() as db:
        write_sorted(db, " UNION ALL ".join([one] * len(rows)), bound, path, geometry=True)


def bring_addresses(
    root, folder: Path, houses: dict[str, tuple[float, float]], commune: str | None = None
) -> None:
    """Bring in a dataset of addresses of one commune, at places in metres."""
    dataset = Dataset.objects.create(slug="adresses", title="Adresses", owner=root)
    rows = [(label, commune, point(*where)) for label, where in houses.items()]
    columns = ("nom", "commune_insee")
    path = folder / "adresses.parquet"
    _write(path, columns, rows)
    made = FinishedTable(
        "adresses", "Adresses", path, tuple(NewColumn(c, "TEXT", c) for c in columns), len(rows),
        has_key=True, geometry_type="Point", bbox=[4.8, 46.5, 4.85, 46.55],
    )  # fmt: skip
    plan = {"format": "csv", "tables": [{"name": "adresses", "key": ["nom"]}]}
    commit(dataset, None, NewVersion("replace", (made,), plan=plan), None)
    Dataset.objects.filter(pk=dataset.pk).update(published_at=timezone.now())
