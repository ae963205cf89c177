"""Questions worth asking of a table, as French titles to choose from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from terrier.apps.catalog.charting import column_facts
from terrier.apps.catalog.queries.measures import profile_of
from terrier.apps.figures.communes import places
from terrier.domain.figures import Form, columns
from terrier.domain.questions import address
from terrier.domain.questions.question import Grouping, Measure, Order, Part, Per, Question
from terrier.domain.questions.sentence import title
from terrier.domain.tabular.concepts import announced
from terrier.domain.tabular.levels import is_level, says_level
from terrier.lake.filters.values import TEMPORAL
from terrier.lake.questions import headings

from ..choices import Kind

if TYPE_CHECKING:
    from terrier.apps.catalog.queries import Opened
    from terrier.domain.figures.columns import ColumnFacts

COMMUNE_CODE = "commune_code"
MOST = 14
"""Proposals shown: beyond, the screen of questions serves better."""
MEASURED, GROUPED = 3, 2
"""Columns of a kind that are tried."""
CATEGORIES = range(2, 31)
LONG_YEARS = 4


@dataclass(frozen=True)
class Proposal:
    """A question to choose."""

    query: str
    title: str


@dataclass(frozen=True)
class _Columns:
    """What of a table can be measured, and by what."""

    measured: tuple[tuple[Measure, str], ...]
    commune: str | None
    categories: tuple[str, ...]
    moment: Grouping | None


def proposals(opened: Opened, kind: Kind) -> list[Proposal]:
    """Give the questions that suit a kind of block, the plainest first."""
    known = _columns(opened)
    heads, communes = headings(opened.relation), places(opened.root.projected_crs)
    asked = dict.fromkeys(_questions(known, kind))
    return [
        Proposal(_written(question, known, kind), title(question, heads, communes))
        for question in islice(asked, MOST)
    ]


def by_commune(opened: Opened) -> list[Proposal]:
    """Give the questions that a figure of the communes' sheets may be."""
    known = _columns(opened)
    if known.commune is None:
        return []
    heads, communes = headings(opened.relation), places(opened.root.projected_crs)
    return [
        Proposal(address.write(question), title(question, heads, communes))
        for question in _yearly(known, Grouping(known.commune))
    ]


def _yearly(known: _Columns, commune: Grouping) -> Iterator[Question]:
    moment = known.moment
    if moment is not None and moment.part is not Part.VALUE:
        moment = Grouping(moment.column, Part.YEAR)
    for measure, of in ((Measure.COUNT, ""), *known.measured):
        for by in ((commune,), (commune, moment)) if moment else ((commune,),):
            yield Question(measure, of, by)
            if measure is not Measure.MEAN:
                yield Question(measure, of, by, per=Per.THOUSAND_INHABITANTS)


def _written(question: Question, known: _Columns, kind: Kind) -> str:
    """Write a question with the form that the kind of block asks for."""
    form = None
    if kind is Kind.MAP:
        rate = question.per is not Per.NOTHING or question.measure is Measure.MEAN
        form = Form.CHOROPLETH if rate else Form.CIRCLES
    elif kind is Kind.CHART and question.by == (Grouping(known.commune or ""),):
        form = Form.BARS
    return address.write(question) + (f"&forme={form.value}" if form else "")


def _questions(known: _Columns, kind: Kind) -> Iterator[Question]:
    measured = ((Measure.COUNT, ""), *known.measured)
    if kind is Kind.NUMBER:
        for measure, of in measured:
            # By period first: a key figure then has its trend.
            yield from (Question(measure, of, by) for by in _moments(known))
        return
    by_commune = [Grouping(known.commune)] if known.commune else []
    groups = [*by_commune, *(Grouping(name) for name in known.categories)]
    for measure, of in measured:
        for group in by_commune if kind is Kind.MAP else groups:
            yield Question(measure, of, (group,), order=Order.HIGHEST)
            if group in by_commune and measure in {Measure.COUNT, Measure.SUM}:
                yield Question(
                    measure, of, (group,), per=Per.THOUSAND_INHABITANTS, order=Order.HIGHEST
                )
        if known.moment and kind is not Kind.MAP:
            yield Question(measure, of, (known.moment,))


def _moments(known: _Columns) -> Iterator[tuple[Grouping, ...]]:
    if known.moment:
        yield (known.moment,)
    yield ()


def _columns(opened: Opened) -> _Columns:
    facts = column_facts(opened.relation, profile_of(opened))
    numbers = [f for f in facts if columns.is_number(f) and announced(f.label) is None]
    return _Columns(
        measured=tuple((_measure(f), f.name) for f in numbers[:MEASURED]),
        commune=next((f.name for f in facts if f.concept == COMMUNE_CODE), None),
        categories=tuple(f.name for f in facts if _is_category(f))[:GROUPED],
        moment=next((_moment(f) for f in facts if _is_moment(f)), None),
    )


def _measure(column: ColumnFacts) -> Measure:
    """Add up quantities; a rate, a price or a level has a mean."""
    level = says_level(column.label) or is_level(column.label, column.unit or "")
    return Measure.MEAN if level else Measure.SUM


def _is_category(column: ColumnFacts) -> bool:
    plain = column.family in {"text", "boolean"} and not column.concept
    return plain and column.distinct in CATEGORIES


def _is_moment(column: ColumnFacts) -> bool:
    return column.family in TEMPORAL or (columns.is_year(column) and column.family == "integer")


def _moment(column: ColumnFacts) -> Grouping:
    if columns.is_year(column):
        return Grouping(column.name)
    first, last = (column.minimum or "")[:4], (column.maximum or "")[:4]
    years = int(last) - int(first) if first.isdigit() and last.isdigit() else 0
    return Grouping(column.name, Part.YEAR if years >= LONG_YEARS else Part.MONTH)
