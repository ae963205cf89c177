"""What the rows of a table are called, where its title says so: « Arrêts de bus » are stops."""

from __future__ import annotations

import re

from terrier.domain.questions.french import plain, within

ROWS = ""
"""Key of the heading of the rows themselves among those of the columns."""
LONGEST = 34
"""Letters of a noun that a title can hold; beyond, its first word is enough."""
_NO_THINGS = frozenset(
    {
        *("tonnages", "effectifs", "hauteurs", "debits", "niveaux", "budgets", "comptes"),
        *("donnees", "statistiques", "limites", "contours", "tarifs", "horaires", "prix"),
        *("populations", "consommations", "series", "indicateurs", "chiffres", "temperatures"),
        *("quantites", "montants", "depenses", "recettes", "finances", "ressources", "archives"),
        *("informations", "reseaux", "plans", "acces", "temps", "repartitions", "emissions"),
    }
)
"""Plurals of which a row is not one."""
_ASIDE = re.compile(r"\s*(\(.*?\)|\[.*?\]|[,:;–—].*|\b(en\s+)?(19|20)\d\d\b.*)")
_COMPLEMENT = re.compile(r"^(de|des|du|d['’]|à|aux)\b", re.IGNORECASE)
_SHARED = re.compile(r"\b(par|selon)\b", re.IGNORECASE)


def rows_called(title: str) -> str:
    """Give the plural noun that a title gives to its rows; empty where it says nothing.

    Examples
    --------
    >>> rows_called("Arrêts de bus"), rows_called("Quartiers statistiques (IRIS)")
    ('arrêts de bus', 'quartiers statistiques')
    >>> rows_called("Écoles et arrêts de bus à moins de 300 m"), rows_called("Routes et rues")
    ('écoles', 'routes et rues')
    >>> [rows_called(t) for t in ("Qualité de l’air", "Tonnages de déchets", "Bornes par commune")]
    ['', '', '']
    """
    bare = _ASIDE.sub("", title).strip()
    words = bare.split()
    if not words or plain(words[0]) in _NO_THINGS or _SHARED.search(bare):
        return ""
    if len(words[0]) < 4 or words[0][-1] not in "sx" or words[0].isupper():
        return ""
    first, _and, other = bare.partition(" et ")
    if other and len(words) > 3:
        bare = words[0] if _COMPLEMENT.match(other) else first
    return within(bare if len(bare) <= LONGEST else words[0])
