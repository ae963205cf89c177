"""The sentence of a figure, written once with words between braces for what changes."""

from __future__ import annotations

import re
from collections.abc import Mapping

from terrier.domain.kernel.errors import Invalid

PLACEHOLDERS = {
    "valeur": "le chiffre avec son unité",
    "commune": "le nom de la commune",
    "periode": "l’année ou le mois",
    "rang": "sa place, « le 3e plus élevé des 24 communes »",
    "mediane": "la médiane à laquelle elle est comparée",
    "evolution": "ce qui a changé, « +4 % sur un an »",
}
"""Words that stand between braces, with what each becomes."""
_WORD = re.compile(r"\{([^{}]*)\}")
UNKNOWN = "non connu"


def check(sentence: str) -> None:
    """Refuse a sentence whose braces name nothing.

    Raises
    ------
    Invalid
        A brace is open, or holds a word that is not known; the sentence says which are.
    """
    known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
    for word in _WORD.findall(sentence):
        if word not in PLACEHOLDERS:
            raise Invalid(f"« {{{word}}} » n’est pas connu. Vous pouvez écrire : {known}.")
    if re.search(r"[{}]", _WORD.sub("", sentence)):
        raise Invalid(
            f"Une accolade n’est pas fermée ou pas ouverte. Vous pouvez écrire : {known}."
        )
    if "{valeur}" not in sentence:
        raise Invalid("La phrase ne dit pas le chiffre : écrivez-y {valeur}.")


def written(sentence: str, said: Mapping[str, str]) -> str:
    """Put the words of one commune in a sentence; what is not known is said so.

    Examples
    --------
    >>> written("{valeur} de déchets en {periode}", {"valeur": "12 t", "periode": "2025"})
    '12 t de déchets en 2025'
    """
    return _WORD.sub(lambda found: said.get(found[1], "") or UNKNOWN, sentence)
