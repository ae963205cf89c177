"""Electricity and gas used in each commune, as the network operators give them out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from terrier.demonstration import climate
from terrier.demonstration.ground import stream
from terrier.demonstration.manifest import ColumnNote, DatasetDescription, Override, SourceFile
from terrier.demonstration.territory import MERGED_ON, Territory
from terrier.demonstration.writing import delimited, number

SLUG = "consommation-d-energie-par-commune"
YEARS = range(2016, 2026)
_SECRET, _SECRET_UNDER = "s", 11
"""What replaces a use shared by fewer sites than this (statistical secrecy)."""
_GAS = {0: 0.62, 1: 0.48, 11: 0.35, 6: 0.22, 14: 0.18, 22: 0.3}
"""Share of homes with gas, by the rank of the communes that the gas network reaches."""
FACTORY = 22
"""Rank of the commune whose dairy uses more than all homes of the territory; it slowed in 2023."""
_FACTORY_MWH = {"Électricité": 14_800.0, "Gaz": 31_500.0}
_PEOPLE_PER_HOME = 2.02
_HEADER = ("Année", "Code commune", "Nom commune", "Filière", "Secteur", "Nombre de points",
           "Consommation (MWh)", "Part thermosensible (%)")  # fmt: skip


@dataclass(frozen=True)
class _Use:
    """What a sector takes in a commune."""

    sector: str
    sites: float
    """Sites per home."""
    mwh: float
    """Per site and year."""
    heating: float
    """Share that follows the cold."""


_USES = {
    "Électricité": (
        _Use("Résidentiel", 1.0, 5.7, 0.42), _Use("Tertiaire", 0.16, 11.0, 0.24),
        _Use("Industrie", 0.03, 35.0, 0.06), _Use("Agriculture", 0.13, 5.4, 0.05),
    ),
    "Gaz": (
        _Use("Résidentiel", 1.0, 11.8, 0.82), _Use("Tertiaire", 0.12, 37.0, 0.78),
        _Use("Industrie", 0.02, 160.0, 0.2),
    ),
}  # fmt: skip

_HIDDEN = Override({"grammar": "decimal_comma", "missing": (_SECRET,)}, column=_HEADER[6])


def write(territory: Territory, folder: Path) -> DatasetDescription:
    """Write ten years, the first three of them with the communes of before the merger."""
    path = delimited(
        folder / "conso_elec_gaz_communes_2016-2025.csv", _HEADER, _rows(territory),
        encoding="utf-8-sig",
    )  # fmt: skip
    factory = territory.communes[FACTORY].name
    return DatasetDescription(
        slug=SLUG,
        title="Consommation d'énergie par commune",
        description="L'électricité et le gaz livrés chaque année dans chaque commune, par secteur. "
        f"La laiterie de {factory} pèse à elle seule plus que bien des communes réunies.",
        theme="energie",
        files=(
            SourceFile(
                path,
                overrides=(_HIDDEN,),
                note="« s » : secret statistique, moins de onze points de livraison. Jusqu'en "
                f"{MERGED_ON - 1}, les codes des deux communes qui ont fusionné depuis.",
            ),
        ),
        frequency="annual",
        keywords=("énergie", "électricité", "gaz", "consommation"),
        coverage_from=f"{YEARS[0]}-01-01",
        coverage_to=f"{YEARS[-1]}-12-31",
        key=("Année", "Code commune", "Filière", "Secteur"),
        columns=(
            ColumnNote("Code commune", "Code de la commune", "Celui de l'année."),
            ColumnNote("Nom commune", "Commune"),
            ColumnNote("Filière", "Énergie"),
            ColumnNote("Nombre de points", "Points de livraison"),
            ColumnNote("Consommation (MWh)", "Consommation", unit="MWh"),
            ColumnNote(
                "Part thermosensible (%)", "Part qui dépend du froid", unit="%",
            ),
        ),
    )  # fmt: skip


def _places(territory: Territory, year: int) -> Iterator[tuple[int, str, str, float]]:
    """Give rank, code, name and inhabitants of the communes that were there in a year."""
    for rank, commune in enumerate(territory.communes):
        people = float(territory.history[min(year, 2025)][rank])
        if commune.former and year < MERGED_ON:
            for former in commune.former:
                yield rank, former.code, former.name, people * former.share
        else:
            yield rank, commune.code, commune.name, people


def _rows(territory: Territory) -> list[list[str]]:
    rng = stream(territory.seed, "energy of communes")
    habit = rng.normal(1, 0.08, (2, len(territory.communes)))
    cold = {
        y: climate.degree_days_of(territory.seed, date(y, 1, 1), date(y, 12, 31)) for y in YEARS
    }
    usual = float(np.mean(list(cold.values())))
    rows = []
    for year in YEARS:
        sober = (1 - 0.009) ** (year - YEARS[0]) * (0.93 if year >= 2022 else 1)
        for rank, code, name, people in _places(territory, year):
            for which, (carrier, uses) in enumerate(_USES.items()):
                reach = _GAS.get(rank, 0.0) if carrier == "Gaz" else 1.0
                for use in uses:
                    sites = round(people / _PEOPLE_PER_HOME * use.sites * reach)
                    heating = 1 - use.heating + use.heating * cold[year] / usual
                    used = sites * use.mwh * heating * sober * habit[which][rank]
                    used *= float(rng.normal(1, 0.015))
                    if rank == FACTORY and use.sector == "Industrie":
                        used += _FACTORY_MWH[carrier] * (0.78 if year >= 2023 else 1)
                        sites = max(sites, _SECRET_UNDER)
                    if not sites:
                        continue
                    shown = _SECRET if sites < _SECRET_UNDER else number(used, 3)
                    share = use.heating * cold[year] / usual / heating
                    rows.append([
                        str(year), code, name, carrier, use.sector, str(sites), shown,
                        number(100 * share, 1),
                    ])  # fmt: skip
    return rows
