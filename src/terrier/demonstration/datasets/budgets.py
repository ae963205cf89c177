"""Budgets of the communes and their grouping, in the national schema (SCDL budget, M57)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from terrier.demonstration.ground import stream
from terrier.demonstration.manifest import ColumnNote, DatasetDescription, Override, SourceFile
from terrier.demonstration.names import EPCI_NAME
from terrier.demonstration.territory import Territory
from terrier.demonstration.writing import delimited

SLUG = "budgets"
YEARS = range(2021, 2026)
WORKS, WORKS_YEAR = 2, 2024
"""Rank of the commune that rebuilt its school, and when."""
INDEBTED = 15
"""Rank of the commune that borrowed too much."""
_HEADER = (
    "BGT_NATDEC", "BGT_ANNEE", "BGT_SIRET", "BGT_NOM", "BGT_CONTNAT", "BGT_CONTNAT_LABEL",
    "BGT_NATURE", "BGT_NATURE_LABEL", "BGT_FONCTION", "BGT_FONCTION_LABEL", "BGT_OPERATION",
    "BGT_SECTION", "BGT_OPBUDG", "BGT_CODRD", "BGT_MTREAL", "BGT_MTBUDGPREC", "BGT_MTRARPREC",
    "BGT_MTPROPNOUV", "BGT_MTPREV", "BGT_CREDOUV", "BGT_MTRAR3112", "BGT_ARTSPE", "COM_INSEE",
)  # fmt: skip
_FUNCTIONS = {
    "0": "Services généraux", "2": "Enseignement et formation",
    "3": "Culture, vie sociale, jeunesse, sports et loisirs", "4": "Santé et action sociale",
    "5": "Aménagement des territoires et habitat", "7": "Environnement", "8": "Transports",
}  # fmt: skip
_SHARES = (0.34, 0.2, 0.13, 0.08, 0.1, 0.05, 0.1)
_SHARES_OF_GROUPING = (0.16, 0.06, 0.19, 0.14, 0.07, 0.31, 0.07)
"""Of what is spent on things, staff and works, in the order of the functions."""


@dataclass(frozen=True)
class _Chapter:
    """A chapter of the accounts."""

    code: str
    label: str
    running: bool
    spent: bool
    yearly: float
    """€ per inhabitant and year, in a commune of the usual size."""
    shared: bool = False
    """Said function by function."""


_CHAPTERS = (
    _Chapter("011", "Charges à caractère général", True, True, 205, shared=True),
    _Chapter("012", "Charges de personnel et frais assimilés", True, True, 262, shared=True),
    _Chapter("65", "Autres charges de gestion courante", True, True, 96),
    _Chapter("66", "Charges financières", True, True, 17),
    _Chapter("70", "Produits des services, du domaine et ventes", True, False, 62),
    _Chapter("731", "Fiscalité locale", True, False, 412),
    _Chapter("74", "Dotations et participations", True, False, 214),
    _Chapter("75", "Autres produits de gestion courante", True, False, 38),
    _Chapter("16", "Remboursement d'emprunts", False, True, 74),
    _Chapter("21", "Immobilisations corporelles", False, True, 148, shared=True),
    _Chapter("23", "Immobilisations en cours", False, True, 122, shared=True),
    _Chapter("10", "Dotations, fonds divers et réserves", False, False, 88),
    _Chapter("13", "Subventions d'investissement", False, False, 96),
    _Chapter("1641", "Emprunts en euros", False, False, 70),
)
_GROUPING = {"731": 0.9, "74": 0.5, "012": 0.62, "011": 0.95, "65": 0.8, "21": 0.42, "23": 0.5}
"""What the grouping spends per inhabitant, beside a commune."""

_NOT_A_PERSON = Override({"concept": None}, column="BGT_NOM")


@dataclass(frozen=True)
class _Body:
    """One budget."""

    siret: str
    name: str
    insee: str
    people: int
    rank: int
    """Rank of the commune; -1 for the grouping."""


def write(territory: Territory, folder: Path) -> DatasetDescription:
    """Write the accounts of five years, commune by commune, then those of the grouping."""
    path = delimited(
        folder / "budgets_comptes_administratifs_2021-2025.csv", _HEADER,
        [row for body in _bodies(territory) for row in _lines(territory, body)],
        encoding="utf-8", separator=",", newline="\n",
    )  # fmt: skip
    works, indebted = (territory.communes[rank].name for rank in (WORKS, INDEBTED))
    return DatasetDescription(
        slug=SLUG,
        title="Budgets des communes et de l'intercommunalité",
        description="Les comptes administratifs de 2021 à 2025, chapitre par chapitre et fonction "
        f"par fonction, au schéma national. {works} a reconstruit son école en {WORKS_YEAR} ; "
        f"{indebted} rembourse beaucoup d'emprunts.",
        theme="finances",
        files=(SourceFile(path, overrides=(_NOT_A_PERSON,)),),
        keywords=("budget", "dépenses", "recettes", "SCDL", "finances"),
        coverage_from=f"{YEARS[0]}-01-01",
        coverage_to=f"{YEARS[-1]}-12-31",
        key=("BGT_ANNEE", "BGT_SIRET", "BGT_NATURE", "BGT_FONCTION"),
        columns=(
            ColumnNote("BGT_ANNEE", "Année"),
            ColumnNote("BGT_SIRET", "SIRET"),
            ColumnNote("BGT_NOM", "Collectivité"),
            ColumnNote("BGT_NATURE", "Chapitre"),
            ColumnNote("BGT_NATURE_LABEL", "Nom du chapitre"),
            ColumnNote("BGT_FONCTION", "Fonction", "À quoi sert l'argent ; 01 : non ventilé."),
            ColumnNote("BGT_FONCTION_LABEL", "Nom de la fonction"),
            ColumnNote("BGT_SECTION", "Section"),
            ColumnNote("BGT_CODRD", "Dépense ou recette"),
            ColumnNote("BGT_MTREAL", "Montant réalisé", unit="€"),
            ColumnNote("BGT_CREDOUV", "Crédits ouverts", unit="€"),
            ColumnNote("COM_INSEE", "Code de la commune", "Vide pour l'intercommunalité."),
        ),
    )


def _bodies(territory: Territory) -> Iterator[_Body]:
    for rank, commune in enumerate(territory.communes):
        yield _Body(commune.siret, commune.name, commune.code, commune.population, rank)
    people = sum(c.population for c in territory.communes)
    yield _Body(territory.siret, EPCI_NAME, "", people, -1)


def _lines(territory: Territory, body: _Body) -> Iterator[list[object]]:
    rng = stream(territory.seed, f"budget {body.siret}")
    # Bigger communes serve their neighbours: they spend more for each inhabitant.
    size = 1.0 if body.rank < 0 else (body.people / 400) ** 0.13
    habit = {c.code: size * float(rng.lognormal(0, 0.12)) for c in _CHAPTERS}
    taste = rng.dirichlet(np.array(_SHARES_OF_GROUPING if body.rank < 0 else _SHARES) * 90)
    for year in YEARS:
        dearer = 1.032 ** (year - YEARS[0])
        for chapter in _CHAPTERS:
            factor = habit[chapter.code] * dearer * float(rng.normal(1, _unsteady(chapter)))
            factor *= _GROUPING.get(chapter.code, 0.4) if body.rank < 0 else _story(
                body.rank, year, chapter.code
            )  # fmt: skip
            total = chapter.yearly * body.people * max(factor, 0.05)
            parts = zip(_FUNCTIONS.items(), taste, strict=True) if chapter.shared else (
                (("01", "Opérations non ventilables"), 1.0),
            )  # fmt: skip
            for (code, label), share in parts:
                yield _line(body, year, chapter, (code, label), total * float(share))


def _unsteady(chapter: _Chapter) -> float:
    return 0.03 if chapter.running else 0.3


def _story(rank: int, year: int, chapter: str) -> float:
    if rank == WORKS and chapter in ("23", "13") and year in (WORKS_YEAR - 1, WORKS_YEAR):
        return 9.0 if year == WORKS_YEAR else 3.5
    if rank == INDEBTED and chapter in ("16", "66"):
        return 2.9
    return 1.0


def _line(
    body: _Body, year: int, chapter: _Chapter, function: tuple[str, str], amount: float
) -> list[object]:
    spent = f"{amount:.2f}"
    opened = f"{amount * (1.04 if chapter.running else 1.25):.0f}.00"
    return [
        "compte administratif", year, body.siret, body.name, chapter.code, chapter.label,
        chapter.code, chapter.label, *function, "",
        "fonctionnement" if chapter.running else "investissement", "réel",
        "dépense" if chapter.spent else "recette", spent, "", "", "", "", opened, "",
        "non spécialisé", body.insee,
    ]  # fmt: skip
