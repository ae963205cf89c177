"""Inhabitants of the communes by year."""

from __future__ import annotations

from pathlib import Path

from terrier.demonstration.manifest import ColumnNote, DatasetDescription, SourceFile
from terrier.demonstration.territory import Territory
from terrier.demonstration.writing import delimited, number


def write(territory: Territory, folder: Path) -> DatasetDescription:
    """Write the long table: one line per commune and year."""
    rows = [
        (commune.code, commune.name, year, number(people, 0, thousands="\u202f"),
         number(commune.outline.area / 1e6, 2), number(people / commune.outline.area * 1e6, 1))
        for year, counts in territory.history.items()
        for commune, people in zip(territory.communes, counts, strict=True)
    ]  # fmt: skip
    path = delimited(
        folder / "population_communes.csv",
        ("Code commune", "Commune", "Année", "Population", "Superficie (km²)",
         "Densité (hab/km²)"),
        rows, encoding="utf-8-sig",
    )  # fmt: skip
    return DatasetDescription(
        slug="population",
        title="Population des communes",
        description="Les habitants de chaque commune depuis 2014. Les bourgs gagnent, les villages "
        "éloignés perdent, et 2020 a vu arriver des habitants partout.",
        theme="population",
        files=(SourceFile(path),),
        keywords=("population", "habitants", "démographie"),
        coverage_from="2014-01-01",
        coverage_to="2025-12-31",
        key=("Code commune", "Année"),
        columns=(
            ColumnNote("Population", "Population", unit="habitants"),
            ColumnNote("Superficie (km²)", "Superficie", unit="km²"),
            ColumnNote("Densité (hab/km²)", "Densité", unit="hab/km²"),
        ),
    )
