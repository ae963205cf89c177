"""A question put to one table: which rows, by what, measured how, in which order.

A question says nothing of who asks nor of how it is drawn. Its address (`address.py`) is its only
written form: links, blocks of pages and figures of communes keep that.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Measure(StrEnum):
    """What is computed of each group."""

    COUNT = "count"
    SUM = "sum"
    MEAN = "mean"
    MIN = "min"
    MAX = "max"
    MEDIAN = "median"


class Part(StrEnum):
    """What of a column makes the groups."""

    VALUE = "value"
    YEAR = "year"
    QUARTER = "quarter"
    MONTH = "month"
    DAY = "day"
    WEEKDAY = "weekday"
    """1 Monday … 7 Sunday."""
    HOUR = "hour"
    """0 … 23, in Europe/Paris."""
    BANDS = "bands"
    """Between the limits that are given, or of the width that is given."""


@dataclass(frozen=True)
class Grouping:
    """How rows are put together."""

    column: str
    """Lake name."""
    part: Part = Part.VALUE
    limits: tuple[float, ...] = ()
    """For bands: increasing limits; a value on a limit belongs to the band above it."""
    width: float | None = None
    """For bands of one width, named by their lower end; computed from the data where neither
    this nor limits are given."""


class Shown(StrEnum):
    """What is shown of the measure."""

    VALUE = "value"
    SHARE = "share"
    """The part of the whole, between 0 and 1: of all the rows that answer the filters, those
    beyond the first N included."""
    CHANGE = "change"
    """Relative to the period before, the last grouping being a moment: 0.04 is +4 %."""


class Per(StrEnum):
    """What the measure is brought to."""

    NOTHING = ""
    THOUSAND_INHABITANTS = "1000hab"
    """Needs a grouping by commune code; population of the territory's register."""
    SQUARE_KM = "km2"
    """Needs a grouping by commune code; area of the outline in the legal projection."""


class Order(StrEnum):
    """How groups come."""

    HIGHEST = "highest"
    LOWEST = "lowest"
    KEY = "key"
    """In the order of the groups themselves: time, alphabet, bands."""


@dataclass(frozen=True)
class Question:
    """What is asked of a table."""

    measure: Measure = Measure.COUNT
    of: str = ""
    """Measured column (lake name); empty when rows are counted."""
    by: tuple[Grouping, ...] = ()
    """None (one figure), one or two groupings."""
    against: tuple[Measure, str] | None = None
    """A second measure of the same groups, to set one against the other (a scatter plot)."""
    shown: Shown = Shown.VALUE
    per: Per = Per.NOTHING
    order: Order = Order.KEY
    first: int | None = None
    """The first N groups of the first grouping; the others become one group, said so."""
    filters: tuple[tuple[str, str], ...] = ()
    """Pairs of the address, as `terrier.lake.filters` reads them: `("f.commune", "eq:71270")`."""

    @property
    def measured(self) -> tuple[str, ...]:
        """Name the columns whose values are measured: none where rows are counted."""
        asked = ((self.measure, self.of), *((self.against,) if self.against else ()))
        return tuple(column for measure, column in asked if measure is not Measure.COUNT)

    @property
    def columns(self) -> frozenset[str]:
        """Give the names of the columns that it speaks of.

        Examples
        --------
        >>> asked = Question(Measure.SUM, "t", (Grouping("c"),), filters=(("f.an", "eq:1"),))
        >>> sorted(asked.columns)
        ['an', 'c', 't']
        """
        filtered = (name.removeprefix("f.") for name, _ in self.filters if name.startswith("f."))
        return frozenset({*self.measured, *filtered, *(asked.column for asked in self.by)})
