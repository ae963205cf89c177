"""Every grammar, declared once; `terrier.lake.typing.render` turns them into SQL."""

from __future__ import annotations

from terrier.domain.kernel.errors import Invalid
from terrier.domain.tabular.grammars.booleans import BOOLEANS
from terrier.domain.tabular.grammars.contract import Grammar, Reading
from terrier.domain.tabular.grammars.dates import DATES
from terrier.domain.tabular.grammars.numbers import NUMBERS, PADDED

TEXT = Grammar(
    id="text",
    label="texte",
    plural="du texte",
    type="TEXT",
    pattern="(?s:.*)",
    reading=Reading.TEXT,
    example=("Mairie", "Mairie"),
)
NATIVE = Grammar(
    id="native",
    label="type déclaré par le fichier",
    plural="des valeurs du type déclaré",
    type="",
    pattern="(?s:.*)",
    reading=Reading.NATIVE,
    example=("12", "12"),
)

PROPOSED = (*DATES, *NUMBERS, *BOOLEANS)
"""Grammars that may be proposed, the first that fits every value winning."""

GRAMMARS = {g.id: g for g in (TEXT, NATIVE, *PROPOSED, PADDED)}
"""`PADDED` is never proposed: zeros in front are those of a code, unless somebody says not."""

MISSING_TOKENS = (
    "-", "--", "—", "–", ".", "..", "/", "?", "NC", "nc", "N.C.", "n.c.", "NR", "nr", "ND", "nd",
    "N.D.", "n.d.", "NA", "na", "N/A", "n/a", "#N/A", "#NA", "#REF!", "#DIV/0!", "#VALEUR!",
    "#VALUE!", "null", "NULL", "Null", "None", "none", "nan", "NaN", "NAN", "s.o.", "SO", "so",
    "s/o", "S/O", "sans objet", "inconnu", "Inconnu", "non renseigné", "Non renseigné",
    "non communiqué", "Non communiqué",
)  # fmt: skip
"""What people write where there is no value. Read so only in columns that are not text."""


def grammar(id: str) -> Grammar:
    """Find a grammar.

    Raises
    ------
    Invalid
        When no grammar has this id.
    """
    if id not in GRAMMARS:
        raise Invalid(f"Le type « {id} » n'existe pas : choisissez-en un dans la liste.")
    return GRAMMARS[id]
