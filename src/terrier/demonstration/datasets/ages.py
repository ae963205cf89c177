"""Inhabitants by age: a workbook of the statistics office, with its lines above the table."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np
import xlsxwriter

from terrier.demonstration.ground import stream
from terrier.demonstration.manifest import ColumnNote, DatasetDescription, SourceFile
from terrier.demonstration.names import FICTION
from terrier.demonstration.population import YEARS
from terrier.demonstration.territory import Territory
from terrier.demonstration.writing import TODAY

SLUG = "population-par-age"
BANDS = ("0 à 14 ans", "15 à 29 ans", "30 à 44 ans", "45 à 59 ans", "60 à 74 ans",
         "75 ans et plus")  # fmt: skip
_SHARES = np.array([0.172, 0.138, 0.186, 0.204, 0.187, 0.113])
_YEARLY = np.array([-0.0018, -0.0006, -0.0016, -0.0003, 0.0028, 0.0015])
"""How each share moves in a year: the territory ages."""
_HEADER = ("Année", "Code commune", "Commune", "Tranche d'âge", "Habitants")


def write(territory: Territory, folder: Path) -> DatasetDescription:
    """Write the long table under two lines of title."""
    path = folder / "RP_population_age.xlsx"
    book = xlsxwriter.Workbook(str(path))
    book.set_properties({"created": datetime(*TODAY.timetuple()[:3])})  # noqa: DTZ001 a label
    sheet = book.add_worksheet("COM")
    sheet.write(0, 0, f"Population par grande tranche d'âge — {FICTION}")
    sheet.write(1, 0, "Limites communales en vigueur au 1er janvier 2025")
    sheet.write_row(3, 0, _HEADER)
    for line, row in enumerate(_rows(territory), start=4):
        sheet.write_row(line, 0, row)
    book.close()
    return DatasetDescription(
        slug=SLUG,
        title="Population par âge",
        description="Les habitants de chaque commune par tranche d'âge depuis 2014 ; les tranches "
        "s'ajoutent à la population du jeu « Population des communes ».",
        theme="population",
        files=(SourceFile(path, note="Deux lignes de titre et une ligne vide en tête."),),
        keywords=("population", "âge", "démographie", "vieillissement"),
        coverage_from=f"{YEARS[0]}-01-01",
        coverage_to=f"{YEARS[-1]}-12-31",
        key=("Année", "Code commune", "Tranche d'âge"),
        columns=(
            ColumnNote("Code commune", "Code de la commune"),
            ColumnNote("Habitants", "Habitants", "De cette tranche d'âge."),
        ),
    )


def _rows(territory: Territory) -> list[list[object]]:
    rng = stream(territory.seed, "ages")
    # Villages lean to one side or the other; newcomers of the growing ones are young.
    lean = rng.normal(0, 0.16, len(territory.communes))
    rows: list[list[object]] = []
    for year, counts in territory.history.items():
        for rank, (commune, people) in enumerate(zip(territory.communes, counts, strict=True)):
            growth = people / territory.history[YEARS[0]][rank] - 1
            tilt = np.linspace(1, -1, len(BANDS)) * (0.6 * growth - lean[rank] * 0.6)
            weights = (_SHARES + _YEARLY * (year - YEARS[0])) * (1 + tilt)
            for band, number in zip(BANDS, _rounded(weights, people), strict=True):
                rows.append([year, commune.code, commune.name, band, number])
    return rows


def _rounded(weights: np.ndarray, total: int) -> list[int]:
    """Share a whole number out so that the parts add up to it."""
    exact = weights / weights.sum() * total
    parts = np.floor(exact).astype(int)
    parts[np.argsort(parts - exact, kind="stable")[: total - parts.sum()]] += 1
    return [int(n) for n in parts]
