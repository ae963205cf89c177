"""From the header that people read to the identifier that the lake uses."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from terrier.domain.tabular.plan import RESERVED_COLUMNS

LONGEST = 63


def plain_label(label: str) -> str:
    """Put a header in lower-case ASCII words joined by `_`.

    Examples
    --------
    >>> plain_label("Code INSEE (commune)")
    'code_insee_commune'
    >>> plain_label("codePostal")
    'code_postal'
    """
    spaced = re.sub(r"([a-zà-ÿ])([A-ZÀ-Þ])", r"\1_\2", label.replace("œ", "oe").replace("Œ", "OE"))
    ascii_only = unicodedata.normalize("NFKD", spaced).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", ascii_only.lower()).strip("_")


def lake_names(labels: Sequence[str], reserved: Iterable[str] = ()) -> tuple[str, ...]:
    """Give each header a unique lower-case ASCII identifier of at most 63 characters.

    Parameters
    ----------
    labels
        Headers in order; empty ones become `colonne_3` (their 1-based rank).
    reserved
        Names that must not be given, beside the lake's own columns.

    Examples
    --------
    >>> lake_names(["Année", "année", "", "2024"])
    ('annee', 'annee_2', 'colonne_3', 'c_2024')
    """
    taken = set(RESERVED_COLUMNS) | set(reserved)
    names = []
    for rank, label in enumerate(labels, start=1):
        stem = plain_label(label)[:LONGEST].strip("_") or f"colonne_{rank}"
        stem = f"c_{stem}"[:LONGEST] if stem[0].isdigit() else stem
        name, repeat = stem, 1
        while name in taken:
            repeat += 1
            ending = f"_{repeat}"
            name = stem[: LONGEST - len(ending)] + ending
        taken.add(name)
        names.append(name)
    return tuple(names)
