"""Columns of years, told by their headers."""

from __future__ import annotations

import re
import unicodedata

_YEARS = re.compile(r"^(?:an|year)(?![a-z])|(?<![a-z])(?:annee|exercice|millesime)(?![a-z])")


def names_years(header: str) -> bool:
    """Say whether a header announces years: numbers that are read, never added.

    Examples
    --------
    >>> [names_years(h) for h in ("Année scolaire", "an_pose", "Tonnage par an", "Nombre d’années")]
    [True, True, False, False]
    """
    apart = unicodedata.normalize("NFD", header.casefold())
    return bool(_YEARS.search("".join(c for c in apart if not unicodedata.combining(c))))
