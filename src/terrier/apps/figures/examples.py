"""Questions that the catalogue answers, for who does not know what to ask yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from terrier.apps.catalog.charting import column_facts
from terrier.apps.catalog.queries import open_table
from terrier.apps.catalog.queries.measures import profile_of
from terrier.domain.figures.proposal import proposals
from terrier.domain.questions import address as written
from terrier.domain.questions.question import Order
from terrier.domain.questions.sentence import sentence
from terrier.lake.questions import headings

if TYPE_CHECKING:
    from terrier.apps.catalog.queries.listing import Entry
    from terrier.domain.access.policy import Reader
    from terrier.domain.questions.question import Question

MOST = 6
LOOKED_AT = 12
"""Datasets that are opened to find as many."""


@dataclass(frozen=True)
class Example:
    """A question ready to be asked."""

    sentence: str
    address: str
    dataset: str


def examples(reader: Reader, entries: Iterable[Entry]) -> list[Example]:
    """Propose one question of each of the first datasets, of different kinds first."""
    found = list(_proposed(reader, entries))
    kinds = {_kind(asked): shown for asked, shown in reversed(found)}
    first = list(kinds.values())[::-1]
    rest = [shown for _asked, shown in found if shown not in first]
    return [*first, *rest][:MOST]


def _proposed(reader: Reader, entries: Iterable[Entry]) -> Iterator[tuple[Question, Example]]:
    for entry in islice((e for e in entries if e.tables), LOOKED_AT):
        opened = open_table(reader, entry.dataset.slug, entry.tables[0].table.name)
        proposed = proposals(column_facts(opened.relation, profile_of(opened)))
        if not proposed:
            continue
        asked = replace(proposed[0].question, first=None)
        address = f"{opened.address('dataset-question')}?{written.write(asked)}"
        words = sentence(replace(asked, order=Order.KEY), headings(opened.relation))
        yield asked, Example(words, address, opened.table_title)


def _kind(asked: Question) -> tuple[object, ...]:
    """Tell questions apart by what they measure and how they group."""
    return (asked.measure, *(grouping.part for grouping in asked.by))
