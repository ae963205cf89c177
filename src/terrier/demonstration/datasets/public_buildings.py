"""Public buildings with postal addresses: a tab-separated list to be geocoded."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from terrier.demonstration import codes
from terrier.demonstration.datasets.equipment import TYPES
from terrier.demonstration.ground import stream
from terrier.demonstration.manifest import ColumnNote, DatasetDescription, SourceFile
from terrier.demonstration.names import of
from terrier.demonstration.territory import Territory
from terrier.demonstration.writing import delimited, number

_CLASSES = ("A", "B", "C", "D", "E", "F", "G", "NC")
_ODDS = (0.02, 0.06, 0.18, 0.27, 0.21, 0.12, 0.08, 0.06)


def establishments(territory: Territory) -> dict[int, str]:
    """Give the SIRET of each public building by its rank, the town hall first in its commune.

    Care homes belong to a foundation, whose number begins with a zero.
    """
    found = [(b.commune, b.use != "town_hall", index, b) for index, b in territory.of_use(*TYPES)]
    given: dict[int, str] = {}
    numbers: Counter[int] = Counter()
    for commune, _, index, building in sorted(found, key=lambda f: f[:3]):
        numbers[commune] += 1
        if building.use == "care_home":
            given[index] = codes.siret(codes.siren("00", commune + 1))
        else:
            given[index] = codes.siret(territory.communes[commune].siren, numbers[commune])
    return given


def write(territory: Territory, folder: Path) -> DatasetDescription:
    """Write one line per building, with its address as people write it."""
    rng = stream(territory.seed, "public_buildings")
    sirets = establishments(territory)
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
            str(rng.choice(["VRAI", "FAUX"], p=[0.3, 0.7])), sirets[index],
        ))  # fmt: skip
    path = delimited(
        folder / "patrimoine_bati.tsv",
        ("Code", "Désignation", "Adresse", "SIRET propriétaire", "Parcelle", "Surface plancher",
         "Étiquette énergie", "Taux d'occupation", "Amiante repéré",
         "SIRET établissement"),
        rows, encoding="utf-8-sig", separator="\t",
    )  # fmt: skip
    return DatasetDescription(
        slug="patrimoine-bati",
        title="Bâtiments publics",
        description="Le patrimoine bâti des communes : adresse, surface, étiquette énergie, et le "
        "SIRET de chaque établissement, que les factures portent aussi.",
        theme="batiments",
        files=(SourceFile(path),),
        licence="interne",
        visibility="internal",
        keywords=("bâtiments", "patrimoine", "adresses", "énergie"),
        key=("Code",),
        columns=(
            ColumnNote("SIRET établissement", "SIRET de l'établissement"),
            ColumnNote("Surface plancher", "Surface de plancher", unit="m²"),
            ColumnNote("Taux d'occupation", "Taux d'occupation", unit="%"),
        ),
    )
