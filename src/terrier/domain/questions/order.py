"""The order in which French readers look for names."""

from __future__ import annotations

import unicodedata


def sort_key(name: str) -> str:
    """Order names without capitals and accents.

    Examples
    --------
    >>> sorted(["Étrigny", "Fleurville", "Dulphey"], key=sort_key)
    ['Dulphey', 'Étrigny', 'Fleurville']
    """
    apart = unicodedata.normalize("NFD", name.casefold())
    return "".join(c for c in apart if not unicodedata.combining(c))
