"""What a column is good for in a crossing: a key, a moment, something to bring, or nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from terrier.domain.kernel.years import names_years
from terrier.domain.matching.definition import Period, Rewrite
from terrier.domain.matching.sketch import AS_IT_IS, ColumnSketch, Digest
from terrier.domain.tabular.concepts import announced
from terrier.domain.tabular.levels import is_level, says_level
from terrier.domain.tabular.names import plain_label

KEYS_BY_CONCEPT = {
    "siret": 1.0,
    "parcel": 1.0,
    "uai": 1.0,
    "rna": 1.0,
    "iris": 0.95,
    "siren": 0.9,
    "commune_code": 0.7,
    "postal_code": 0.6,
    "department_code": 0.5,
}
"""Concepts whose values mean the same thing in every table, and how precisely they say which."""
NO_KEYS = frozenset({"phone", "email", "address", "person_name", "longitude", "latitude"})
"""Concepts that must not bring rows together: persons, and halves of positions."""
PLACE_CODES = frozenset({"commune_code", "iris", "postal_code", "siren", "department_code"})
NOT_BROUGHT = NO_KEYS
_REWRITES = {
    "commune_code": (Rewrite.SPACES, Rewrite.ZEROS, Rewrite.COMMUNES),
    "siret": (Rewrite.SPACES, Rewrite.ZEROS),
    "siren": (Rewrite.SPACES, Rewrite.ZEROS),
    "uai": (Rewrite.SPACES, Rewrite.LETTERS),
    "rna": (Rewrite.SPACES, Rewrite.LETTERS),
    "parcel": (Rewrite.SPACES, Rewrite.LETTERS),
    "iris": (Rewrite.SPACES, Rewrite.ZEROS),
    "postal_code": (Rewrite.SPACES, Rewrite.ZEROS),
    "department_code": (Rewrite.SPACES, Rewrite.ZEROS, Rewrite.LETTERS),
}
_SAY_NOTHING = frozenset(
    {"ident", "identifiant", "uid", "uuid", "ref", "reference", "num", "numero", "gid", "fid"}
    | {"objectid", "cle", "code", "nom", "libelle", "label", "name", "titre", "intitule"}
    | {"designation", "denomination", "type", "categorie", "etat", "statut", "nature", "objet"}
    | {"index", "rang", "ordre", "des", "les", "the", "pour", "par"}
)
_CATEGORY = re.compile(
    r"(?:type|categorie|etat|statut|nature|classe|mode|sens|unite|qualite|precision|domaine|theme"
    r"|famille|couleur|jour|mois|saison|semaine|heure|periode|frequence|niveau|usage|couche)(?:s|x)?(?:_.*)?"
    r"|.*_(?:type|categorie|etat|statut|classe|unite|qualite|niveau)"
)
_NAMES = re.compile(
    r"(?:nom|libelle|intitule|titre|designation|denomination|raison_sociale|name|label)(?:_.*)?"
    r"|.*_(?:nom|libelle|name)"
)
_ID_BEHIND = re.compile(r"[a-z]{3,}(?:id|code)")
"""Identifiers written in one word, as databases do: `WATMAINID`."""
_PERSONS = re.compile(r"president|tresorier|secretaire|maire|prenom|naissance|auteur|referent")
"""Words of columns that name persons, beside the concepts that do."""
_QUANTITY = re.compile(
    r"(?:.*_)?(?:montants?|tonnages?|quantites?|nombres?|nb|total|totaux|consommations?|places"
    r"|couts?|depenses?|recettes?|subventions?|volumes?|surfaces?|longueurs?|population|effectifs?"
    r"|puissances?|kwh|mwh|habitants|eleves|inscrits|adherents|logements|repas|entrees|capacite)"
    r"(?:_.*)?"
)
_STOCK = re.compile(
    r"(?:.*_)?(?:population|habitants|effectifs?|eleves|inscrits|adherents|logements|places|capacite"
    r"|surfaces?|longueurs?|puissances?)(?:_.*)?"
)
"""Quantities counted anew at each date: added up in space, never in time."""
_INHABITANTS = re.compile(r"(?:.*_)?(?:population|habitants)(?:_.*)?")
_POSITION = re.compile(r"(?:.*_)?(?:x|y|z|lon|lat|long|longitude|latitude|coord.*|geo.*)(?:_.*)?")
_ADDED_UP = frozenset(
    {"€", "k€", "t", "kg", "m³", "m3", "m²", "m2", "ha", "kWh", "MWh", "l", "m", "km", "hab"}
)
NUMBERS = frozenset({"integer", "decimal", "double"})
MOMENTS = frozenset({"date", "timestamp", "timestamptz"})
FEWEST_VALUES = 3
"""Below, texts that coincide are answers to a question, not names of things."""
UNIQUE = 0.98
"""From this part of different values on, a column tells one row from another."""


@dataclass(frozen=True)
class Form:
    """A way of writing values alike, so that two columns can be compared."""

    rewrites: tuple[Rewrite, ...] = ()

    @property
    def name(self) -> str:
        """Name the form, as digests are kept under it."""
        return "+".join(self.rewrites) or AS_IT_IS


NO_FORM = Form()
"""Values as they are."""


def forms_of(label: str, concept: str | None, family: str) -> tuple[Form, ...]:
    """Give the forms in which the values of a column are worth keeping.

    Parameters
    ----------
    label, concept, family
        Of the column; `family` is `text` or `integer`.

    Returns
    -------
    tuple of Form
        The first leaves values as they are; none for what is no key.
    """
    if concept in NO_KEYS:
        return ()
    if concept in _REWRITES:
        return Form(), Form(_REWRITES[concept])
    if family == "integer":
        return (Form(),)
    if announced(label):
        return Form(), Form((Rewrite.SPACES, Rewrite.LETTERS, Rewrite.ZEROS))
    return Form(), Form((Rewrite.LETTERS,))


def counts_inhabitants(label: str) -> bool:
    """Say whether a header announces inhabitants, whom figures may be told for.

    Examples
    --------
    >>> counts_inhabitants("Population municipale"), counts_inhabitants("Densité de population")
    (True, False)
    """
    plain = plain_label(label)
    return bool(_INHABITANTS.fullmatch(plain)) and not says_level(plain)


def place_codes(concept: str | None) -> bool:
    """Say whether a concept is the code of a place."""
    return concept in PLACE_CODES


@dataclass(frozen=True)
class ColumnFacts:
    """A column that somebody sees, with what is kept of its values."""

    name: str
    label: str
    concept: str | None
    unit: str | None
    rows: int
    """Of the table."""
    sketch: ColumnSketch

    @property
    def id(self) -> str:
        """Give the stable id."""
        return self.sketch.id

    @cached_property
    def plain(self) -> str:
        """Give the label in plain words."""
        return plain_label(self.label or self.name)

    @property
    def unique(self) -> bool:
        """Say whether the column tells one row from another."""
        kept = self.sketch
        return kept.filled > 1 and kept.distinct >= UNIQUE * kept.filled

    @property
    def filled(self) -> float:
        """Give the part of the rows that have a value."""
        return self.sketch.filled / self.rows if self.rows else 0.0

    @cached_property
    def is_year(self) -> bool:
        """Say whether the values are years."""
        low, high = self._ends if self.sketch.whole_numbers else (None, 0)
        if low is None or low < 1800 or high > 2200 or self.concept is not None:
            return False
        return names_years(self.label or self.name) or (low >= 1900 and self.sketch.distinct <= 200)

    @cached_property
    def is_sequence(self) -> bool:
        """Say whether the values are ranks: 1 to n, which every table has alike."""
        return self.sketch.whole_numbers and self._are_ranks

    @cached_property
    def is_numbered(self) -> bool:
        """Say whether the values are ranks behind a prefix, as one office numbers all it has."""
        return self.sketch.numbered and self._are_ranks

    @property
    def _are_ranks(self) -> bool:
        low, high = self._ends
        if low is None or self.concept in KEYS_BY_CONCEPT or self.sketch.distinct < 2:
            return False
        dense = high - low + 1 <= 3 * self.sketch.distinct
        return dense and low <= max(10, self.sketch.distinct)

    @cached_property
    def density(self) -> float:
        """Give the part of the whole numbers of its range that the column has; 0: no numbers.

        Of other numbers of this range, that part is found in the column by chance.
        """
        low, high = self._ends if self.sketch.whole_numbers else (None, 0)
        return 0.0 if low is None else self.sketch.distinct / (high - low + 1)

    @property
    def _ends(self) -> tuple[int | None, int]:
        kept = self.sketch
        known = kept.whole_numbers or kept.numbered
        if not known or kept.low is None or kept.high is None:
            return None, 0
        return int(kept.low), int(kept.high)

    @cached_property
    def key(self) -> float:
        """Say how well the column names things that another table may speak of, from 0 to 1."""
        kept = self.sketch
        if not kept.digests or not kept.distinct or self.is_year:
            return 0.0
        if self.concept in KEYS_BY_CONCEPT:
            return KEYS_BY_CONCEPT[self.concept]
        if self.concept == "commune_name":
            return 0.7
        if kept.distinct < FEWEST_VALUES or self.is_sequence or _CATEGORY.fullmatch(self.plain):
            return 0.0
        if announced(self.label or self.name) or _ID_BEHIND.fullmatch(self.plain):
            return 0.5
        if kept.family == "integer":
            return 0.0
        return 0.35 if _NAMES.fullmatch(self.plain) else 0.2

    @cached_property
    def subject(self) -> frozenset[str]:
        """Give the words of the label that tell which things are named: not « id », not « nom »."""
        words = (word.removesuffix("s") for word in self.plain.split("_"))
        return frozenset(w for w in words if len(w) > 2 and w not in _SAY_NOTHING)

    def digest(self, form: Form) -> Digest:
        """Give the digest of the values in one form; whole numbers are alike in all of them."""
        kept = self.sketch.digests
        return kept.get(form.name) or kept[AS_IT_IS]

    def common_forms(self, other: ColumnFacts) -> list[Form]:
        """Give the forms in which two columns can be compared, the plainest first."""
        if not (self.sketch.digests and other.sketch.digests):
            return []
        names = [
            name
            for name in {**self.sketch.digests, **other.sketch.digests}
            if self._has(name) and other._has(name)
        ]
        return [Form(tuple(Rewrite(r) for r in n.split("+") if r)) for n in sorted(names, key=len)]

    def _has(self, form: str) -> bool:
        return form in self.sketch.digests or self.sketch.family == "integer"

    @property
    def names_rows(self) -> bool:
        """Say whether the column is what people call a row by."""
        return (
            self.sketch.family == "text"
            and bool(_NAMES.fullmatch(self.plain))
            and self.concept not in NOT_BROUGHT
        )

    @property
    def is_plain(self) -> bool:
        """Say whether the column describes a row: a kind, a state; no code, no person, no prose."""
        kept = self.sketch
        return (
            kept.family in {"text", "boolean"}
            and self.concept not in NOT_BROUGHT
            and kept.distinct > 1
            and (kept.family == "boolean" or bool(kept.digests))
            and not announced(self.label or self.name)
            and not _PERSONS.search(self.plain)
        )

    @cached_property
    def adds_up(self) -> bool:
        """Say whether the values are quantities, whose sum means something."""
        if not self._measures or self._says_level:
            return False
        return bool(_QUANTITY.fullmatch(self.plain)) or self.unit in _ADDED_UP

    @cached_property
    def is_stock(self) -> bool:
        """Say whether a quantity is counted anew at each date: its sum over dates would lie."""
        return self.adds_up and bool(_STOCK.fullmatch(self.plain))

    @cached_property
    def is_level(self) -> bool:
        """Say whether the values are levels or rates, whose mean means something."""
        return self._measures and self._says_level

    @property
    def _says_level(self) -> bool:
        label = self.label or self.name
        return says_level(label) or is_level(label, self.unit or "")

    @property
    def _measures(self) -> bool:
        return (
            self.sketch.family in NUMBERS
            and self.concept is None
            and not self.is_year
            and self.sketch.distinct > 1
            and not _POSITION.fullmatch(self.plain)
            and not announced(self.label or self.name)
        )

    @property
    def is_moment(self) -> bool:
        """Say whether the values are days or instants."""
        return self.sketch.family in MOMENTS and self.sketch.distinct > 1

    def periods(self, period: Period) -> int:
        """Count the periods that the moments of the column may fall in, at most."""
        kept = self.sketch
        if period is Period.DAY or not self.is_moment or not (kept.low and kept.high):
            return kept.distinct
        ends = [(int(end[:4]), int(end[5:7])) for end in (kept.low, kept.high)]
        first, last = (y if period is Period.YEAR else y * 12 + m for y, m in ends)
        return min(kept.distinct, last - first + 1)

    @property
    def told(self) -> str:
        """Give the words for « par … »."""
        return "même année" if self.is_year else told(self.label or self.name, self.concept)


_TOLD = {
    "siret": "SIRET",
    "siren": "SIREN",
    "parcel": "parcelle",
    "uai": "code UAI",
    "rna": "numéro RNA",
    "iris": "IRIS",
    "commune_code": "code Insee",
    "commune_name": "nom de commune",
    "postal_code": "code postal",
    "department_code": "département",
}


def told(label: str, concept: str | None) -> str:
    """Give the words for « par … »: the code that everybody knows, or the label.

    Examples
    --------
    >>> told("depcom", "commune_code"), told("Bâtiment", None)
    ('code Insee', '« Bâtiment »')
    """
    return _TOLD.get(concept or "") or f"« {label} »"


def affinity(one: ColumnFacts, other: ColumnFacts) -> float:
    """Say how alike the labels of two columns are in what they name, from 0 to 1.

    Examples
    --------
    « id_station » and « Code de la station » name stations; « id » and « id » name nothing.
    """
    if not (one.subject and other.subject):
        return 0.0
    return len(one.subject & other.subject) / min(len(one.subject), len(other.subject))
