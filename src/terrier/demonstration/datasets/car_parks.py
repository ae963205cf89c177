"""Car parks, in the national schema of parking places (BNLS)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from shapely import Point

from terrier.demonstration.ground import stream
from terrier.demonstration.manifest import ColumnNote, DatasetDescription, SourceFile
from terrier.demonstration.territory import Territory
from terrier.demonstration.writing import delimited

_HEADER = (
    "id", "nom", "insee", "adresse", "url", "type_usagers", "gratuit", "nb_places", "nb_pr",
    "nb_pmr", "nb_voitures_electriques", "nb_velo", "nb_2r_el", "nb_autopartage", "nb_2_rm",
    "nb_covoit", "hauteur_max", "num_siret", "Xlong", "Ylat", "tarif_pmr", "tarif_1h", "tarif_2h",
    "tarif_3h", "tarif_4h", "tarif_24h", "abo_resident", "abo_non_resident", "type_ouvrage", "info",
)  # fmt: skip
_BOURG = ("de la Halle", "de la Gare", "du Champ de Foire", "des Remparts", "du Port",
          "de la Piscine", "du Collège")  # fmt: skip


def draw(territory: Territory) -> list[dict[str, Any]]:
    """Draw one car park per village and several in the bourgs, as the schema has them."""
    rng = stream(territory.seed, "car_parks")
    rows = []
    for rank, commune in enumerate(territory.communes):
        centre = territory.places[rank].at
        names = _BOURG if rank == 0 else _BOURG[:3] if rank == 1 else ("de la Mairie",)
        for number, name in enumerate(names, start=1):
            dx, dy = rng.normal(0, 260 if rank < 2 else 60, 2)
            ((lon, lat),) = territory.lonlat([Point(centre.x + dx, centre.y + dy)])
            places = int(rng.integers(35, 180) if rank < 2 else rng.integers(8, 40))
            paid = rank == 0 and number < 3
            values = (
                f"{commune.code}-P-{number:03d}", f"Parking {name}", commune.code,
                f"{name.split(' ', 1)[-1]} {commune.postal_code} {commune.name}", "", "tous",
                "false" if paid else "true", places, 0, max(1, places // 45), places // 40,
                int(rng.integers(0, 12)), 0, 0, int(rng.integers(0, 6)), int(rng.integers(0, 4)),
                "N/A", commune.siret, f"{lon:.6f}", f"{lat:.6f}", "gratuit",
                *((1.2, 2.0, 2.8, 3.5, 9.0, 25.0, 45.0) if paid else [""] * 7),
                "enclos_en_surface", "Marché le samedi matin" if rank == 0 and number == 1 else "",
            )  # fmt: skip
            rows.append(dict(zip(_HEADER, values, strict=True)))
    return rows


def write(territory: Territory, folder: Path) -> DatasetDescription:
    """Write the car parks."""
    path = delimited(folder / "lieux-stationnement.csv", _HEADER,
                     [list(row.values()) for row in draw(territory)], encoding="utf-8",
                     separator=",", newline="\n")  # fmt: skip
    return DatasetDescription(
        slug="parkings",
        title="Parcs de stationnement",
        description="Les parkings publics, leur capacité et leurs tarifs, au schéma national.",
        theme="mobilite",
        files=(SourceFile(path),),
        keywords=("stationnement", "parkings", "BNLS"),
        key=("id",),
        columns=(
            ColumnNote("nb_places", "Nombre de places"),
            ColumnNote("nb_pmr", "Places réservées aux personnes handicapées"),
            ColumnNote("tarif_1h", "Tarif d'une heure", unit="€"),
        ),
    )
