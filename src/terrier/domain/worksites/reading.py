"""Reading a table of worksites: which column says what, and what its values mean.

Source of the recognised headers: metis-reseaux, « infos-travaux » 0.0.2. Other tables are guessed
at by the words of their headers, and a person confirms.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeVar

from terrier.domain.kernel.errors import Invalid

from .vocabulary import Kind, Occupation, State

LONGEST_TEXT = 5_000
DEEPEST_M = 100.0
WIDEST_TRENCH_M = 100.0


class Part(StrEnum):
    """What a column may say of a worksite."""

    IDENTIFIER = "identifier"
    TITLE = "title"
    ADDRESS = "address"
    KIND = "kind"
    STATE = "state"
    START = "start"
    END = "end"
    PRINCIPAL = "principal"
    CONTRACTOR = "contractor"
    OCCUPATION = "occupation"
    DEPTH = "depth"
    WIDTH = "width"
    DESCRIPTION = "description"
    CONTACT = "contact"


INFOS_TRAVAUX = {
    Part.TITLE: ("titre",),
    Part.ADDRESS: ("adresse_numero", "adresse_voie", "adresse_postal", "adresse_commune"),
    Part.KIND: ("categorie",),
    Part.STATE: ("validation",),
    Part.START: ("date_debut",),
    Part.END: ("date_fin",),
    Part.PRINCIPAL: ("organisation",),
    Part.WIDTH: ("largeur",),
    Part.DESCRIPTION: ("resume",),
    Part.CONTACT: ("prenom", "nom", "mail", "telephone"),
}
"""Properties of the national schema by what they say."""
SIGN_OF_INFOS_TRAVAUX = frozenset({"titre", "categorie", "date_debut", "date_fin", "validation"})
"""Headers that, together, make a table one of « infos-travaux »."""

HEADERS: dict[Part, tuple[str, ...]] = {
    Part.IDENTIFIER: ("identifiant", "id chantier", "id travaux", "id", "reference", "ref", "code"),
    Part.TITLE: ("titre", "intitule", "libelle", "objet", "nature", "nom"),
    Part.ADDRESS: ("adresse", "voie", "rue", "lieu", "localisation"),
    Part.KIND: ("categorie", "reseau", "type", "nature"),
    Part.STATE: ("etat", "statut", "avancement", "validation"),
    Part.START: ("date debut", "debut", "date de debut"),
    Part.END: ("date fin", "fin", "date de fin"),
    Part.PRINCIPAL: ("maitre ouvrage", "maitre d ouvrage", "moa", "organisation", "demandeur"),
    Part.CONTRACTOR: ("entreprise", "titulaire", "executant"),
    Part.OCCUPATION: ("circulation", "emprise", "gene", "perturbation", "occupation"),
    Part.DEPTH: ("profondeur", "profondeur m"),
    Part.WIDTH: ("largeur", "largeur m", "largeur tranchee"),
    Part.DESCRIPTION: ("description", "resume", "commentaire", "observations"),
    Part.CONTACT: ("contact", "mail", "telephone"),
}
"""Words of headers, the surest first, without accents and capitals."""

_KINDS = {
    Kind.SEWER: ("assainissement", "eaux usees", "eaux pluviales", "egout", "pluvial"),
    Kind.WATER: ("eau", "aep", "adduction"),
    Kind.ELECTRICITY: ("electricite", "electrique", "eclairage", "enedis", "hta", "bt"),
    Kind.TELECOM: ("telecom", "fibre", "telephone", "numerique", "cuivre"),
    Kind.GAS: ("gaz", "grdf"),
    Kind.HEATING: ("chauffage", "chaleur"),
    Kind.COOLING: ("climatisation", "froid"),
    Kind.ROAD: ("voirie", "chaussee", "enrobe", "enrobes", "trottoir", "route"),
    Kind.PUBLIC_SPACE: ("amenagement", "securite", "place", "espaces verts"),
}
_STATES = {
    State.CANCELLED: ("annule", "abandonne"),
    State.INTERRUPTED: ("interrompu", "suspendu", "arrete"),
    State.DONE: ("termine", "acheve", "fini", "clos", "receptionne"),
    State.ONGOING: ("en cours", "prolonge", "commence", "ouvert"),
    State.PLANNED: ("prevu", "planifie", "programme", "a venir", "valide", "true", "vrai", "oui"),
    State.INTENTION: ("intention", "projet", "envisage", "demande", "false", "faux", "non"),
}
_OCCUPATIONS = {
    Occupation.CLOSED: ("barree", "fermee", "interdite", "fermeture"),
    Occupation.ALTERNATING: ("alternat", "alternee", "feux"),
    Occupation.NARROWED: ("retrecie", "retrecissement", "empietement", "neutralisee"),
    Occupation.FOOTWAY: ("trottoir", "pietons"),
    Occupation.PARKING: ("stationnement",),
    Occupation.NONE: ("aucune", "sans", "neant"),
}
_Word = TypeVar("_Word", Kind, State, Occupation)


@dataclass(frozen=True)
class Draft:
    """A worksite as a row of a table tells it."""

    identifier: str
    title: str
    kind: Kind
    state: State
    start: date | None = None
    end: date | None = None
    address: str = ""
    principal: str = ""
    contractor: str = ""
    occupation: Occupation | None = None
    depth_m: float | None = None
    width_m: float | None = None
    description: str = ""
    contact: str = ""
    unread: tuple[str, ...] = field(default=(), compare=False)
    """Values that said nothing that is known, each with its column."""


def plain(text: str) -> str:
    """Lower the letters, drop accents and signs, so that words compare."""
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return " ".join("".join(c if c.isalnum() else " " for c in bare).split())


def is_infos_travaux(headers: Iterable[str]) -> bool:
    """Say whether the headers are those of the national schema."""
    return set(headers) >= SIGN_OF_INFOS_TRAVAUX


def proposed(headers: Sequence[str]) -> dict[Part, tuple[str, ...]]:
    """Propose which column says what.

    Parameters
    ----------
    headers
        Names of the columns of a table.

    Returns
    -------
    dict
        Parts that were recognised, with their columns; exact where the table is of the national
        schema, a guess elsewhere.

    Examples
    --------
    >>> proposed(["ID_CHANTIER", "Nature", "Début"])[Part.START]
    ('Début',)
    """
    if is_infos_travaux(headers):
        known = {p: tuple(h for h in hs if h in headers) for p, hs in INFOS_TRAVAUX.items()}
        found = {part: columns for part, columns in known.items() if columns}
        return found | _guess(headers, (Part.IDENTIFIER, Part.DEPTH, Part.OCCUPATION))
    return _guess(headers, tuple(Part))


def _guess(headers: Sequence[str], parts: Iterable[Part]) -> dict[Part, tuple[str, ...]]:
    by_words = {plain(header): header for header in reversed(headers)}
    found: dict[Part, tuple[str, ...]] = {}
    for part in parts:
        header = next((by_words[w] for w in HEADERS[part] if w in by_words), None)
        if header is not None:
            found[part] = (header,)
    return found


def draft(
    row: Mapping[str, object], columns: Mapping[Part, Sequence[str]], place: bytes, today: date
) -> Draft:
    """Read one row.

    Parameters
    ----------
    row
        Values by column: text, numbers, booleans; dates as ISO 8601 text.
    columns
        Which columns say what.
    place
        WKB of the row's place, part of the identity of a row without identifier.
    today
        The day that decides the state where none is told.

    Raises
    ------
    Invalid
        There is no title, a date cannot be read, or the end comes before the start.
    """
    texts = {part: _text(row, names) for part, names in columns.items()}
    title = texts.get(Part.TITLE, "")[:200]
    if not title:
        raise Invalid("Aucun titre.")
    start, end = (_day(texts.get(part, "")) for part in (Part.START, Part.END))
    if start and end and end < start:
        raise Invalid(f"La fin ({end:%d/%m/%Y}) vient avant le début ({start:%d/%m/%Y}).")
    unread: list[str] = []
    named = texts.get(Part.KIND, "")
    kind = _word(_KINDS, named or title, Kind, unread if named else [])
    told = _word(_STATES, texts.get(Part.STATE, ""), State, unread)
    return Draft(
        identifier=texts.get(Part.IDENTIFIER, "")[:200] or _fingerprint(title, place),
        title=title,
        kind=kind or Kind.OTHER,
        state=state_on(today, start, end, told),
        start=start,
        end=end,
        address=texts.get(Part.ADDRESS, "")[:200],
        principal=texts.get(Part.PRINCIPAL, "")[:200],
        contractor=texts.get(Part.CONTRACTOR, "")[:200],
        occupation=_word(_OCCUPATIONS, texts.get(Part.OCCUPATION, ""), Occupation, unread),
        depth_m=_metres(texts.get(Part.DEPTH, ""), DEEPEST_M, unread),
        width_m=_metres(texts.get(Part.WIDTH, ""), WIDEST_TRENCH_M, unread),
        description=texts.get(Part.DESCRIPTION, "")[:LONGEST_TEXT],
        contact=texts.get(Part.CONTACT, "")[:300],
        unread=tuple(unread),
    )


def state_on(today: date, start: date | None, end: date | None, told: State | None) -> State:
    """Give the state that words and dates make together.

    What a source tells stands, save that what is planned or under way begins and ends with its
    dates: few sources come back to say that works are over.
    """
    if told not in (None, State.PLANNED, State.ONGOING):
        return told
    if end is not None and end < today:
        return State.DONE
    if start is not None and start <= today:
        return State.ONGOING
    return told or State.PLANNED


def _text(row: Mapping[str, object], names: Sequence[str]) -> str:
    said = (row.get(name) for name in names)
    return " ".join(str(v).strip() for v in said if v is not None and str(v).strip())


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise Invalid(f"« {text[:40]} » n’est pas une date.") from None


def _metres(text: str, most: float, unread: list[str]) -> float | None:
    if not text:
        return None
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        unread.append(text[:60])
        return None
    if 0 <= value <= most:
        return value
    unread.append(text[:60])
    return None


def _word(
    words: Mapping[_Word, tuple[str, ...]], text: str, codes: type[_Word], unread: list[str]
) -> _Word | None:
    """Find the code, or the first word that a text holds; what holds none is told."""
    if not text:
        return None
    for code in codes:
        if text in (code.value, code.value.lower()):
            return code
    padded = f" {plain(text)} "
    for code, known in words.items():
        if any(
            f" {w} " in padded or f" {w}s " in padded or f" {w}e " in padded or f" {w}es " in padded
            for w in known
        ):
            return code
    unread.append(text[:60])
    return None


def _fingerprint(title: str, place: bytes) -> str:
    """Name a worksite without identifier by its title and its place."""
    told = json.dumps([title, hashlib.sha256(place).hexdigest()])
    return "sans-id-" + hashlib.sha256(told.encode()).hexdigest()[:24]
