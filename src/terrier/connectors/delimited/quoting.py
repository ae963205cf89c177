"""Quotes that may hide something: several lines read as one record, text after a quote."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from terrier.connectors.delimited.records import quoted_cell, record_pattern

_MOST_TOLD = 3
"""Swallowed lines that are told one by one."""


@dataclass
class OddQuotes:
    """What the quotes of a text may have hidden, gathered record by record.

    Examples
    --------
    >>> odd = OddQuotes(";", '"', 3)
    >>> odd.look(2, b'1;"abc;x\\n2;def;y\\n3;"ghi";z\\n')
    >>> list(odd.notes())[0][:64]
    "Lignes 2 à 4 : un guillemet ouvert n'est fermé que plus loin ; c"
    """

    separator: str
    quote: str
    width: int
    """Cells that a line of the table has."""
    swallowed: list[tuple[int, int]] = field(default_factory=list)
    """First and last line of records that may be several."""
    more: int = 0
    """Such records beyond those that are told."""
    first_inside: int = 0
    """The first line where a quote closes inside a cell; 0: none."""
    inside: int = 0
    """Lines where a quote closes inside a cell."""

    def __post_init__(self) -> None:
        """Compile what a record and a cell closed too early look like."""
        separator, quote = self.separator.encode(), self.quote.encode()
        self._quote, self._separator = quote, separator or b"\x1f"
        if quote:
            self._record = record_pattern(separator, quote)
            self._closes_inside = _closes_inside(separator, quote)

    def look(self, line: int, raw: bytes) -> None:
        """Judge one record, with its line end, that starts at a physical line."""
        if not self._quote or self._quote not in raw:
            return
        lines = raw.removesuffix(b"\n").split(b"\n")
        inside = self._closes_inside.match(raw) is not None
        if len(lines) == 1:
            self.inside += inside
            self.first_inside = self.first_inside or line * inside
        elif inside or (self._would_be_records(lines) and self._record.fullmatch(raw)):
            if len(self.swallowed) < _MOST_TOLD:
                self.swallowed.append((line, line + len(lines) - 1))
            else:
                self.more += 1

    def _would_be_records(self, lines: list[bytes]) -> bool:
        between = self.width - 1
        return between > 0 and all(line.count(self._separator) == between for line in lines)

    def notes(self) -> Iterator[str]:
        """Say it in words, with the remedy."""
        for first, last in self.swallowed:
            number = last - first + 1
            yield (
                f"Lignes {first} à {last} : un guillemet ouvert n'est fermé que plus loin ; ces "
                f"{number} lignes n'en font qu'une. Si ce sont {number} enregistrements, fermez "
                f"le guillemet de la ligne {first}."
            )
        if self.more:
            yield f"D'autres guillemets réunissent ainsi des lignes : {self.more} fois de plus."
        if self.inside:
            yield (
                f"Ligne {self.first_inside} : un guillemet se ferme au milieu d'une cellule ; le "
                "texte est lu sans ce guillemet"
                + (f" ({self.inside} lignes sont ainsi)." if self.inside > 1 else ".")
            )


def _closes_inside(separator: bytes, quote: bytes) -> re.Pattern[bytes]:
    """Match a record where something other than spaces follows a closing quote."""
    s, quoted = re.escape(separator or b"\x1f"), quoted_cell(quote)
    cell = rb"(?:%b[^%b\n]*+|(?!%b)[^%b\n]*+)" % (quoted, s, re.escape(quote), s)
    return re.compile(rb"(?:%b%b)*?%b(?:(?!%b) )*+[^%b\n]" % (cell, s, quoted, s, s))
