"""Waste tonnages by commune, flow and month: the cp1252 export of a weighbridge."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from terrier.demonstration.datasets.calendar import months, season
from terrier.demonstration.ground import stream
from terrier.demonstration.manifest import ColumnNote, DatasetDescription, SourceFile
from terrier.demonstration.territory import Territory
from terrier.demonstration.writing import delimited, number

_FLOWS = {
    # kg per inhabitant and year, peak month, strength of the season, yearly trend
    "Ordures ménagères résiduelles": (168.0, 8, 0.07, -0.045),
    "Emballages et papiers": (46.0, 12, 0.05, 0.035),
    "Verre": (38.0, 8, 0.16, 0.012),
    "Déchets verts": (82.0, 6, 0.62, 0.01),
    "Encombrants": (31.0, 5, 0.22, -0.01),
}
_FIRST, _LAST, _NEWEST = (2020, 1), (2025, 12), (2026, 6)
Weighing = tuple[tuple[int, int], list[str], float | None, int]
"""(year, month), labels, tonnes, inhabitants."""
_HEADER = ("Code INSEE", "Commune", "Flux", "Mois", "Tonnage (t)", "kg/habitant")


def write(territory: Territory, folder: Path) -> DatasetDescription:
    """Write six years, then the file of the next summer with a column renamed."""
    drawn = _draw(territory)
    first = [row for row in drawn if row[0] <= _LAST]
    path = _file(folder / "tonnages_2020_2025.csv", _HEADER, first)
    header = (*_HEADER[:4], "Tonnes collectées", *_HEADER[5:])
    newer = _file(folder / "tonnages_2020_juin2026.csv", header, _corrected(drawn))
    return DatasetDescription(
        slug="tonnages-de-dechets",
        title="Tonnages de déchets collectés",
        description="Les déchets collectés chaque mois dans chaque commune, par flux. Le "
        "compostage encouragé depuis 2023 fait baisser les ordures ménagères.",
        theme="dechets",
        files=(
            SourceFile(path, note="Une ligne de total en bas ; « NC » où la pesée manque."),
            SourceFile(newer, renamed={"Tonnes collectées": "Tonnage (t)"},
                       note="Une colonne a changé de nom, 2025 est corrigé, 2026 s'ajoute."),
        ),
        frequency="monthly",
        keywords=("déchets", "ordures ménagères", "tri", "tonnages"),
        coverage_from="2020-01-01",
        coverage_to="2026-06-30",
        key=("Code INSEE", "Flux", "Mois"),
        columns=(
            ColumnNote("Code INSEE", "Code de la commune"),
            ColumnNote("Flux", "Flux", "Catégorie de déchets collectée à part."),
            ColumnNote("Tonnage (t)", "Tonnage", "Poids collecté dans le mois.", "t"),
            ColumnNote("kg/habitant", "Poids par habitant", unit="kg"),
        ),
    )  # fmt: skip


def _draw(territory: Territory) -> list[Weighing]:
    rng = stream(territory.seed, "tonnages")
    habit = rng.normal(1, 0.09, len(territory.communes))
    drawn = []
    for rank, commune in enumerate(territory.communes):
        for flow, (yearly, peak, strength, trend) in _FLOWS.items():
            for year, month in months(_FIRST, _NEWEST):
                people = territory.history[min(year, 2025)][rank]
                since = year - 2020 + month / 12
                factor = (1 + strength * season(month, peak)) * (1 + trend * since) * habit[rank]
                if flow.startswith("Ordures") and year >= 2023:
                    factor *= 0.93
                weight = max(yearly / 12 * people / 1000 * factor * rng.normal(1, 0.06), 0.02)
                known = None if rng.random() < 0.006 else round(float(weight), 2)
                labels = [commune.code, commune.name, flow, f"{month:02d}/{year}"]
                drawn.append(((year, month), labels, known, people))
    return sorted(drawn, key=lambda d: (d[0], d[1][0], d[1][2]))


def _corrected(
    drawn: list[Weighing],
) -> list[Weighing]:
    """Mend the weighings of December 2025 (a lorry weighed full) and take out January 2020."""
    return [
        (when, labels, None if t is None else round(t * (0.9 if when == _LAST else 1), 2), people)
        for when, labels, t, people in drawn
        if when != _FIRST
    ]


def _file(
    path: Path,
    header: tuple[str, ...],
    drawn: list[Weighing],
) -> Path:
    rows = [
        (*labels, number(tonnes, thousands=" ", empty="NC"),
         number(None if tonnes is None else tonnes * 1000 / people, 1, empty="NC"))
        for _, labels, tonnes, people in drawn
    ]  # fmt: skip
    total = float(np.sum([t for _, _, t, _ in drawn if t is not None]))
    rows.append(("TOTAL", "", "", "", number(total, thousands=" "), ""))
    return delimited(path, header, rows, encoding="cp1252")
