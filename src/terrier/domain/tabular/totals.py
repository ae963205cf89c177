"""The total line that people leave at the bottom of a table."""

from __future__ import annotations

import re
from collections.abc import Sequence

_TOTAL = re.compile(
    r"(?:(?:sous[- ]?)?tota(?:l|ux)(?:\s+g[ée]n[ée]ra(?:l|ux))?(?:\s.{0,40})?"
    r"|somme|ensemble|cumul)\s*:?",
    re.IGNORECASE,
)
_BRAND = re.compile(r"total\s*[ée]nergies?\b", re.IGNORECASE)
_NUMBER = re.compile(r"[-+(]?[\d\s\u00a0\u202f.,]*\d[\s\u00a0\u202f]*[%€)]?")
MOST = 5
"""A table ends with at most this many total lines; more are records."""


def is_total(cells: Sequence[str | None]) -> bool:
    """Tell whether a row of cells is a total line.

    Its first word is one of *total*, *totaux*, *somme*, *ensemble*, *cumul*; what else it
    holds are figures.

    Examples
    --------
    >>> is_total(["Total", "", "1 234,5"])
    True
    >>> is_total(["Total Énergies", "Mâcon", "12"])
    False
    """
    filled = [c.strip() for c in cells if c and c.strip()]
    if len(filled) < 2 or _BRAND.match(filled[0]) or not _TOTAL.fullmatch(filled[0]):
        return False
    return all(_NUMBER.fullmatch(c) for c in filled[1:])


def totals_at_bottom(rows: Sequence[Sequence[str | None]]) -> int:
    """Count the total lines that end a table.

    Parameters
    ----------
    rows
        The last rows of the table, in order; blank ones are passed over.

    Returns
    -------
    int
        Number of total lines, 0 to `MOST`.
    """
    count = 0
    for row in reversed(rows):
        if not any(c and c.strip() for c in row):
            continue
        if not is_total(row) or count == MOST:
            break
        count += 1
    return count
