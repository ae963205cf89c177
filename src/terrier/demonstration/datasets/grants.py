"""Grants to associations, SCDL headers but amounts as a spreadsheet shows them."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from terrier.demonstration.datasets import associations_names
from terrier.demonstration.ground import stream
from terrier.demonstration.manifest import ColumnNote, DatasetDescription, Override, SourceFile
from terrier.demonstration.names import EPCI_NAME
from terrier.demonstration.territory import Territory
from terrier.demonstration.writing import delimited, number

_PURPOSES = {
    "Sport": "Fonctionnement de la saison sportive", "Culture": "Saison culturelle et concerts",
    "Animation": "Fête du village", "Solidarité": "Actions de solidarité",
    "Enfance": "Sorties et activités des enfants", "Patrimoine": "Restauration du lavoir",
    "Nature": "Entretien des berges et des jardins",
}  # fmt: skip
_HEADER = (
    "nomAttribuant", "idAttribuant", "dateConvention", "referenceDecision", "nomBeneficiaire",
    "idBeneficiaire", "rnaBeneficiaire", "objet", "montant", "nature", "conditionsVersement",
    "datesPeriodeVersement", "notificationUE", "pourcentageSubvention",
)  # fmt: skip

_NOT_A_PERSON = Override({"concept": None}, column="nomBeneficiaire")
"""The beneficiaries are associations."""


def write(territory: Territory, folder: Path) -> DatasetDescription:
    """Write the grants of 2023 to 2025, then the list of spring 2026 to bring in by key."""
    first = [row for year in (2023, 2024, 2025) for row in _year(territory, year)]
    path = _file(folder / "subventions_2023-2025.csv", first)
    mended = [[*row[:8], _money(_amount(row) * 1.1), *row[9:]] for row in first[-12:-6]]
    newer = _file(folder / "subventions_2026_T1.csv", [*mended, *_year(territory, 2026)])
    return DatasetDescription(
        slug="subventions",
        title="Subventions aux associations",
        description="Les subventions versées aux associations, avec leur objet et leur montant.",
        theme="finances",
        files=(
            SourceFile(path, overrides=(_NOT_A_PERSON,)),
            SourceFile(newer, mode="upsert", overrides=(_NOT_A_PERSON,),
                       note="Six montants de 2025 sont revus, ceux de 2026 s'ajoutent."),
        ),
        frequency="annual",
        keywords=("subventions", "associations", "SCDL", "finances"),
        coverage_from="2023-01-01",
        coverage_to="2026-03-31",
        key=("referenceDecision",),
        columns=(
            ColumnNote("nomBeneficiaire", "Bénéficiaire"),
            ColumnNote("idBeneficiaire", "SIRET du bénéficiaire"),
            ColumnNote("montant", "Montant", unit="€"),
            ColumnNote("dateConvention", "Date de la décision"),
        ),
    )  # fmt: skip


def _year(territory: Territory, year: int) -> list[list[object]]:
    rng = stream(territory.seed, f"grants {year}")
    rows: list[list[object]] = []
    for association in associations_names.draw(territory):
        if rng.random() < 0.35:
            continue
        signed = date(year, 3, 2) + timedelta(days=int(rng.integers(0, 26)))
        base = 60 + association.members * (14 if association.theme == "Sport" else 9)
        amount = round(base * float(rng.lognormal(0, 0.35)) / 50) * 50 or 50
        rows.append([
            EPCI_NAME, territory.siret, signed.isoformat(), f"SUB-{year}-{len(rows) + 1:03d}",
            association.name, association.siret, association.rna, _PURPOSES[association.theme],
            _money(amount), "aide en numéraire", "unique", f"{year}-04-01/{year}-12-31", "non", 1,
        ])  # fmt: skip
    return rows


def _money(amount: float) -> str:
    return f"{number(amount, thousands=chr(160))} €"


def _amount(row: list[object]) -> float:
    return float(str(row[8]).removesuffix(" €").replace("\u00a0", "").replace(",", "."))


def _file(path: Path, rows: list[list[object]]) -> Path:
    return delimited(path, _HEADER, rows, encoding="utf-8")
