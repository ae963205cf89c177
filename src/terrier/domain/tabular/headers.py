"""Where the header of a table stands, and the names that its columns get."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from terrier.domain.kernel.counting import counted
from terrier.domain.tabular.plan import RESERVED_COLUMNS

Row = Sequence[str | None]
_NUMBER = re.compile(r"[-+(<]*[\d\s\u00a0\u202f.,]*\d(?:[eE][-+]?\d+)?[\s\u00a0\u202f]*[%€)]?")
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[T @].*)?")
_YEAR = re.compile(r"(?:19|20)\d\d")
JOINT = " – "
"""Stands between a heading that spans several columns and that of one of them."""
_LOOKED_AT = 100
_DEEPEST = 40
"""A header further down than this is not looked for."""


@dataclass(frozen=True)
class HeaderGuess:
    """The place of a header among rows."""

    index: int
    """0-based index of its first row; of the first record where `rows` is 0."""
    rows: int
    """Number of header rows, 0: the table has none."""
    labels: tuple[str, ...]
    """Cleaned headers, "" where a column has none; empty where `rows` is 0."""
    proof: str
    """French sentence."""


def find_header(rows: Sequence[Row], groups: frozenset[int] | None = None) -> HeaderGuess:
    """Find the header among the first rows of a table.

    Parameters
    ----------
    rows
        First rows as text, blank ones included.
    groups
        Indexes of rows known to hold headings that span several columns, these already written
        in each column (merged cells of a workbook); None where the file does not say.

    Returns
    -------
    HeaderGuess
    """
    start = _first_full_row(rows)
    if start is None:
        return HeaderGuess(0, 0, (), "Le tableau est vide.")
    index = start
    while index + 1 < len(rows) and _same(rows[index], rows[index + 1]):
        index += 1
    body = [r for r in rows[index + 1 :] if filled(r)][:_LOOKED_AT]
    if not _is_header(rows[index], body):
        return HeaderGuess(start, 0, (), "La première ligne ressemble déjà à des données.")
    grouped = groups is not None and index in groups
    last = index + 1 if _is_second_row(rows, index, grouped) else index
    first = index
    known = groups is not None and index - 1 in groups
    if last == index and index and _is_group_row(rows[index - 1], rows[index], known):
        first = index - 1
    labels = join_labels(rows[first : last + 1], spread=groups is None)
    shown = ", ".join(f"« {label} »" for label in [x for x in labels if x][:4])
    above = f" ; {counted(first, 'ligne', 'lignes')} de titre au-dessus" if first else ""
    return HeaderGuess(first, last - first + 1, labels, f"En-têtes lus : {shown}{above}.")


def join_labels(rows: Sequence[Row], *, spread: bool = True) -> tuple[str, ...]:
    """Join header rows into one label per column.

    Where `spread`, an upper heading also stands for the empty cells on its right.

    Examples
    --------
    >>> join_labels([["", "Eau", ""], ["Commune", "m3", "€"]])
    ('Commune', 'Eau – m3', 'Eau – €')
    """
    width = max((len(r) for r in rows), default=0)
    parts: list[list[str]] = [[] for _ in range(width)]
    for depth, row in enumerate(rows):
        left = ""
        for i in range(width):
            text = clean_label(row[i] if i < len(row) else None)
            if spread and depth < len(rows) - 1:
                left = text or left
                text = left
            if text and text not in parts[i]:
                parts[i].append(text)
    return tuple(JOINT.join(p) for p in parts)


def clean_label(text: str | None) -> str:
    """Take line breaks, control characters and outer spaces out of a header."""
    return re.sub(r"[\s\x00-\x1f\ufeff]+", " ", text or "").strip()


def unique_names(labels: Sequence[str]) -> tuple[str, ...]:
    """Give each column a staged name: its header, unique without regard to case.

    Examples
    --------
    >>> unique_names(["Nom", "", "NOM"])
    ('Nom', 'colonne 2', 'NOM (2)')
    """
    taken = set(RESERVED_COLUMNS)
    names = []
    for number, label in enumerate(labels, start=1):
        wanted = label or f"colonne {number}"
        name, times = wanted, 1
        while name.casefold() in taken:
            times += 1
            name = f"{wanted} ({times})"
        taken.add(name.casefold())
        names.append(name)
    return tuple(names)


def filled(row: Row) -> int:
    """Count the cells that hold something."""
    return sum(1 for c in row if c and c.strip())


def _first_full_row(rows: Sequence[Row]) -> int | None:
    counts = [filled(r) for r in rows]
    some = [n for n in counts if n]
    if not some:
        return None
    typical = median(some[len(some) // 3 :] or some)
    for i, count in enumerate(counts[:_DEEPEST]):
        if count and count >= max(1 if typical < 2 else 2, 0.5 * typical):
            return i
    return next(i for i, n in enumerate(counts) if n)


def _same(one: Row, other: Row) -> bool:
    return filled(one) > 1 and list(one) == list(other)


def _kind(cell: str | None) -> str:
    text = (cell or "").strip()
    if not text:
        return "empty"
    if _DATE.fullmatch(text):
        return "date"
    return "number" if _NUMBER.fullmatch(text) else "text"


def _column_kinds(body: Sequence[Row], width: int) -> list[str]:
    kinds = []
    for i in range(width):
        seen = Counter(_kind(r[i]) for r in body if i < len(r))
        del seen["empty"]
        kind, times = seen.most_common(1)[0] if seen else ("empty", 0)
        kinds.append(kind if times >= 0.7 * seen.total() else "mixed")
    return kinds


def _is_header(row: Row, body: Sequence[Row]) -> bool:
    cells = [(c or "").strip() for c in row]
    if not body:
        return all(_kind(c) in ("text", "empty") for c in cells)
    for_it, against = _evidence(cells, body)
    if for_it or against:
        return for_it >= against
    for i, cell in enumerate(cells):
        column = Counter((r[i] or "").strip() for r in body if i < len(r))
        if cell and column[cell] >= 2:
            return False
    return True


def _evidence(cells: Sequence[str], body: Sequence[Row]) -> tuple[int, int]:
    years = sum(1 for c in cells if _YEAR.fullmatch(c)) > 1
    for_it = against = 0
    for cell, kind in zip(cells, _column_kinds(body, len(cells)), strict=True):
        own = _kind(cell)
        if own == "empty" or (years and _YEAR.fullmatch(cell)):
            continue
        if own == "text":
            for_it += kind in ("number", "date")
        else:
            against += 2 if own == kind else 1
    return for_it, against


def _is_second_row(rows: Sequence[Row], index: int, grouped: bool) -> bool:
    """Tell whether a header goes on below: under headings with gaps, or known to span columns."""
    if index + 3 > len(rows):
        return False
    upper, lower = rows[index], rows[index + 1]
    gaps = sum(
        1
        for u, low in zip(upper, lower, strict=False)
        if not (u or "").strip() and _kind(low) == "text"
    )
    if not (gaps or grouped) or any(_kind(c) in ("number", "date") for c in lower):
        return False
    body = [r for r in rows[index + 2 :] if filled(r)][:_LOOKED_AT]
    for_it, against = _evidence([(c or "").strip() for c in lower], body)
    return for_it > against


def _is_group_row(row: Row, header: Row, known: bool) -> bool:
    texts = [c for c in row if c and c.strip()]
    if not texts or any(_kind(c) != "text" for c in texts):
        return False
    if known:
        return True
    gaps = len(row) - len(texts)
    ends = any(c.rstrip().endswith(":") for c in texts)
    return len(texts) >= 2 and gaps >= 2 and len(row) == len(header) and not ends


def title_in_words(name: str) -> str:
    """Write the name of a file, sheet or layer as a title.

    Examples
    --------
    >>> title_in_words("poteaux_bouches")
    'Poteaux bouches'
    """
    words = " ".join(name.replace("_", " ").split())
    return words[:1].upper() + words[1:]
