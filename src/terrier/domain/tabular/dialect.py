"""How the cells of a delimited text are separated and quoted."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

SEPARATORS = (";", "\t", "|", ",", "~", "^", ":", " ")
"""In order of preference: a comma is also the French decimal sign."""
NO_SEPARATOR = ""
"""A file of one column."""
NAMES = {
    ";": "point-virgule",
    "\t": "tabulation",
    "|": "barre verticale",
    ",": "virgule",
    " ": "espace",
    ":": "deux-points",
    NO_SEPARATOR: "aucun (une seule colonne)",
}
_WEAK = frozenset(": ")
_DECLARED = re.compile(r'^"?sep=(.)"?\s*$', re.IGNORECASE)
_UNUSED = "\x1f"


@dataclass(frozen=True)
class Dialect:
    """The separator and the quote of a text, and why."""

    separator: str
    """One character, or `NO_SEPARATOR`."""
    quote: str
    """`"`, `'`, or "" where quotes are ordinary characters."""
    width: int
    """Number of cells that most lines have."""
    proof: str
    """French sentence."""


def declared_separator(first_line: str) -> str | None:
    """Read the `sep=;` line that Excel puts first.

    Examples
    --------
    >>> declared_separator("sep=;")
    ';'
    """
    found = _DECLARED.match(first_line.strip("\r\n"))
    return found.group(1) if found else None


def split(lines: Iterable[str], separator: str, quote: str) -> list[list[str]]:
    """Cut sample lines into cells.

    Parameters
    ----------
    lines
        Text lines with their ends.
    separator, quote
        As in `Dialect`.

    Returns
    -------
    list of list of str
        One list of cells per record; blank lines give an empty list.
    """
    return list(
        csv.reader(
            lines,
            delimiter=separator or _UNUSED,
            quotechar=quote or None,
            quoting=csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE,
        )
    )


def guess_dialect(samples: Sequence[Sequence[str]], declared: str | None = None) -> Dialect:
    """Choose separator and quote by how evenly they cut the lines.

    Parameters
    ----------
    samples
        Runs of consecutive lines with their ends, from several places of the text.
    declared
        Separator that the file itself declares.

    Returns
    -------
    Dialect

    Examples
    --------
    >>> guess_dialect([["a;b\\n", "1,5;2,5\\n"]]).separator
    ';'
    """
    lines = [line for run in samples for line in run if line.strip()]
    quote = _quote(lines)
    if declared:
        width, _ = _evenness(samples, declared, quote)
        return Dialect(declared, quote, width, f"Le fichier le déclare : « sep={declared} ».")
    best: tuple[float, str, int] = (0.0, NO_SEPARATOR, 1)
    for rank, separator in enumerate(SEPARATORS):
        width, share = _evenness(samples, separator, quote)
        if width < 2 or not _plausible(separator, share, lines):
            continue
        score = share + min(width, 12) / 60 - rank / 50
        if score > best[0]:
            best = (score, separator, width)
    _, separator, width = best
    if separator == NO_SEPARATOR:
        return Dialect(separator, quote, 1, "Aucun signe ne coupe les lignes régulièrement.")
    name = NAMES.get(separator, separator)
    return Dialect(
        separator, quote, width, f"Le signe « {name} » coupe les lignes en {width} cellules."
    )


def _plausible(separator: str, share: float, lines: Sequence[str]) -> bool:
    if share < (0.95 if separator in _WEAK else 0.5):
        return False
    if separator != ",":
        return separator not in _WEAK or len(lines) > 2
    # One column of decimal commas: the header has no comma, every value has exactly one.
    body = lines[1:]
    decimals = sum(bool(re.fullmatch(r"\s*-?\d+(,\d+)?\s*", line)) for line in body)
    return not ("," not in lines[0] and body and decimals == len(body))


def _evenness(samples: Sequence[Sequence[str]], separator: str, quote: str) -> tuple[int, float]:
    widths: Counter[int] = Counter()
    for run in samples:
        rows = split(run, separator, quote)
        widths.update(len(row) for row in rows if any(c.strip() for c in row))
    if not widths:
        return 1, 0.0
    several = Counter({w: n for w, n in widths.items() if w > 1}) or widths
    width, _ = several.most_common(1)[0]
    # A row with trailing empty cells missing or in excess still speaks for the separator.
    near = sum(n for w, n in widths.items() if abs(w - width) <= max(0, width // 4) and w > 1)
    exact = widths[width]
    return width, (exact + 0.5 * (near - exact)) / widths.total()


def _quote(lines: Sequence[str]) -> str:
    text = "".join(lines)
    edges = re.compile(r"(?:^|[;,\t|])(['\"])(?:[^\n]*?)\1(?=[;,\t|\r\n]|$)", re.MULTILINE)
    found = Counter(match.group(1) for match in edges.finditer(text))
    if found["'"] > 3 and found["'"] > 3 * found['"'] and found["'"] > 0.3 * len(lines):
        return "'"
    return '"'
