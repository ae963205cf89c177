"""What a template of a page needs, and what it asks of what answers the need."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

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
        whole = family(self.type) == "integer"
        return whole and re.search(r"\b(?:annee|year|exercice)\b", self.words) is not None


Fits = Callable[[Told], bool]


def measure(words: str, unit: str = "") -> Fits:
    """Ask for numbers whose label, or unit, says what they are."""
    return lambda c: (
        c.numeric
        and not c.year
        and bool(re.search(words, c.words) or (unit and re.fullmatch(unit, c.unit, re.IGNORECASE)))
    )


def category(words: str) -> Fits:
    """Ask for words that put rows in groups."""
    return lambda c: (
        family(c.type) in {"text", "boolean"}
        and c.concept in {"", "commune_name"}
        and re.search(words, c.words) is not None
    )


def commune(column: Told) -> bool:
    """Ask for the codes of communes."""
    return column.concept == COMMUNE_CODE


def moment(column: Told) -> bool:
    """Ask for days, hours or years."""
    return family(column.type) in TEMPORAL or column.year


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
            free = (c for c in known if fits(c) and c not in chosen.values())
            found = next(free, None)
            if found is None:
                return None
            chosen[role] = found
        return chosen


Ask = Callable[[Mapping[str, Told]], Question]


@dataclass(frozen=True)
class Wish:
    """A block of a template."""

    kind: Kind
    title: str
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
    """First text of the page, to be written again by its author."""
    wishes: tuple[Wish, ...]


def asks(
    kind: Measure,
    role: str = "",
    by: str = "",
    *,
    part: Part = Part.VALUE,
    per: Per = Per.NOTHING,
    order: Order = Order.KEY,
    first: int | None = None,
) -> Ask:
    """Make the question of a wish: measure a role by another."""

    def ask(columns: Mapping[str, Told]) -> Question:
        groups = (_grouping(columns[by], part),) if by else ()
        return Question(
            measure=kind,
            of=columns[role].name if role else "",
            by=groups,
            per=per,
            order=order,
            first=first,
        )

    return ask


def _grouping(column: Told, part: Part) -> Grouping:
    """Group by a part of a moment; years written as numbers have no other part."""
    return Grouping(column.name, Part.VALUE if column.year else part)
