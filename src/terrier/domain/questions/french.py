"""Joining labels into sentences: « de tonnage », « d’habitants », « de hauteur »."""

from __future__ import annotations

import unicodedata

_ASPIRATED = ("haut", "hameau", "handi", "hors", "huit", "hall", "haie", "hangar", "hauss", "halte")
"""Beginnings of words before which « de » keeps its vowel."""


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
    if start.startswith("nombre "):
        return "du ", word
    mute = start.startswith("h") and not start.startswith(_ASPIRATED)
    acronym = word[:2].isupper()
    elided = ((start[:1] in "aeiou" and start[:1] != "") or mute) and not acronym
    return ("d’" if elided else "de "), word


def of_words(name: str) -> str:
    """Put « de » before a name with its article: « du total », « de la moyenne »."""
    return f"du {name[3:]}" if name.startswith("le ") else f"de {name}"
