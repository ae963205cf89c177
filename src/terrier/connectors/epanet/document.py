"""An input file of EPANET taken apart into lines, each in its section.

Source: Rossman et al., EPANET 2.2 User Manual, EPA/600/R-20/133, appendix C.2: sections in any
order, headings known by their first letters, `;` begins a comment, text between quotes is one word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from terrier.domain.kernel.errors import Unreadable
from terrier.domain.topology.models.epanet_tables import SECTIONS

LONGEST_LINE = 1 << 16
"""Characters; EPANET itself stops at 1 024."""
_KNOWN_BY = 4
"""Letters of a heading that tell its section (`match` in EPANET's input2.c)."""
_SPACE = " \t\r\n\v\f"
"""White space as EPANET knows it: a no-break space is a letter."""
_HEADING = re.compile(r"\s*\[\s*([^\]\s]*)", re.ASCII)
_WORD = re.compile(r'"([^"]*)"?|([^\s"]+)', re.ASCII)
_COLUMN_NAMES = re.compile(r"\s*;\s*(?:(?:id|node|link|junction|x-coord)\b|-{3})", re.I | re.A)


@dataclass(frozen=True)
class Line:
    """One line that says something."""

    number: int
    section: str
    text: str

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words before any comment, quotes taken off."""
        found = _WORD.finditer(self._halves[0])
        return tuple(w.group(1) if w.group(1) is not None else w.group(2) for w in found)

    @property
    def comment(self) -> str | None:
        """What follows the first `;`, None where it says nothing."""
        return self._halves[1].strip() or None

    @cached_property
    def _halves(self) -> tuple[str, str]:
        if '"' not in self.text:
            said, _, comment = self.text.partition(";")
            return said, comment
        quoted = False
        for at, character in enumerate(self.text):
            quoted ^= character == '"'
            if character == ";" and not quoted:
                return self.text[:at], self.text[at + 1 :]
        return self.text, ""


def lines(path: Path, encoding: str) -> Iterator[Line]:
    """Read the lines of a file, without headings, blank lines and names of columns.

    Parameters
    ----------
    path
        The .inp file.
    encoding
        Python codec; characters that it does not know become U+FFFD.

    Raises
    ------
    Unreadable
        Where a line is longer than a person or EPANET would write it.
    """
    section = ""
    with path.open(encoding=encoding, errors="replace") as file:
        number = 0
        while raw := file.readline(LONGEST_LINE + 1):
            number += 1
            raw = raw.removeprefix("\ufeff") if number == 1 else raw
            if len(raw) > LONGEST_LINE:
                raise Unreadable(
                    f"La ligne {number} dépasse {LONGEST_LINE} caractères : ce n'est pas un "
                    "fichier EPANET, ou il est abîmé. Réenregistrez le réseau depuis EPANET, puis "
                    "renvoyez le .inp."
                )
            heading = _HEADING.match(raw)
            if heading:
                section = section_of(heading.group(1))
            elif raw.strip(_SPACE) and not _COLUMN_NAMES.match(raw):
                yield Line(number, section, raw.rstrip("\r\n"))


def section_of(heading: str) -> str:
    """Give the section that a heading names, in capitals; itself where EPANET has none such.

    Examples
    --------
    >>> section_of("junc"), section_of("Reservoirs"), section_of("foo")
    ('JUNCTIONS', 'RESERVOIRS', 'FOO')
    """
    plain = heading.upper()
    for name in SECTIONS:
        if plain[:_KNOWN_BY] == name[:_KNOWN_BY]:
            return name
    return plain
