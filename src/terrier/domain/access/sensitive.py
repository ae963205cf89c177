"""Columns that look as if they said something of persons, pointed out before publication.

Source: GDPR article 4(1) (any information relating to an identifiable person); CRPA article
L312-1-2 (no publication of personal data without a text, a consent or an anonymisation).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from terrier.domain.tabular.concepts import BY_ID, concepts_of_labels
from terrier.domain.tabular.names import plain_label


@dataclass(frozen=True)
class Kind:
    """One kind of information about persons."""

    id: str
    label: str
    """What the column seems to hold, after « ressemble à »."""
    headers: str = ""
    """Pattern of plain labels, beside those of the concept of the same id."""
    pattern: str = ""
    """RE2 pattern looked for anywhere in a value; empty where only the header tells."""


_NOT_A_DIGIT_BEFORE, _NOT_A_DIGIT_AFTER = "(?:^|[^0-9])", "(?:$|[^0-9])"
_PHONE = r"(?:(?:\+|00)33[ .]?|0)[1-9](?:[ .\-]?[0-9]{2}){4}"
_SOCIAL_SECURITY = (
    r"[12] ?[0-9]{2} ?(?:0[1-9]|1[0-2]|[2-9][0-9]) ?(?:[0-9]{2}|2[AB]) ?[0-9]{3} ?[0-9]{3}"
    r"(?: ?[0-9]{2})?"
)

KINDS = (
    Kind("person_name", "des noms de personnes"),
    Kind(
        "phone",
        "des numéros de téléphone",
        pattern=_NOT_A_DIGIT_BEFORE + _PHONE + _NOT_A_DIGIT_AFTER,
    ),
    Kind(
        "email",
        "des adresses électroniques",
        pattern=r"[A-Za-z0-9._%+\-]+@[A-Za-z0-9.\-]+\.[A-Za-z]{2,}",
    ),
    Kind("address", "des adresses postales"),
    Kind(
        "birth",
        "des dates ou lieux de naissance",
        headers=r"(?:.*_)?(?:naissance|ne_le|nee_le)(?:_.*)?",
    ),
    Kind(
        "social_security",
        "des numéros de sécurité sociale",
        headers=r"(?:.*_)?(?:nir|num_secu|numero_secu.*|securite_sociale)(?:_.*)?",
        pattern=_NOT_A_DIGIT_BEFORE + _SOCIAL_SECURITY + _NOT_A_DIGIT_AFTER,
    ),
    Kind(
        "bank_account",
        "des comptes bancaires",
        headers=r"(?:.*_)?(?:iban|rib)(?:_.*)?",
        pattern=r"FR[0-9]{2}(?: ?[0-9A-Z]{4}){5} ?[0-9A-Z]{3}",
    ),
)

PATTERNS = {kind.id: kind.pattern for kind in KINDS if kind.pattern}
"""RE2 patterns to look for in the values, by kind."""
_BY_ID = {kind.id: kind for kind in KINDS}


@dataclass(frozen=True)
class Described:
    """What is known of a column before its values are read."""

    id: str
    label: str
    concept: str = ""


@dataclass(frozen=True)
class Found:
    """Values of one column in which the pattern of a kind was found."""

    kind: str
    count: int
    examples: tuple[str, ...]


@dataclass(frozen=True)
class Suspicion:
    """A column that seems to say something of persons, and why."""

    column: str
    """Stable id."""
    kind: str
    why: str
    """French sentence."""
    examples: tuple[str, ...] = ()


def suspicions(
    columns: Sequence[Described], found: Mapping[str, Sequence[Found]]
) -> tuple[Suspicion, ...]:
    """Point out the columns of one table that seem to say something of persons.

    Parameters
    ----------
    columns
        The columns of the table, all of them: a « nom » is a person's beside a « prénom ».
    found
        What was found in the values, by stable id.

    Returns
    -------
    tuple of Suspicion
        At most one per column, the header's word before the values'.
    """
    named = concepts_of_labels(tuple(c.label for c in columns))
    pointed = []
    for column, concept in zip(columns, named, strict=True):
        by_header = _kind_of_header(column, concept.id if concept else "")
        inside = max(found.get(column.id, ()), key=lambda f: f.count, default=None)
        if by_header:
            examples = inside.examples if inside else ()
            why = f"D’après son nom, cette colonne ressemble à {_BY_ID[by_header].label}."
            pointed.append(Suspicion(column.id, by_header, why, examples))
        elif inside and inside.count:
            values = (
                "1 valeur ressemble" if inside.count == 1 else f"{inside.count} valeurs ressemblent"
            )
            why = f"Dans cette colonne, {values} à {_BY_ID[inside.kind].label}."
            pointed.append(Suspicion(column.id, inside.kind, why, inside.examples))
    return tuple(pointed)


def _kind_of_header(column: Described, named: str) -> str:
    for concept in (column.concept, named):
        if concept in BY_ID and BY_ID[concept].personal:
            return concept
    plain = plain_label(column.label)
    return next((k.id for k in KINDS if k.headers and re.fullmatch(k.headers, plain)), "")
