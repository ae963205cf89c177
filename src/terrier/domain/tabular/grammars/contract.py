"""What a grammar declares. The lake renders it to SQL; there is no second parser."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from terrier.domain.tabular.names import plain_label

OUTER_SPACES = r"[\s\x{a0}\x{202f}\x{2009}\x{feff}]*"
"""RE2 class of what may stand around a value: spaces, no-break, narrow no-break and thin ones."""

LEADING_ZERO = rf"{OUTER_SPACES}0[0-9]+{OUTER_SPACES}"
"""A digits-only value that is a code, not a number."""
INNER_SPACE = r"[ \x{a0}\x{202f}\x{2009}]"
SPACES = " \u00a0\u202f\u2009"


class Reading(StrEnum):
    """How the rewritten text becomes a value."""

    TEXT = "text"
    NUMBER = "number"
    """Cast to the column's measured type: BIGINT, DECIMAL or DOUBLE."""
    CAST = "cast"
    PARSE = "parse"
    """Parsed by `formats` (strptime), then cast."""
    EXCEL_DAYS = "excel_days"
    """Days since 30 December 1899, as Excel and LibreOffice count them."""
    EXCEL_MOMENTS = "excel_moments"
    """The same with the hour as a fraction of the day, to the nearest second."""
    TRUTH = "truth"
    """Looked up in `truths` and `falsehoods`."""
    NATIVE = "native"
    """Already typed by the source."""


@dataclass(frozen=True)
class Translate:
    """Replace characters one for one; characters without a counterpart are removed."""

    name: str
    source: str
    target: str = ""


@dataclass(frozen=True)
class Substitute:
    """Replace every match of an RE2 pattern."""

    name: str
    pattern: str
    replacement: str


@dataclass(frozen=True)
class Replace:
    """Replace every occurrence of a text."""

    name: str
    old: str
    new: str = ""


@dataclass(frozen=True)
class LowerPlain:
    """Put in lower case and remove accents."""

    name: str = "minuscules sans accents"


Rewrite = Translate | Substitute | Replace | LowerPlain


@dataclass(frozen=True)
class Usual:
    """The usual writing of a grammar, tried first for speed.

    Every value that it matches is one of the grammar, and means what the full rewrites give.

    Parameters
    ----------
    pattern
        RE2 pattern of the usual writing, without outer spaces.
    rewrites
        The few rewrites that it needs.
    """

    pattern: str
    rewrites: tuple[Rewrite, ...] = ()


@dataclass(frozen=True)
class Grammar:
    """One way of writing values.

    Parameters
    ----------
    id
        Stable identifier, kept in plans.
    label
        French name of one value: « nombre à virgule ».
    plural
        The same with its article, for sentences: « des nombres à virgule ».
    type
        DuckDB type of the values; empty for numbers, whose type is measured on all rows.
    pattern
        RE2 pattern of the whole value, outer spaces apart.
    example
        A raw value and what it becomes.
    headers
        Pattern of plain labels under which alone the grammar is proposed; None: anywhere.
    usual
        A shortcut for speed.
    needs_both
        For booleans: proposed only where both answers are seen.
    """

    id: str
    label: str
    plural: str
    type: str
    pattern: str
    reading: Reading
    example: tuple[str, str]
    rewrites: tuple[Rewrite, ...] = ()
    usual: Usual | None = None
    formats: tuple[str, ...] = ()
    truths: tuple[str, ...] = ()
    falsehoods: tuple[str, ...] = ()
    unit: str | None = None
    headers: str | None = None
    needs_both: bool = False

    def applies_to(self, label: str) -> bool:
        """Say whether the grammar may be proposed under a header."""
        return self.headers is None or bool(re.fullmatch(self.headers, plain_label(label)))


PARENTHESES = "parentheses_negative"
"""Option of number columns: `(12,5)` is −12.5."""
QUALIFIED = "qualified"
"""Option of number columns: `<0,05` is 0.05 with `<` in the qualifier column."""
EMPTY_IS_FALSE = "empty_is_false"
"""Option of boolean columns: an empty box is « non »."""
NUMBER_TYPE = "type"
"""Option of number columns: the type measured on all rows."""
PAD = "pad"
"""Option of code columns: number of characters that leading zeros bring the code to."""
QUALIFIER_SUFFIX = "_qualificatif"
QUALIFIER = r"[<>≤≥]=?"


def full_pattern(grammar: Grammar, options: dict[str, object]) -> str:
    """Give the RE2 pattern of the whole raw value, decorations of the options included."""
    pattern = f"(?:{grammar.pattern})"
    if options.get(PARENTHESES):
        pattern = rf"(?:{pattern}|\({INNER_SPACE}?{pattern}{INNER_SPACE}?\))"
    if options.get(QUALIFIED):
        pattern = f"(?:{QUALIFIER}{INNER_SPACE}?)?{pattern}"
    return f"{OUTER_SPACES}{pattern}{OUTER_SPACES}"
