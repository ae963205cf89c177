"""Energy bills of public buildings: an old cp850 export (which has no euro sign)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from terrier.demonstration import codes
from terrier.demonstration.datasets.calendar import months, season
from terrier.demonstration.datasets.equipment import TYPES
from terrier.demonstration.ground import stream
from terrier.demonstration.manifest import ColumnNote, DatasetDescription, SourceFile
from terrier.demonstration.names import of
from terrier.demonstration.territory import Territory
from terrier.demonstration.writing import day, delimited, number

_INTENSITY = {"swimming_pool": 900.0, "care_home": 210.0, "school": 120.0, "gymnasium": 105.0,
              "college": 115.0, "nursery": 150.0}  # fmt: skip
"""kWh per m² and year of all energies; 95 elsewhere. Orders of magnitude of public buildings."""
_SUPPLIERS = (
    ("Énergies de la Virlane", 801),
    ("Gaz du Bocage", 802),
    ("Électricité du Ponant", 803),
)
_HEADER = ("N° facture", "Bâtiment", "Commune", "Code INSEE", "Énergie", "Fournisseur",
           "SIRET fournisseur", "Date facture", "Consommation (kWh)", "Montant HT (EUR)", "TVA",
           "Part fixe")  # fmt: skip


def write(territory: Territory, folder: Path) -> DatasetDescription:
    """Write three years of bills; two lines are unusable as they stand."""
    rows = _rows(territory)
    rows[118][7], rows[640][9] = "31/02/2024", "voir avoir"
    # The accounting software of the time has no œ: it writes oe, like everybody.
    plain = [[str(v).replace("œ", "oe").replace("Œ", "Oe") for v in row] for row in rows]
    path = delimited(folder / "FACTURES.TXT", _HEADER, plain, encoding="cp850")
    return DatasetDescription(
        slug="factures-d-energie",
        title="Factures d'énergie des bâtiments publics",
        description="Les consommations et les montants facturés, bâtiment par bâtiment, depuis "
        "2023.",
        theme="energie",
        files=(SourceFile(path, note="Deux lignes à reprendre : une date impossible (ligne 120) et "
                                     "un montant en toutes lettres (ligne 642)."),),
        frequency="monthly",
        keywords=("énergie", "électricité", "gaz", "bâtiments", "factures"),
        coverage_from="2023-01-01",
        coverage_to="2025-12-31",
        licence="interne",
        visibility="internal",
        key=("N° facture",),
        columns=(
            ColumnNote("Consommation (kWh)", "Consommation", unit="kWh"),
            ColumnNote("Montant HT (EUR)", "Montant hors taxes", unit="€"),
            ColumnNote("TVA", "Taux de TVA", unit="%"),
            ColumnNote("Part fixe", "Part fixe de la facture", unit="%"),
        ),
    )  # fmt: skip


def _rows(territory: Territory) -> list[list[str]]:
    rng = stream(territory.seed, "energy")
    rows: list[list[str]] = []
    for _, building in territory.of_use(*TYPES):
        commune = territory.communes[building.commune]
        yearly = building.shape.area * _INTENSITY.get(building.use, 95.0) * rng.lognormal(0, 0.25)
        gas = building.shape.area > 330
        supplies = (("Gaz", 0.72, 0.9, 0.085), ("Électricité", 0.28, 0.25, 0.19))
        for energy, share, winter, price in supplies if gas else (("Électricité", 1, 0.55, 0.19),):
            supplier, number_ = _SUPPLIERS[1 if energy == "Gaz" else int(rng.choice([0, 2]))]
            siret = codes.siret(codes.siren("29", number_))
            for year, month in months((2023, 1), (2025, 12)):
                if month % 2:
                    continue
                works = 0.7 if building.use == "school" and year == 2025 else 1
                used = yearly / 6 * share * (1 + winter * season(month, 1)) * works
                used *= rng.normal(1, 0.07)
                dear = {2023: 1.35, 2024: 1.1, 2025: 1.0}[year]
                standing = 18 + yearly / 4000
                amount = used * price * dear + standing
                rows.append([
                    f"F{year % 100}{len(rows) + 1:05d}", f"{TYPES[building.use][1]} "
                    f"{of(commune.name)}", commune.name, commune.code, energy, supplier, siret,
                    day(date(year, month, int(rng.integers(2, 27)))),
                    number(used, 0, thousands=" "),
                    number(amount, thousands=" "), "20 %" if energy != "Gaz" else "5,5 %",
                    f"{number(100 * standing / amount, 1)} %",
                ])  # fmt: skip
    return rows
