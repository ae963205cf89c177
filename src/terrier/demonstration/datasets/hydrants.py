"""Water points for fire fighting: a GeoPackage with three layers, fields as the PEI schema."""

from __future__ import annotations

from pathlib import Path

from terrier.demonstration.datasets.calendar import between
from terrier.demonstration.ground import LAMBERT93, stream
from terrier.demonstration.manifest import (
    EPCI_SLUG,
    ColumnNote,
    DatasetDescription,
    Override,
    SourceFile,
)
from terrier.demonstration.territory import Territory
from terrier.demonstration.writing import layer

_HYDRANTS = 410
_RESERVES = 38

_NUMBER_IS_TEXT = Override({"grammar": "text"}, column="id_sdis")
"""96015.00010 is not 96015.0001."""
_TITLES = (
    Override({"title": "Poteaux et bouches"}, part="poteaux_bouches"),
    Override({"title": "Réserves"}, part="reserves"),
    Override({"title": "Points d’aspiration"}, part="points_aspiration"),
)


def write(territory: Territory, folder: Path) -> DatasetDescription:
    """Write hydrants, reserves and natural water points."""
    path = folder / "pei_defense_incendie.gpkg"
    _hydrants(territory, path)
    _reserves(territory, path)
    _natural(territory, path)
    return DatasetDescription(
        slug="points-d-eau-incendie",
        title="Points d'eau incendie",
        description="Poteaux, bouches, citernes et points d'aspiration pour les pompiers, avec "
        "débit et pression mesurés.",
        theme="securite",
        files=(SourceFile(path, overrides=(_NUMBER_IS_TEXT, *_TITLES)),),
        keywords=("PEI", "incendie", "poteaux", "pompiers"),
        licence="interne",
        visibility="restricted",
        shared_with=(EPCI_SLUG, territory.communes[0].slug, territory.communes[1].slug),
        key=("id_sdis",),
        columns=(
            ColumnNote("debit", "Débit sous 1 bar", unit="m³/h"),
            ColumnNote("press_stat", "Pression statique", unit="bar"),
            ColumnNote("diam_pei", "Diamètre", unit="mm"),
            ColumnNote("volume", "Volume utile", unit="m³"),
        ),
    )


def _numbers(territory: Territory, communes: list[int], after: int) -> list[str]:
    codes = (territory.communes[c].code for c in communes)
    return [f"{code}.{number:05d}" for number, code in enumerate(codes, start=after + 1)]


def _hydrants(territory: Territory, path: Path) -> None:
    rng = stream(territory.seed, "hydrants")
    points = territory.along_streets(_HYDRANTS, rng, 4)
    communes = territory.commune_at(points)
    in_town = [c < 2 for c in communes]
    diameter = [100 if t or rng.random() < 0.7 else 80 for t in in_town]
    flow = [round(float(rng.normal(74 if t else 52, 17)), 1) for t in in_town]
    layer(
        path, "poteaux_bouches", points,
        {
            "id_sdis": _numbers(territory, communes, 0),
            "insee": [territory.communes[c].code for c in communes],
            "type_pei": ["PI" if rng.random() < 0.9 else "BI" for _ in points],
            "diam_pei": diameter,
            "debit": [max(f, 8.0) for f in flow],
            "press_stat": [round(float(rng.normal(4.4, 0.9)), 1) for _ in points],
            "disponible": [bool(rng.random() > 0.04) for _ in points],
            "date_ct": [between(rng, 2022, 2025) for _ in points],
        },
        driver="GPKG", crs=LAMBERT93,
    )  # fmt: skip


def _reserves(territory: Territory, path: Path) -> None:
    rng = stream(territory.seed, "reserves")
    points = territory.along_streets(_RESERVES, rng, 25)
    communes = territory.commune_at(points)
    layer(
        path, "reserves", points,
        {
            "id_sdis": _numbers(territory, communes, 90000),
            "insee": [territory.communes[c].code for c in communes],
            "type_pei": ["CI" for _ in points],
            "volume": [int(v) for v in rng.choice([30, 60, 120, 120, 240], len(points))],
            "statut": [str(s) for s in rng.choice(["public", "prive"], len(points), p=[0.8, 0.2])],
        },
        driver="GPKG", crs=LAMBERT93, append=True,
    )  # fmt: skip


def _natural(territory: Territory, path: Path) -> None:
    rng = stream(territory.seed, "natural water points")
    shores = [pond.exterior.interpolate(0) for pond in territory.water.ponds]
    banks = [territory.water.river.interpolate(s, normalized=True) for s in rng.random(9)]
    points = shores + banks
    communes = territory.commune_at(points)
    layer(
        path, "points_aspiration", points,
        {
            "id_sdis": _numbers(territory, communes, 80000),
            "insee": [territory.communes[c].code for c in communes],
            "type_pei": ["PA" for _ in points],
            "source_pei": ["plan_eau"] * len(shores) + ["cours_eau"] * len(banks),
            "disponible": [bool(rng.random() > 0.15) for _ in points],
        },
        driver="GPKG", crs=LAMBERT93, append=True,
    )  # fmt: skip
