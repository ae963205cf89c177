"""Soundings dug to find pipes before works: a GPS export in Lambert-93."""

from __future__ import annotations

from pathlib import Path

from terrier.demonstration.datasets.calendar import between
from terrier.demonstration.ground import LAMBERT93, coordinates, stream
from terrier.demonstration.manifest import ColumnNote, DatasetDescription, SourceFile
from terrier.demonstration.territory import Territory
from terrier.demonstration.writing import day, delimited, number

SLUG = "sondages"
_COUNT = 64
_GROUNDS = ("Remblai", "Argile", "Limon", "Grave", "Calcaire altéré")


def write(territory: Territory, folder: Path) -> DatasetDescription:
    """Write soundings beside the streets."""
    rng = stream(territory.seed, "soundings")
    points = territory.along_streets(_COUNT, rng, 4)
    communes = territory.commune_at(points)
    metres = coordinates([(p.x, p.y) for p in points], LAMBERT93)
    rows = []
    for rank, (commune, (x, y)) in enumerate(zip(communes, metres, strict=True), start=1):
        found = rng.random() < 0.7
        rows.append((
            f"SR-{rank:03d}", day(between(rng, 2022, 2025)), territory.communes[commune].code,
            str(rng.choice(_GROUNDS)), "oui" if found else "non",
            number(float(rng.uniform(0.7, 1.6)) if found else None),
            number(float(x)), number(float(y)),
        ))  # fmt: skip
    path = delimited(
        folder / "sondages_reconnaissance.csv",
        ("N° sondage", "Date", "Code INSEE", "Sol", "Conduite trouvée", "Profondeur (m)", "X_L93",
         "Y_L93"),
        rows, encoding="cp1252",
    )  # fmt: skip
    return DatasetDescription(
        slug=SLUG,
        title="Sondages",
        description="Les sondages ouverts avant travaux pour trouver les conduites : où, dans quel "
        "sol, et à quelle profondeur la conduite a été vue.",
        theme="reseaux",
        files=(SourceFile(path),),
        frequency="irregular",
        keywords=("sondages", "réseaux", "travaux", "profondeur"),
        coverage_from="2022-01-01",
        coverage_to="2025-12-31",
        key=("N° sondage",),
        columns=(
            ColumnNote("N° sondage", "Numéro du sondage"),
            ColumnNote("Profondeur (m)", "Profondeur de la conduite", unit="m"),
        ),
    )
