"""The answer to a question: its groups, with everything that a table, a chart or a map needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from terrier.domain.questions.question import Question

Value = str | int | float | Decimal | bool | date | datetime | None


@dataclass(frozen=True)
class Heading:
    """A column of the answer."""

    label: str
    unit: str = ""
    family: str = "text"
    """Family of the values, as `terrier.lake.filters.values.family` names them."""
    concept: str = ""
    """`commune_code` …: what a map needs to know."""
    repeated: bool = False
    """Whether one value stands on several rows: its total would count it again."""


@dataclass(frozen=True)
class Group:
    """One group of the answer."""

    keys: tuple[Value, ...]
    """One per grouping, typed; the first day of a period, the lower end of a band (minus infinity
    below the first limit); None: rows without a value."""
    names: tuple[str, ...]
    """The keys in French words: « janvier 2025 », « Tournus », « de 10 à 20 »."""
    value: float | int | Decimal | None
    """None where there is nothing to measure, or where it is suppressed."""
    rows: int | None
    """Number of rows; None where it is suppressed."""
    filled: tuple[int, ...] = ()
    """Rows with a value, for each column that is measured; empty where it is suppressed."""
    against: float | int | Decimal | None = None
    """The second measure, where one was asked."""
    others: bool = False
    """Whether it gathers what is beyond the first N."""
    suppressed: bool = False
    """Whether the group is too small to be told, or would give back one that is."""


@dataclass(frozen=True)
class Answer:
    """The groups of a question, exact over every row that the reader may see."""

    question: Question
    by: tuple[Heading, ...]
    measured: Heading
    groups: tuple[Group, ...]
    total: float | int | Decimal | None
    """The measure over all the rows; None where it makes no sense or is suppressed."""
    rows: int | None
    """Rows that answer the filters; None where they are too few to be told."""
    against: Heading | None = None
    """Heads the second measure."""
    partial: frozenset[date] = frozenset()
    """First days of the periods that the data hold in part: they are compared with nothing."""
    relative: bool = True
    """Whether a change is a part of what was before; else it is a difference, in the unit."""
    all_groups: int = 0
    """Groups of the first grouping before « first N »."""
    suppressed: int = 0
    """Groups that are not told."""
    notes: tuple[str, ...] = ()
    """French sentences that must stand beside the figure: suppression, rows without a value,
    communes without a population."""
    sql: str = ""
    """What ran, readable: names of the dataset and columns, no path."""
