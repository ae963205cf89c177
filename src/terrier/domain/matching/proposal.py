"""What a proposed crossing is made of: facts of two tables, and a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from terrier.domain.matching.bringing import brought, usual
from terrier.domain.matching.columns import KEYS_BY_CONCEPT, ColumnFacts
from terrier.domain.matching.definition import Definition, Link, Side
from terrier.domain.matching.sentences import Sentence, Words, rate, sentence
from terrier.domain.matching.sketch import Estimate, PlacesSketch

KNOWN_AREAS = 0.2
"""What outlines of communes count for less: communes are always at hand without them."""


class Group(StrEnum):
    """How proposals are gathered on the page."""

    TERRITORY = "territory"
    CODE = "code"
    PROXIMITY = "proximity"
    PERIOD = "period"


@dataclass(frozen=True)
class TableFacts:
    """A table that somebody sees whole, with what is kept of it."""

    side: Side
    title: str
    rows: int
    columns: tuple[ColumnFacts, ...]
    places: PlacesSketch | None = None
    together: Mapping[str, int] = field(default_factory=dict)
    """See `TableSketch.together`."""
    theme: str = ""
    derived: bool = False
    """Whether it was computed from other tables."""

    @cached_property
    def keys(self) -> tuple[ColumnFacts, ...]:
        """Give the columns that name things other tables may speak of, the best first."""
        return tuple(sorted((c for c in self.columns if c.key > 0), key=lambda c: -c.key))

    @cached_property
    def is_series(self) -> bool:
        """Say whether places are told anew at each date: what is counted does not add up."""
        codes = {c.id: c for c in self.columns}
        return any(
            codes[code].sketch.distinct < count == self.rows
            for code, count in ((couple.split("|")[0], n) for couple, n in self.together.items())
            if code in codes
        )

    @cached_property
    def are_communes(self) -> bool:
        """Say whether the rows are the communes themselves, which are always at hand."""
        codes = [c for c in self.columns if c.concept == "commune_code"]
        return self.family == "Polygon" and any(c.unique for c in codes)

    @cached_property
    def worth(self) -> float:
        """Say how much the table has to bring over, as a little part of a score."""
        quantities = any(c.adds_up for c in self.columns)
        return 0.03 * quantities + 0.01 * any(c.names_rows or c.is_level for c in self.columns)

    @property
    def family(self) -> str:
        """Give the family of geometries; empty: none."""
        return self.places.family if self.places else ""


@dataclass(frozen=True)
class Proposal:
    """A crossing that should work."""

    definition: Definition
    sentence: Sentence
    about: Estimate | None
    """Part of the rows that should meet something, where it can be told."""
    why: str
    """French sentence."""
    group: Group
    score: float

    @property
    def rate(self) -> str:
        """Say the estimated part: « environ 92 % »; empty where it is not known."""
        return rate(self.about)

    def __str__(self) -> str:
        return f"{self.sentence} ({self.rate})" if self.rate else str(self.sentence)


@dataclass(frozen=True)
class Meeting:
    """How two tables would meet, before it is said."""

    link: Link
    about: Estimate | None
    why: str
    group: Group
    score: float
    one: bool
    """Whether a left row meets one right row at most."""
    keys: tuple[ColumnFacts, ...] = ()
    """Columns of the link, which need not be brought over."""


def told(table: TableFacts, other: TableFacts, meeting: Meeting) -> Proposal:
    """Make a proposal of a meeting: what most people would bring over, and its sentence."""
    keys = {c.id for c in meeting.keys}
    # A code that the left has too says nothing more: it is that of the same place or body.
    codes = {c.concept for c in table.columns} & KEYS_BY_CONCEPT.keys()
    stocks = other.is_series and not meeting.one
    free = [
        c
        for c in other.columns
        if c.id not in keys and c.concept not in codes and not (stocks and c.is_stock)
    ]
    several, wanted = usual(
        meeting.link.kind, free, one=meeting.one, areas=table.family == "Polygon"
    )
    added = brought(wanted, other.title, [c.name for c in table.columns])
    definition = Definition(table.side, other.side, meeting.link, several, added)
    words = Words(table.title, other.title, {c.id: c.told for c in meeting.keys})
    return Proposal(
        definition,
        sentence(definition, words),
        meeting.about,
        meeting.why,
        meeting.group,
        meeting.score,
    )
