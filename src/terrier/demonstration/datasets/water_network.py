"""The drinking-water network: a RAEPA 1.2 GeoPackage, with its gaps and mistakes."""

from __future__ import annotations

from pathlib import Path

from terrier.demonstration.datasets.network_files import geopackage
from terrier.demonstration.manifest import (
    BOARD_SLUG,
    ColumnNote,
    DatasetDescription,
    Override,
    SourceFile,
)
from terrier.demonstration.networks import mistakes, water
from terrier.demonstration.territory import Territory

SLUG = "reseau-eau-potable"
PIPES, FITTINGS, REPAIRS = "raepa_canalaep_l", "raepa_apparaep_p", "raepa_reparaep_p"
"""Names of the tables once imported."""


def write(territory: Territory, folder: Path) -> DatasetDescription:
    """Write mains, connections, fittings, structures and repairs."""
    network = water.draw(territory)
    mistakes.into_water(network, territory.seed)
    layers = (network.pipes, network.fittings, network.structures, network.repairs)
    path = geopackage(folder / "reseau_aep_raepa.gpkg", layers)
    titles = ("Canalisations", "Appareillages", "Ouvrages", "Réparations")
    overrides = tuple(
        Override({"title": title, "key": (layer.columns[0],)}, part=layer.name)
        for layer, title in zip(layers, titles, strict=True)
    )
    return DatasetDescription(
        slug=SLUG,
        title="Réseau d’eau potable",
        description="Canalisations, branchements, vannes, réservoirs et réparations au format "
        "RAEPA 1.2, avec les lacunes et les erreurs d’un vrai fichier.",
        theme="reseaux",
        organisation=BOARD_SLUG,
        files=(SourceFile(path, overrides=overrides),),
        licence="interne",
        visibility="internal",
        frequency="annual",
        keywords=("eau potable", "AEP", "RAEPA", "réseau"),
        columns=(
            ColumnNote("diametre", "Diamètre", unit="mm"),
            ColumnNote("profgen", "Profondeur de la génératrice", unit="m"),
            ColumnNote("longcana", "Longueur", unit="m"),
            ColumnNote("etatvanne", "État de la vanne"),
        ),
    )
