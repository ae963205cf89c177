"""What a column is for, read from its name, its label, its unit and how its values repeat."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from terrier.domain.kernel.years import names_years
from terrier.domain.tabular.levels import is_level, plain_words, says_level

MAX_CATEGORIES = 20
"""Bars that the eye compares; beyond, the smallest are gathered."""
MOST_COMMUNES = 80
"""Communes of an intercommunality: the smallest are gathered, the chart stays of use."""
MOST_NAMES = 30
"""Bars of a table whose every row is one named thing."""
MOST_PERIODS = 15
"""Years that a table tells one after the other; more are birthdays of things (built in 1868)."""
HALF = 0.5
"""A column less filled than this says too little to be drawn first."""
FULL = 0.95
"""A column as filled as this lacks nothing to speak of."""
COMMUNE_CODE, COMMUNE_NAME = "commune_code", "commune_name"
_AMOUNT = re.compile(
    r"\b(montants?|tonnages?|quantites?|nombres?|nb|total|totaux|consommations?|places|couts?|"
    r"depenses?|recettes?|subventions?|volumes?|surfaces?|longueurs?|population|effectifs?|"
    r"puissances?|kwh|habitants|menages|eleves|inscrits|adherents|logements|repas|entrees|"
    r"passages|vehicules|velos|visiteurs|bornes|arrets|points)\b"
)
_STOCK = re.compile(
    r"\b(population|habitants|menages|eleves|inscrits|adherents|logements|effectifs?|places|"
    r"libres|disponibles|occupees|superficies?|surfaces?)\b"
)
"""Words of what is there at one moment: adding it up over time would count it again."""
_RATE = re.compile(r"\b(taux|pourcentages?|parts?|par habitants?|densites?|prix|tarifs?)\b")
_USE = re.compile(
    r"\b(occupation|libres|passages|frequentation|trafic|vehicules|velos|entrees|visiteurs)\b"
)
"""Words of what follows the hours and the days of people."""
_CONTEXT = re.compile(r"\b(population|habitants|superficies?)\b")
"""What other columns are compared with, where there are others."""
_KIND = re.compile(
    r"\b(types?|natures?|categories?|themes?|etats?|statuts?|domaines?|flux|usages?|objets?|"
    r"motifs?|matieres?|polluants?|energies?|filieres?|etiquettes?|classes?|qualificatifs?|sols?|"
    r"materiaux?|familles?|modes?|conformites?|parametres?|tranches?)\b"
)
_MEASURED_THING = re.compile(r"\b(polluants?|parametres?|indicateurs?|grandeurs?)\b")
_CODE = re.compile(r"\b(code|id|num|numero|no|ref|reference|siret|siren|uai|identifiant)\b")
_NOT_A_NUMBER = re.compile(
    r"^(id|fid|gid|objectid|code|num|numero|no|n|x|y|z|lon|lat|long|longitude|latitude|"
    r"(lat|latitude|lon|long|longitude|alt|altitude)[xyz]?(_.*)?|xlong|ylat|code_.*|"
    r"coord.*|x_.*|y_.*|.*_(id|code|num|numero|lon|lat|x|y))$"
)
_NAME = re.compile(
    r"\b(nom|libelle|commune|titre|designation|denomination|appellation|intitule|quartier)\b"
)
_BOTH_WAYS = re.compile(r"\b(depenses?.*recettes?|recettes?.*depenses?|codrd)\b")
_ADDITIVE_UNITS = frozenset(
    {"€", "k€", "t", "kg", "m³", "m3", "m²", "m2", "ha", "kWh", "MWh", "l", "m", "km"}
)


@dataclass(frozen=True)
class ColumnFacts:
    """What is known of a column, without its data."""

    name: str
    label: str
    family: str
    """`text`, `integer`, `decimal`, `double`, `boolean`, `date`, `time`, `timestamp`, …"""
    rows: int
    filled: int
    distinct: int
    minimum: str | None = None
    """Lowest value: ISO text of a date, digits of a number."""
    maximum: str | None = None
    unit: str | None = None
    concept: str | None = None
    repeated: bool = False
    """Whether one value stands on several rows: its total would count it again."""

    @property
    def words(self) -> str:
        """Give its name and its label without capitals, accents and signs."""
        return plain_words(f"{self.name} {self.label}")

    @property
    def share_filled(self) -> float:
        """Give the part of the rows that it fills; nothing where that is too little."""
        share = self.filled / max(1, self.rows)
        if share >= FULL:
            return 1
        return share if share >= HALF else 0

    @property
    def days(self) -> int:
        """Give the days from the first date to the last."""
        first, last = (date.fromisoformat((end or "")[:10]) for end in (self.minimum, self.maximum))
        return (last - first).days + 1


def is_rate(label: str) -> bool:
    """Say whether values are parts of something whose size they do not tell."""
    return bool(_RATE.search(plain_words(label)))


def is_year(column: ColumnFacts) -> bool:
    """Say whether a column holds years, or school years."""
    if not (names_years(column.name) or names_years(column.label)):
        return False
    if column.family == "text":
        return True
    return (
        column.family == "integer"
        and bool(column.minimum and column.maximum)
        and 1800 <= int(column.minimum or 0) <= int(column.maximum or 0) <= 2200
    )


def is_period(column: ColumnFacts) -> bool:
    """Say whether each year is told anew, as in a census: adding the years up would lie."""
    return is_year(column) and 3 <= column.distinct <= MOST_PERIODS


def is_commune(column: ColumnFacts) -> bool:
    """Say whether a column tells the commune, by code or by name."""
    if column.concept in {COMMUNE_CODE, COMMUNE_NAME}:
        return True
    return column.family == "text" and column.concept is None and "commune" in column.words.split()


def is_stock(column: ColumnFacts) -> bool:
    """Say whether a column tells what is there at one moment."""
    return bool(_STOCK.search(column.words))


def is_code(column: ColumnFacts) -> bool:
    """Say whether a column names things by numbers that few people know."""
    return bool(_CODE.search(column.words))


def is_use(column: ColumnFacts) -> bool:
    """Say whether a column follows the hours and the days of people."""
    return bool(_USE.search(column.words))


def is_measured_thing(column: ColumnFacts) -> bool:
    """Say whether a column tells what the number beside it measures: « Polluant »."""
    return bool(_MEASURED_THING.search(column.words))


def is_unit(column: ColumnFacts) -> bool:
    """Say whether a column holds the unit of the number beside it."""
    return column.name.lower() in {"unite", "unites", "unit"}


def is_both_ways(column: ColumnFacts) -> bool:
    """Say whether a column tells spending from income: amounts of both are never added up."""
    return column.distinct == 2 and bool(_BOTH_WAYS.search(column.words))


def is_number(column: ColumnFacts) -> bool:
    """Say whether a column holds a measure: neither an identifier, a code, a place nor a year."""
    return (
        column.family in {"integer", "decimal", "double"}
        and column.concept is None
        and not _NOT_A_NUMBER.match(column.name.lower())
        and not is_year(column)
        and not _looks_like_years(column)
    )


def _looks_like_years(column: ColumnFacts) -> bool:
    """Say whether whole numbers without a unit are all those of years: « Créée en »."""
    if column.family != "integer" or column.unit or not (column.minimum and column.maximum):
        return False
    return 1700 <= int(column.minimum) < int(column.maximum) <= 2100


def amount_score(column: ColumnFacts) -> float:
    """Say how well a column adds up; 0: it does not."""
    if not is_number(column) or column.distinct < 2 or says_level(column.words):
        return 0
    if column.repeated or is_level(column.label, column.unit or ""):
        return 0
    score = 1.0 * bool(_AMOUNT.search(column.words)) + (column.unit in _ADDITIVE_UNITS)
    score += 0.5 * (column.unit == "€")
    return score * column.share_filled * (0.1 if _CONTEXT.search(column.words) else 1)


def level_score(column: ColumnFacts) -> float:
    """Say how well a column is averaged; 0: it is not."""
    if not is_number(column) or column.distinct < 5 or not says_level(column.words):
        return 0
    mean = 0.5 * ("moyen" in column.words) + 0.5 * is_use(column)
    return (1 + mean) * column.share_filled


def kind_score(column: ColumnFacts) -> float:
    """Say how well a column sorts rows into a few kinds; from 1 on its name says so."""
    if column.family not in {"text", "boolean"} or is_year(column) or is_unit(column):
        return 0
    repeats = 2 <= column.distinct <= MAX_CATEGORIES and column.distinct < column.filled
    if not repeats or is_commune(column):
        return 0
    score = column.share_filled * (1.5 if _KIND.search(column.words) else 0.8)
    if column.family == "boolean" or column.concept or is_code(column):
        score /= 3
    return score


def commune_score(column: ColumnFacts) -> float:
    """Say how well a column tells the commune; its code is drawn as a map."""
    if not is_commune(column) or not 2 <= column.distinct <= MOST_COMMUNES:
        return 0
    return column.share_filled * (2 if column.concept == COMMUNE_CODE else 1)


def name_score(column: ColumnFacts) -> float:
    """Say whether every row is one named thing, few enough for a bar each."""
    if column.family != "text" or column.concept or not _NAME.search(column.words):
        return 0
    return float(2 <= column.distinct == column.filled == column.rows <= MOST_NAMES)


def moment_score(column: ColumnFacts) -> float:
    """Say how well a column tells when."""
    if column.distinct < 3:
        return 0
    if column.family in {"date", "timestamp", "timestamptz"} or is_year(column):
        return column.share_filled
    return 0
