"""Joining labels into sentences: « de tonnage », « d’habitants », « de hauteur »."""

from __future__ import annotations

import unicodedata

_ASPIRATED = ("haut", "hameau", "handi", "hors", "huit", "hall", "haie", "hangar", "hauss", "halte")
"""Beginnings of words before which « de » keeps its vowel."""
_MASCULINE = frozenset(
    {
        *("nombre", "taux", "montant", "prix", "cout", "tonnage", "volume", "debit", "niveau"),
        *("poids", "diametre", "loyer", "revenu", "salaire", "effectif", "budget", "chiffre"),
        *("delai", "tarif", "temps", "pourcentage", "rendement", "score", "solde", "indice", "age"),
    }
)
_FEMININE = frozenset(
    {
        *("part", "hauteur", "surface", "superficie", "longueur", "largeur", "profondeur"),
        *("population", "consommation", "production", "temperature", "pression", "vitesse"),
        *("duree", "distance", "puissance", "capacite", "valeur", "recette", "depense", "note"),
        *("densite", "quantite", "concentration", "frequentation", "pluie", "altitude", "emprise"),
    }
)
"""What is measured, whose article is known; of the other words « de » is always right."""


def plain(text: str) -> str:
    """Write a text without capitals and accents."""
    apart = unicodedata.normalize("NFD", text.casefold())
    return "".join(c for c in apart if not unicodedata.combining(c))


def within(label: str) -> str:
    """Write a label inside a sentence: its capital goes, an acronym stays.

    Examples
    --------
    >>> within("Commune"), within("Code INSEE"), within("SIRET")
    ('commune', 'code INSEE', 'SIRET')
    """
    first = label.split(maxsplit=1)[0] if label.split() else ""
    acronym = len(first) > 1 and not first[1:].islower() and first[1].isalpha()
    return label if acronym or not first else label[:1].lower() + label[1:]


def joined_of(label: str) -> tuple[str, str]:
    """Give « de  » or « d’ », and the label as it stands after it.

    Examples
    --------
    >>> "".join(joined_of("Habitants")), "".join(joined_of("Hauteur (m)"))
    ('d’habitants', 'de hauteur (m)')
    """
    word = within(label)
    start = plain(word)
    mute = start.startswith("h") and not start.startswith(_ASPIRATED)
    acronym = word[:2].isupper()
    elided = ((start[:1] in "aeiou" and start[:1] != "") or mute) and not acronym
    return ("d’" if elided else "de "), word


def joined_of_the(label: str) -> tuple[str, str]:
    """Give « du  », « de la  » or « de l’ » before what is surely one thing, else as `joined_of`.

    Examples
    --------
    >>> ["".join(joined_of_the(label)) for label in ("Taux de TVA", "Part du vent", "Altitude")]
    ['du taux de TVA', 'de la part du vent', 'de l’altitude']
    >>> "".join(joined_of_the("Habitants"))
    'd’habitants'
    """
    joining, word = joined_of(label)
    first = plain(word).split(maxsplit=1)[0] if word.split() else ""
    if first not in _MASCULINE | _FEMININE:
        return joining, word
    if joining == "d’":
        return "de l’", word
    return ("du " if first in _MASCULINE else "de la "), word


def of_words(name: str) -> str:
    """Put « de » before a name with its article: « du total », « de la moyenne »."""
    return _contracted(name, "de", "du", "des")


def to_words(name: str) -> str:
    """Put « à » before a name with its article: « au total », « à la moyenne »."""
    return _contracted(name, "à", "au", "aux")


def _contracted(name: str, plain: str, one: str, many: str) -> str:
    for article, word in (("le ", one), ("les ", many)):
        if name.startswith(article):
            return f"{word} {name.removeprefix(article)}"
    return f"{plain} {name}"
