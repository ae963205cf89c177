"""Things that French public files speak of, recognised by header and by content.

A coded concept stays text. Its values are checked and the misfits listed in the receipt; they are
never rejected for it. Sources: Insee (code officiel géographique, Sirene), La Poste, ARCEP
(numbering plan), Éducation nationale (UAI), ministère de l'Intérieur (RNA), DGFiP (cadastre).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from terrier.domain.tabular.names import plain_label


class Check(StrEnum):
    """Rules beyond the pattern, rendered to SQL by the lake."""

    NONE = ""
    LUHN = "luhn"
    SIRET = "siret"
    UAI = "uai"
    COMMUNE = "commune"
    """The code is one of the known communes, where they are known."""


@dataclass(frozen=True)
class Concept:
    """One thing that a column can be about.

    Parameters
    ----------
    id
        Stable identifier, kept in plans and catalogue.
    label
        French name.
    headers
        Pattern of plain labels (`plain_label`).
    pattern
        RE2 pattern of a raw value, outer spaces apart; empty where the header alone says it.
    check
        Further rule.
    coded
        The values are codes: never numbers.
    pad
        Length that a lost leading zero is given back to (where there is a key, if it proves it).
    personal
        May identify a person: pointed out before publication.
    content
        Stricter pattern that tells the concept even under a header that says nothing.
    """

    id: str
    label: str
    headers: str
    pattern: str = ""
    check: Check = Check.NONE
    coded: bool = True
    pad: int | None = None
    personal: bool = False
    content: str = ""
    rule: str = ""


_COMMUNE = r"(?:[0-9]{2}|2[ABab])[0-9]{3}"
_SPACE = r"[ .\x{a0}\x{202f}]?"
_PHONE = rf"(?:(?:\+|00)33{_SPACE}(?:\(0\))?|0){_SPACE}[1-9](?:[ .\-]?[0-9]{{2}}){{4}}"
_EMAIL = r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}"
_SECTION = r"[0-9]{3}[0A-Z][A-Z][0-9]{4}|[A-Z]{1,2} ?[0-9]{1,4}"

CONCEPTS = (
    Concept(
        "commune_code", "code Insee de commune",
        r"(?:.*_)?(?:insee|depcom|codgeo|numcom|citycode|cog|com_code|code_com)(?:_com.*|_rattach.*)?"
        r"|code_(?:de_(?:la_)?)?commune.*|insee_?com.*|insee_.*|commune_(?:code|insee).*"
        r"|(?:fr_)?insee_code|code_zone|lcog_geo",
        rf"{_COMMUNE}|[1-9][0-9]{{3}}", Check.COMMUNE, pad=5,
        rule="un code de commune a cinq caractères (71270, 2A004) et existe",
    ),
    Concept(
        "department_code", "code de département",
        r"(?:code_|num_|numero_)?(?:dep|dept|departement|numdep)(?:_code|_num)?",
        "(?:0?[1-9]|[1-8][0-9]|9[0-5]|2[ABab]|97[1-8]|98[46-8])", pad=2,
        rule="un département s'écrit 01 à 95, 2A, 2B ou 971 à 988",
    ),
    Concept(
        "siret", "SIRET", r"(?:.*_)?siret(?:_.*)?",
        rf"(?:[0-9]{_SPACE}){{13}}[0-9]|[0-9]{{12,13}}", Check.SIRET, pad=14,
        content="[0-9]{14}", rule="un SIRET a quatorze chiffres, le dernier étant une clé",
    ),
    Concept(
        "siren", "SIREN",
        r"(?:.*_)?siren(?:_.*)?|(?:code_|num|siren_)?_?epci(?:_code|_siren)?|numepci",
        rf"(?:[0-9]{_SPACE}){{8}}[0-9]|[0-9]{{7,8}}", Check.LUHN, pad=9,
        rule="un SIREN a neuf chiffres, le dernier étant une clé",
    ),
    Concept(
        "postal_code", "code postal",
        r"(?:.*_)?(?:code_?post(?:al)?|cp|postcode|zip|zipcode)(?:_.*)?", "[0-9]{4,5}", pad=5,
        rule="un code postal a cinq chiffres",
    ),
    Concept(
        "phone", "numéro de téléphone",
        r"(?:.*_)?(?:tel|telephone|phone|portable|mobile|fax|gsm)(?:_.*)?",
        rf"{_PHONE}|[1-9][0-9]{{8}}", pad=10, personal=True, content=_PHONE,
        rule="un numéro français a dix chiffres",
    ),
    Concept(
        "email", "adresse électronique",
        r"(?:.*_)?(?:e_?mail|mail|courriel|adresse_electronique|contact)(?:_.*)?",
        _EMAIL, personal=True, content=_EMAIL,
        rule="une adresse électronique s'écrit nom@domaine.fr",
    ),
    Concept(
        "iris", "code IRIS", r"(?:.*_)?(?:iris|dcomiris|code_iris)(?:_.*)?",
        rf"{_COMMUNE}[0-9]{{4}}",
        rule="un code IRIS a neuf caractères",
    ),
    Concept(
        "parcel", "parcelle cadastrale",
        r"(?:.*_)?(?:parcelles?|cad_parcelles?|idu|id_parcelle|ref_cad.*|reference_cadastrale)",
        rf"{_COMMUNE}[0-9]{{3}}[0-9A-Z]{{2}}[0-9]{{4}}|{_SECTION}",
        rule="une parcelle s'écrit 71270000AB0123",
    ),
    Concept(
        "uai", "code UAI d'école", r"(?:.*_)?(?:uai|rne|code_etab|numero_uai)(?:_.*)?",
        "[0-9]{7}[A-Za-z]", Check.UAI, content="[0-9]{7}[A-Z]",
        rule="un code UAI a sept chiffres et une lettre clé",
    ),
    Concept(
        "rna", "numéro RNA d'association", r"(?:.*_)?(?:rna|waldec|numero_rna)(?:_.*)?",
        "W[0-9A-Z][0-9]{8}", content="W[0-9A-Z][0-9]{8}",
        rule="un numéro RNA s'écrit W et neuf chiffres",
    ),
    Concept(
        "longitude", "longitude",
        r"(?:.*_)?(?:lon|long|lng|longitude|long[xy]|xlong|x_?wgs84|geo_x)(?:_.*)?",
        r"[+\-−]?[0-9]{1,3}(?:[.,][0-9]+)?", coded=False, rule="une longitude est un nombre",
    ),
    Concept(
        "latitude", "latitude", r"(?:.*_)?(?:lat|latitude|lat[xy]|ylat|y_?wgs84|geo_y)(?:_.*)?",
        r"[+\-−]?[0-9]{1,2}(?:[.,][0-9]+)?", coded=False, rule="une latitude est un nombre",
    ),
    Concept(
        "commune_name", "nom de commune",
        r"(?:nom_(?:de_(?:la_)?)?|lib(?:elle)?_)?(?:commune|com|ville|city|nomcom|libcom|libgeo)(?:_nom)?",
        r"[^0-9]{2,}(?:[0-9]{1,2}.*)?", coded=False, rule="un nom de commune est un mot",
    ),
    Concept(
        "address", "adresse",
        r"(?!(?:id|uid|cle|code)_)(?:.*_)?(?:adresse|adr|address|voie|rue)(?:_.*)?",
        r"(?s:.*[A-Za-zÀ-ÿ].*)", coded=False, personal=True,
        rule="une adresse contient un nom de voie",
    ),
    Concept(
        "person_name", "nom de personne",
        r"(?:.*_)?(?:prenoms?|patronyme|nom_(?:de_)?(?:famille|naissance|usage|agent|elu|demandeur"
        r"|beneficiaire|proprietaire|responsable|contact|client|abonne|usager)|proprietaire|locataire"
        r"|abonne|beneficiaire|demandeur|usager|titulaire|elu|agent|responsable|interlocuteur)(?:_.*)?"
        r"|nom_prenoms?|nom",
        r"(?s:[^0-9@]*)", coded=False, personal=True, rule="un nom de personne n'a pas de chiffre",
    ),
)  # fmt: skip

BY_ID = {c.id: c for c in CONCEPTS}
"""Concepts by id."""
KEYED = frozenset(c.id for c in CONCEPTS if c.check in {Check.LUHN, Check.SIRET})
"""Concepts whose last digit is a key: what a spreadsheet made of them can be proven."""

_CODES = re.compile(r"codes?(_.*)?|.*_code|(?:.*_)?(?:eui|imei|mac)")
_IDENTIFIERS = re.compile(
    r"(?:id|ident|identifiants?|uid|uuid|ref|reference|num|numero|matricule|cle|gid|fid"
    r"|objectid)(?:_.*)?|no?_.+|.*_(?:id|uid|uuid|identifiant|numero|matricule)"
)
_PERSON_COMPANIONS = re.compile(r"(?:.*_)?(?:prenoms?|civilite|date_(?:de_)?naissance)(?:_.*)?")


def concept_of_label(label: str) -> Concept | None:
    """Find the concept that a header names.

    Examples
    --------
    >>> concept_of_label("Code INSEE").id
    'commune_code'
    """
    plain = plain_label(label)
    return next((c for c in CONCEPTS if re.fullmatch(c.headers, plain)), None)


def announced(label: str) -> str | None:
    """Say whether a header announces codes or identifiers: `code`, `identifiant` or None.

    Examples
    --------
    >>> announced("Code paramètre"), announced("id_sdis"), announced("débit")
    ('code', 'identifiant', None)
    """
    plain = plain_label(label)
    if _CODES.fullmatch(plain):
        return "code"
    return "identifiant" if _IDENTIFIERS.fullmatch(plain) else None


def concepts_of_labels(labels: tuple[str, ...]) -> tuple[Concept | None, ...]:
    """Find the concept that each header of a table names.

    A bare « nom » is a person's only beside a first name, a title or a date of birth.
    """
    persons = any(_PERSON_COMPANIONS.fullmatch(plain_label(label)) for label in labels)
    found = []
    for label in labels:
        concept = concept_of_label(label)
        bare = plain_label(label) == "nom"
        found.append(None if bare and not persons else concept)
    return tuple(found)
