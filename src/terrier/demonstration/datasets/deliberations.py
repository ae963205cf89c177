"""Deliberations of the councils, in the national SCDL schema (UTF-8 with a byte-order mark)."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from terrier.demonstration.ground import stream
from terrier.demonstration.manifest import ColumnNote, DatasetDescription, Override, SourceFile
from terrier.demonstration.names import EPCI_NAME
from terrier.demonstration.territory import Territory
from terrier.demonstration.writing import delimited

_SUBJECTS = (
    ("1.1", "Commande publique/marchés publics", "Attribution du marché de {work}"),
    ("1.4", "Commande publique/autres contrats", "Groupement de commandes pour {work}"),
    ("4.1", "Fonction publique/personnel titulaire", "Création d'un poste d'adjoint technique"),
    ("5.2", "Institutions/fonctionnement des assemblées", "Approbation du procès-verbal"),
    ("7.1", "Finances locales/décisions budgétaires", "Vote du budget primitif {year}"),
    ("7.1", "Finances locales/décisions budgétaires", "Décision modificative n° {n}"),
    ("7.5", "Finances locales/subventions", "Attribution de subventions aux associations"),
    ("7.2", "Finances locales/fiscalité", "Fixation de la taxe d'enlèvement des ordures ménagères"),
    ("8.4", "Domaines de compétences/aménagement du territoire", "Bilan de la concertation sur le "
     "plan local d'urbanisme"),
    ("8.8", "Domaines de compétences/environnement", "Rapport annuel sur le prix et la qualité du "
     "service des déchets"),
    ("8.3", "Domaines de compétences/voirie", "Programme de {work}"),
)  # fmt: skip
_WORKS = (
    "réfection de la voirie communale", "rénovation de l'éclairage public",
    "remplacement des menuiseries de l'école", "mise en accessibilité de la salle des fêtes",
    "fourniture de repas en liaison froide", "collecte du verre", "entretien des espaces verts",
)  # fmt: skip
_HEADER = (
    "COLL_NOM", "COLL_SIRET", "DELIB_ID", "DELIB_DATE", "DELIB_MATIERE_CODE", "DELIB_MATIERE_NOM",
    "DELIB_OBJET", "BUDGET_ANNEE", "BUDGET_NOM", "PREF_ID", "PREF_DATE", "VOTE_EFFECTIF",
    "VOTE_REEL", "VOTE_POUR", "VOTE_CONTRE", "VOTE_ABSTENTION", "DELIB_URL",
)  # fmt: skip

_CODE_IS_TEXT = Override({"grammar": "text"}, column="DELIB_MATIERE_CODE")
"""7.1 and 7.10 are two subjects."""


def write(territory: Territory, folder: Path) -> DatasetDescription:
    """Write three years of sittings, two lines of which name no valid day."""
    rng = stream(territory.seed, "deliberations")
    rows: list[list[object]] = []
    for year in (2024, 2025, 2026):
        for month in (1, 2, 4, 6, 9, 11) if year < 2026 else (1, 2, 4, 6, 9):
            sitting = date(year, month, 8) + timedelta(days=int(rng.integers(0, 14)))
            for n in range(1, int(rng.integers(9, 17))):
                code, matter, subject = _SUBJECTS[int(rng.integers(len(_SUBJECTS)))]
                text = subject.format(work=rng.choice(_WORKS), year=year, n=n)
                present = int(rng.integers(29, 43))
                against = int(rng.choice([0, 0, 0, 0, 1, 3, 6]))
                blank = int(rng.choice([0, 0, 1, 2]))
                money = code.startswith("7.1")
                rows.append([
                    EPCI_NAME, territory.siret, f"{year}-{month:02d}-{n:03d}", sitting.isoformat(),
                    code, matter, text, year if money else "", "Budget principal" if money else "",
                    "PREF96", (sitting + timedelta(days=int(rng.integers(2, 9)))).isoformat(), 43,
                    present, present - against - blank, against, blank,
                    f"https://val-de-virlane.example/deliberations/{year}{month:02d}{n:03d}.pdf",
                ])  # fmt: skip
    rows[40][3], rows[97][3] = "2024-02-30", "à compléter"
    path = delimited(folder / "SCDL_deliberations.csv", _HEADER, rows, encoding="utf-8-sig",
                     separator=",")  # fmt: skip
    return DatasetDescription(
        slug="deliberations",
        title="Délibérations du conseil communautaire",
        description="Les délibérations votées depuis 2024, au schéma national SCDL.",
        theme="administration",
        files=(
            SourceFile(
                path,
                overrides=(_CODE_IS_TEXT,),
                note="Deux dates de séance sont fausses (lignes 42 et 99).",
            ),
        ),
        frequency="quarterly",
        keywords=("délibérations", "conseil", "SCDL", "votes"),
        coverage_from="2024-01-01",
        coverage_to="2026-09-30",
        key=("DELIB_ID",),
        columns=(
            ColumnNote("DELIB_DATE", "Date de la séance"),
            ColumnNote("DELIB_OBJET", "Objet"),
            ColumnNote("VOTE_POUR", "Voix pour"),
            ColumnNote("VOTE_CONTRE", "Voix contre"),
            ColumnNote("VOTE_ABSTENTION", "Abstentions"),
        ),
    )
