"""What a template of a page needs, and what it asks of what answers the need."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

from terrier.domain.kernel.years import names_years
from terrier.domain.questions.question import Grouping, Measure, Order, Part, Per, Question
from terrier.domain.tabular.names import plain_label
from terrier.lake.filters.values import NUMERIC, TEMPORAL, family

from ..choices import Kind, Width

COMMUNE_CODE = "commune_code"


def plain_words(text: str) -> str:
    """Put a text in lower-case ASCII words."""
    return plain_label(text).replace("_", " ")


@dataclass(frozen=True)
class Told:
    """What is known of a column."""

    name: str
    label: str
    unit: str
    type: str
    concept: str
    first: str = ""
    last: str = ""
    """Lowest and highest values, as texts; known of the columns that a template draws from."""
    values: tuple[str, ...] = ()
    """Most frequent ones, where values repeat; known of the same columns."""

    @property
    def words(self) -> str:
        """Give its label and its name, plain."""
        return plain_words(f"{self.label} {self.name}")

    @property
    def numeric(self) -> bool:
        """Say whether it can be added up."""
        return family(self.type) in NUMERIC and self.concept == ""

    @property
    def year(self) -> bool:
        """Say whether it holds years written as numbers."""
        named = names_years(self.name) or names_years(self.label)
        return family(self.type) == "integer" and named

    def whole_year(self, today: date) -> int | None:
        """Give the last year that is over and filled to its end; None: there is none."""
        first, last = (
            int(text[:4]) if text[:4].isdigit() else 0 for text in (self.first, self.last)
        )
        reached = self.year or self.last[5:7] == "12"
        year = min(last if reached else last - 1, today.year - 1)
        return year if first and year >= first else None

    def within(self, year: int) -> tuple[tuple[str, str], ...]:
        """Write the filters that keep a year of it."""
        name = f"f.{self.name}"
        if self.year:
            return ((name, f"eq:{year}"),)
        end = f"lte:{year}-12-31" if family(self.type) == "date" else f"lt:{year + 1}-01-01"
        return ((name, f"gte:{year}-01-01"), (name, end))


Fits = Callable[[Told], int | None]
"""Says how well a column plays a role, 0 the best; None: it does not."""


def measure(*words: str, unit: str = "") -> Fits:
    """Ask for numbers whose label says what they are, the first words the best; else whose unit."""

    def fits(column: Told) -> int | None:
        if not column.numeric or column.year:
            return None
        known = unit and re.fullmatch(unit, column.unit, re.IGNORECASE)
        return _rank(words, column, len(words) if known else None)

    return fits


def category(*words: str) -> Fits:
    """Ask for words that put rows in groups, whose label says what they are."""

    def fits(column: Told) -> int | None:
        plain = family(column.type) in {"text", "boolean"}
        return _rank(words, column) if plain and column.concept in {"", "commune_name"} else None

    return fits


def _rank(words: Iterable[str], column: Told, otherwise: int | None = None) -> int | None:
    found = (rank for rank, one in enumerate(words) if re.search(one, column.words))
    return next(found, otherwise)


def commune(column: Told) -> int | None:
    """Ask for the codes of communes."""
    return 0 if column.concept == COMMUNE_CODE else None


def moment(column: Told) -> int | None:
    """Ask for days, hours or years."""
    return 0 if family(column.type) in TEMPORAL or column.year else None


def instant(column: Told) -> int | None:
    """Ask for hours of days."""
    return 0 if family(column.type).startswith("timestamp") else None


@dataclass(frozen=True)
class Need:
    """A table that a template looks for."""

    words: str
    """In French, to say what is missing: « les tonnages de déchets par commune »."""
    about: str
    """Pattern of the plain title and keywords of the dataset."""
    roles: Mapping[str, Fits]

    def answered_by(self, columns: Iterable[Told]) -> dict[str, Told] | None:
        """Give a column for each role, none serving two; None where one is lacking."""
        known = list(columns)
        chosen: dict[str, Told] = {}
        for role, fits in self.roles.items():
            free = [c for c in known if c not in chosen.values() and fits(c) is not None]
            if not free:
                return None
            chosen[role] = min(free, key=fits)
        return chosen


Ask = Callable[[Mapping[str, Told], date], Question | None]
"""Asks of the columns that play the roles of a need; None where they cannot be asked that."""


@dataclass(frozen=True)
class Wish:
    """A block of a template."""

    kind: Kind
    title: str
    """`{year}` stands for « , en 2025 », where the block is of the last whole year."""
    need: Need
    ask: Ask
    width: Width = Width.FULL
    form: str = ""
    note: str = ""


@dataclass(frozen=True)
class Starter:
    """A template of a page."""

    id: str
    title: str
    summary: str
    theme: str
    opening: str
    """First text of the page: true whatever the data."""
    wishes: tuple[Wish, ...]


@dataclass(frozen=True)
class Only:
    """Rows that a wish is about."""

    role: str
    starting: str
    """First letters of the one value that is kept, in plain words: « depense »."""

    def filters(self, columns: Mapping[str, Told]) -> tuple[tuple[str, str], ...] | None:
        """Write the filter; None where no value of the column is meant."""
        column = columns[self.role]
        meant = [v for v in column.values if plain_words(v).startswith(self.starting)]
        return ((f"f.{column.name}", f"eq:{meant[0]}"),) if len(meant) == 1 else None


def asks(
    kind: Measure,
    role: str = "",
    by: str | tuple[str, ...] = (),
    *,
    part: Part | tuple[Part, ...] = Part.VALUE,
    per: Per = Per.NOTHING,
    order: Order = Order.KEY,
    first: int | None = None,
    last_year: bool = False,
    only: Only | None = None,
    between: tuple[int, int] | None = None,
) -> Ask:
    """Make the question of a wish.

    Parameters
    ----------
    kind, role
        What is measured, and of which role; rows are counted where there is none.
    by, part
        Roles that make the groups, and which part of each; a role that has no such part (years
        written as numbers have no months) has no question.
    last_year
        Whether the last whole year alone is kept, of the role `moment`; all of it where no year
        is whole.
    only, between
        Rows that are kept; values of the measured role that are kept.
    """
    roles = (by,) if isinstance(by, str) else by
    parts = (part,) if isinstance(part, Part) else part

    def ask(columns: Mapping[str, Told], today: date) -> Question | None:
        groups = [
            _grouping(columns[name], p)
            for name, p in zip_longest(roles, parts[: len(roles)], fillvalue=Part.VALUE)
        ]
        kept = only.filters(columns) if only else ()
        if None in groups or kept is None:
            return None
        year = columns["moment"].whole_year(today) if last_year else None
        kept += columns["moment"].within(year) if year else ()
        if between:
            low, high = between
            kept += tuple(
                (f"f.{columns[role].name}", f"{op}:{v}") for op, v in (("gte", low), ("lte", high))
            )
        return Question(
            measure=kind,
            of=columns[role].name if role else "",
            by=tuple(group for group in groups if group),
            per=per,
            order=order,
            first=first,
            filters=kept,
        )

    return ask


def _grouping(column: Told, part: Part) -> Grouping | None:
    """Group by a part of a moment; years written as numbers are no months, days are no hours."""
    if column.year:
        return Grouping(column.name) if part in {Part.VALUE, Part.YEAR} else None
    if part is Part.HOUR and instant(column) is None:
        return None
    return Grouping(column.name, part)
