"""Networks of other operators: a GeoPackage each, with what they tell."""

from __future__ import annotations

from pathlib import Path

from terrier.demonstration.ground import LAMBERT93
from terrier.demonstration.manifest import (
    BOARD_SLUG,
    ColumnNote,
    DatasetDescription,
    SourceFile,
)
from terrier.demonstration.networks import cables
from terrier.demonstration.networks.cables import Cables
from terrier.demonstration.territory import Territory
from terrier.demonstration.writing import layer

ELECTRICITY, GAS, TELECOM = "reseau-electrique", "reseau-gaz", "reseau-telecom"


def electricity(territory: Territory, folder: Path) -> DatasetDescription:
    """Write the electric cables."""
    drawn = cables.electricity(territory)
    return _described(folder, ELECTRICITY, "Réseau électrique (plan de l’exploitant)", drawn)


def gas(territory: Territory, folder: Path) -> DatasetDescription:
    """Write the gas pipes."""
    return _described(folder, GAS, "Réseau de gaz (plan de l’exploitant)", cables.gas(territory))


def telecom(territory: Territory, folder: Path) -> DatasetDescription:
    """Write the telecom ducts."""
    drawn = cables.telecom(territory)
    return _described(folder, TELECOM, "Réseau de télécommunications (plan de l’exploitant)", drawn)


def _described(folder: Path, slug: str, title: str, drawn: Cables) -> DatasetDescription:
    path = layer(
        folder / f"{slug.replace('-', '_')}.gpkg", "canalisations", drawn.shapes, drawn.columns(),
        driver="GPKG", crs=LAMBERT93, geometry_type="LineString",
    )  # fmt: skip
    return DatasetDescription(
        slug=slug,
        title=title,
        description="Ce que l’exploitant a bien voulu dire de son réseau : le tracé, une classe de "
        "précision, parfois une date.",
        theme="reseaux",
        organisation=BOARD_SLUG,
        files=(SourceFile(path),),
        licence="interne",
        visibility="internal",
        frequency="irregular",
        keywords=("réseau", "DT-DICT"),
        key=("identifiant",),
        columns=(
            ColumnNote("identifiant", "Identifiant de l’exploitant"),
            ColumnNote("classe_precision", "Classe de précision"),
        ),
    )
