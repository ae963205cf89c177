"""Public buildings with postal addresses: a tab-separated list to be geocoded."""

from __future__ import annotations

from pathlib import Path

from terrier.demonstration.datasets.equipment import TYPES
from terrier.demonstration.ground import stream
from terrier.demonstration.manifest import ColumnNote, DatasetDescription, SourceFile
from terrier.demonstration.names import of
from terrier.demonstration.territory import Territory
from terrier.demonstration.writing import delimited, number

_CLASSES = ("A", "B", "C", "D", "E", "F", "G", "NC")
_ODDS = (0.02, 0.06, 0.18, 0.27, 0.21, 0.12, 0.08, 0.06)


def write(territory: Territory, folder: Path) -> DatasetDescription:
    """Write one line per building, with its address as people write it."""
    rng = stream(territory.seed, "public_buildings")
    rows = []
    for rank, (index, building) in enumerate(territory.of_use(*TYPES), start=1):
        commune = territory.communes[building.commune]
        address = territory.address_of(index)
        door = f"{address.number} {address.suffix}".strip()
        lot = f"{'ABCDZ'[rank % 5]}{chr(65 + rank % 7)} {int(rng.integers(1, 420)):04d}"
        rows.append((
            f"BAT-{rank:03d}", f"{TYPES[building.use][1]} {of(commune.name)}",
            f"{door} {address.street}, {commune.postal_code} {commune.name}", commune.siret, lot,
            int(building.shape.area * rng.choice([1, 1, 2])),
            str(rng.choice(_CLASSES, p=_ODDS)), number(float(rng.uniform(0.4, 1)) * 100, 0) + " %",
            str(rng.choice(["VRAI", "FAUX"], p=[0.3, 0.7])),
        ))  # fmt: skip
    path = delimited(
        folder / "patrimoine_bati.tsv",
        ("Code", "Désignation", "Adresse", "SIRET propriétaire", "Parcelle", "Surface plancher",
         "Étiquette énergie", "Taux d'occupation", "Amiante repéré"),
        rows, encoding="utf-8-sig", separator="\t",
    )  # fmt: skip
    return DatasetDescription(
        slug="patrimoine-bati",
        title="Patrimoine bâti des communes",
        description="Les bâtiments publics avec adresse, surface et étiquette énergie.",
        theme="batiments",
        files=(SourceFile(path),),
        licence="interne",
        visibility="internal",
        keywords=("bâtiments", "patrimoine", "adresses", "énergie"),
        key=("Code",),
        columns=(
            ColumnNote("Surface plancher", "Surface de plancher", unit="m²"),
            ColumnNote("Taux d'occupation", "Taux d'occupation", unit="%"),
        ),
    )
