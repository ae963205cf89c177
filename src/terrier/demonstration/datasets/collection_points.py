"""Waste collection points: cp1252 CSV with CC47 coordinates and decimal commas."""

from __future__ import annotations

from pathlib import Path

from shapely import Point

from terrier.demonstration.datasets.calendar import between
from terrier.demonstration.ground import CRS, coordinates, stream
from terrier.demonstration.manifest import (
    ColumnNote,
    DatasetDescription,
    SourceFile,
)
from terrier.demonstration.territory import Territory
from terrier.demonstration.writing import day, delimited, number

_FLOWS = ("Verre", "Emballages", "Papiers", "Textiles", "Ordures ménagères", "Biodéchets")
_SHARES = (0.3, 0.22, 0.16, 0.06, 0.16, 0.1)
_COUNT = 312


def write(territory: Territory, folder: Path) -> DatasetDescription:
    """Write the file, one point outside the territory and one with swapped axes among them."""
    rng = stream(territory.seed, "collection_points")
    points = territory.along_streets(_COUNT, rng, 6)
    points[57] = Point(31_000, -18_500)
    communes = territory.commune_at(points)
    metres = coordinates([(p.x, p.y) for p in points], CRS)
    metres[203] = metres[203][::-1]
    rows = []
    for rank, (commune, (x, y)) in enumerate(zip(communes, metres, strict=True), start=1):
        flow = str(rng.choice(_FLOWS, p=_SHARES))
        buried = flow in ("Verre", "Emballages") and rng.random() < 0.3
        volume = float(rng.choice([3.0, 4.0, 5.0] if buried else [0.66, 0.77, 1.0, 2.5, 3.0]))
        rows.append((
            f"PAV{rank:04d}", territory.communes[commune].code, territory.communes[commune].name,
            flow, "Enterrée" if buried else "Aérienne", number(volume),
            "oui" if rng.random() < 0.64 else "non",
            day(between(rng, 2009, 2025)), number(float(x)), number(float(y)),
        ))  # fmt: skip
    path = delimited(
        folder / "points_apport_volontaire.csv",
        ("Identifiant", "Code INSEE", "Commune", "Flux collecté", "Type de colonne",
         "Volume (m3)", "Accès PMR", "Mise en service", "X_CC47", "Y_CC47"),
        rows, encoding="cp1252",
    )  # fmt: skip
    return DatasetDescription(
        slug="points-d-apport-volontaire",
        title="Points d'apport volontaire",
        description="Les colonnes à verre, emballages, papiers, textiles et biodéchets.",
        theme="dechets",
        files=(
            SourceFile(
                path,
                note="Un point hors du territoire et un point dont X et Y sont échangés.",
            ),
        ),
        frequency="quarterly",
        keywords=("déchets", "tri", "verre", "collecte"),
        key=("Identifiant",),
        columns=(
            ColumnNote("Volume (m3)", "Volume", unit="m³"),
            ColumnNote("Accès PMR", "Accessible aux personnes à mobilité réduite"),
        ),
    )
