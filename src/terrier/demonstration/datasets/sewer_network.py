"""The sewer network: a RAEPA 1.2 GeoPackage, with its gaps and mistakes."""

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
from terrier.demonstration.networks import mistakes, sewer
from terrier.demonstration.territory import Territory

SLUG = "reseau-assainissement"


def write(territory: Territory, folder: Path) -> DatasetDescription:
    """Write foul, storm and combined sewers with their structures."""
    network = sewer.draw(territory)
    mistakes.into_sewer(network, territory.seed)
    layers = (network.pipes, network.structures)
    path = geopackage(folder / "reseau_ass_raepa.gpkg", layers)
    overrides = tuple(
        Override({"title": title, "key": (layer.columns[0],)}, part=layer.name)
        for layer, title in zip(layers, ("Canalisations", "Ouvrages"), strict=True)
    )
    return DatasetDescription(
        slug=SLUG,
        title="Réseau d’assainissement",
        description="Eaux usées, eaux pluviales et réseau unitaire des bourgs et des villages, "
        "avec leurs regards et leurs stations, au format RAEPA 1.2, lacunes et erreurs comprises.",
        theme="reseaux",
        organisation=BOARD_SLUG,
        files=(SourceFile(path, overrides=overrides),),
        licence="interne",
        visibility="internal",
        frequency="annual",
        keywords=("assainissement", "eaux usées", "RAEPA", "réseau"),
        columns=(
            ColumnNote("diametre", "Diamètre", unit="mm"),
            ColumnNote("zamont", "Altitude du fil d’eau amont", unit="m"),
            ColumnNote("zaval", "Altitude du fil d’eau aval", unit="m"),
            ColumnNote("longcana", "Longueur", unit="m"),
        ),
    )
