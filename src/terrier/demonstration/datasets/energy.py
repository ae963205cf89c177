"""Energy bills of public buildings: an old cp850 export (which has no euro sign)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from terrier.demonstration import climate, codes
from terrier.demonstration.datasets import budgets
from terrier.demonstration.datasets.calendar import months, season
from terrier.demonstration.datasets.equipment import TYPES
from terrier.demonstration.datasets.public_buildings import establishments
from terrier.demonstration.ground import stream
from terrier.demonstration.manifest import ColumnNote, DatasetDescription, SourceFile
from terrier.demonstration.names import of
from terrier.demonstration.territory import Commune, Territory
from terrier.demonstration.writing import day, delimited, number

SLUG = "factures-d-energie"
_FIRST, _LAST = (2022, 1), (2025, 12)
_INTENSITY = {"swimming_pool": 900.0, "care_home": 210.0, "school": 120.0, "gymnasium": 105.0,
              "college": 115.0, "nursery": 150.0}  # fmt: skip
"""kWh per m² and year of all energies; 95 elsewhere. Orders of magnitude of public buildings."""
_SUPPLIERS = (
    ("Énergies de la Virlane", 801),
    ("Gaz du Bocage", 802),
    ("Électricité du Ponant", 803),
)
_DEAR = {2022: 1.12, 2023: 1.35, 2024: 1.1, 2025: 1.0}
"""Prices beside those of 2025."""
_LIT = (0, 1, 11, 14, 16, 22, 23)
"""Ranks of the communes whose street lighting is billed here; it is no building."""
_LIGHTING = 90
"""Number of the establishment that the street lighting of a commune is billed to."""
_MISTYPED = (("hall", 3), ("school", 16))
"""Use and commune of the buildings in whose SIRET two digits were swapped when keyed in."""
_SPACED = (0, 6, 14, 20, 23)
"""Ranks of the communes whose software writes SIRET in groups of digits."""
_SPREADSHEET_FROM = 2024
"""Since then bills pass through a spreadsheet, which drops the zeros at the beginning."""
_HEADER = ("N° facture", "Bâtiment", "Commune", "Code INSEE", "SIRET du site", "Énergie",
           "Fournisseur", "SIRET fournisseur", "Mois", "Date facture", "Consommation (kWh)",
           "Montant HT (EUR)", "TVA", "Part fixe")  # fmt: skip


@dataclass(frozen=True)
class _Supply:
    """A delivery of one energy to one site."""

    site: str
    commune: Commune
    siret: str
    energy: str
    yearly_kwh: float
    heating: float
    """Share that follows the degree-days."""
    use: str

    @property
    def euros_per_kwh(self) -> float:
        """Give the price in 2025."""
        return 0.085 if self.energy == "Gaz" else 0.19


def write(territory: Territory, folder: Path) -> DatasetDescription:
    """Write four years of monthly bills; two lines are unusable as they stand."""
    rows = _rows(territory)
    rows[118][9], rows[640][11] = "31/02/2024", "voir avoir"
    # The accounting software of the time has no œ: it writes oe, like everybody.
    plain = [[str(v).replace("œ", "oe").replace("Œ", "Oe") for v in row] for row in rows]
    path = delimited(folder / "FACTURES.TXT", _HEADER, plain, encoding="cp850")
    works = territory.communes[budgets.WORKS].name
    return DatasetDescription(
        slug=SLUG,
        title="Factures d'énergie",
        description="Les consommations et les montants facturés, site par site et mois par mois, "
        "depuis 2022. Le gaz suit le froid ; l'école reconstruite "
        f"{of(works)} consomme moitié moins. L'éclairage public y est aussi, qui n'est pas un "
        "bâtiment.",
        theme="energie",
        files=(SourceFile(path, note="Deux lignes à reprendre : une date impossible (ligne 120) et "
                                     "un montant en toutes lettres (ligne 642). Des SIRET avec des "
                                     "espaces, d'autres sans leur zéro, deux mal saisis."),),
        frequency="monthly",
        keywords=("énergie", "électricité", "gaz", "bâtiments", "factures"),
        coverage_from="2022-01-01",
        coverage_to="2025-12-31",
        licence="interne",
        visibility="internal",
        key=("N° facture",),
        columns=(
            ColumnNote("SIRET du site", "SIRET du site", "Établissement livré."),
            ColumnNote("Mois", "Mois de consommation"),
            ColumnNote("Consommation (kWh)", "Consommation", unit="kWh"),
            ColumnNote("Montant HT (EUR)", "Montant hors taxes", unit="€"),
            ColumnNote("TVA", "Taux de TVA", unit="%"),
            ColumnNote("Part fixe", "Part fixe de la facture", unit="%"),
        ),
    )  # fmt: skip


def _rows(territory: Territory) -> list[list[str]]:
    rng = stream(territory.seed, "energy")
    spans = [(*month, *_span(*month)) for month in months(_FIRST, _LAST)]
    cold = [climate.degree_days_of(territory.seed, *span) for _, _, *span in spans]
    usual = 12 * float(np.mean(cold))
    spaced = {territory.communes[rank].code for rank in _SPACED}
    rows: list[list[str]] = []
    for supply in _supplies(territory, rng):
        supplier, number_ = _SUPPLIERS[1 if supply.energy == "Gaz" else int(rng.choice([0, 2]))]
        siret = codes.siret(codes.siren("29", number_))
        for (year, month, start, end), needed in zip(spans, cold, strict=True):
            steady = (1 - supply.heating) * ((end - start).days + 1) / 365.25
            used = supply.yearly_kwh * (steady + supply.heating * needed / usual)
            used *= _habit(supply, year, month, territory) * float(rng.normal(1, 0.05))
            standing = 9 + supply.yearly_kwh / 8000
            amount = used * supply.euros_per_kwh * _DEAR[year] + standing
            rows.append([
                f"F{year % 100}{len(rows) + 1:05d}", supply.site, supply.commune.name,
                supply.commune.code,
                _keyed(supply.siret, supply.commune.code in spaced, year >= _SPREADSHEET_FROM),
                supply.energy, supplier, siret, f"{month:02d}/{year}",
                day(end + timedelta(days=int(rng.integers(3, 20)))),
                number(used, 0, thousands=" "), number(amount, thousands=" "),
                "20 %" if supply.energy != "Gaz" else "5,5 %",
                f"{number(100 * standing / amount, 1)} %",
            ])  # fmt: skip
    return rows


def _span(year: int, month: int) -> tuple[date, date]:
    start = date(year, month, 1)
    after = date(year + month // 12, month % 12 + 1, 1)
    return start, after - timedelta(days=1)


def _supplies(territory: Territory, rng: np.random.Generator) -> Iterator[_Supply]:
    """Give the supplies of each building, then those of street lighting."""
    sirets = establishments(territory)
    for index, building in territory.of_use(*TYPES):
        commune = territory.communes[building.commune]
        yearly = building.shape.area * _INTENSITY.get(building.use, 95.0) * rng.lognormal(0, 0.25)
        site = f"{TYPES[building.use][1]} {of(commune.name)}"
        mistyped = (building.use, building.commune) in _MISTYPED
        siret = _swapped(sirets[index]) if mistyped else sirets[index]
        if building.shape.area > 330:
            yield _Supply(site, commune, siret, "Gaz", yearly * 0.72, 0.85, building.use)
            yield _Supply(site, commune, siret, "Électricité", yearly * 0.28, 0.2, building.use)
        else:
            yield _Supply(site, commune, siret, "Électricité", yearly, 0.55, building.use)
    for rank in _LIT:
        commune = territory.communes[rank]
        site, siret = f"Éclairage public {of(commune.name)}", codes.siret(commune.siren, _LIGHTING)
        yield _Supply(site, commune, siret, "Électricité", commune.population * 62.0, 0, "light")


def _habit(supply: _Supply, year: int, month: int, territory: Territory) -> float:
    """Give what changed in the life of a site."""
    if supply.use == "light":
        # Since the winter of high prices, lamps are out in the middle of the night.
        return (1 + 0.34 * season(month, 12)) * (0.62 if (year, month) >= (2022, 11) else 1)
    rebuilt = supply.commune is territory.communes[budgets.WORKS] and supply.use == "school"
    return 0.48 if rebuilt and year > budgets.WORKS_YEAR else 1.0


def _keyed(siret: str, spaced: bool, spreadsheet: bool) -> str:
    """Write a SIRET as people and spreadsheets do."""
    if spreadsheet and siret.startswith("0"):
        return siret.lstrip("0")
    return f"{siret[:3]} {siret[3:6]} {siret[6:9]} {siret[9:]}" if spaced else siret


def _swapped(siret: str) -> str:
    """Swap two digits that differ, as fingers do."""
    at = next(n for n in range(10, 2, -1) if siret[n] != siret[n - 1])
    return f"{siret[: at - 1]}{siret[at]}{siret[at - 1]}{siret[at + 1 :]}"
