"""The chart of a table: proposed from the data, or as a person asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from terrier.domain.charts import (
    ChartQuestion,
    ColumnFacts,
    Kind,
    Measure,
    Measured,
    Part,
    alternative_text,
    finding,
    proposals,
    propose,
    specification,
    telling,
)
from terrier.domain.charts.proposal import MAX_CATEGORIES, bin_width
from terrier.domain.charts.wording import key_text
from terrier.domain.kernel.errors import Invalid
from terrier.domain.questions import question as questions
from terrier.domain.questions.question import Grouping, Order, Question
from terrier.lake.filters.values import NUMERIC, TEMPORAL, family
from terrier.lake.questions import answer

from .place_names import commune_names

if TYPE_CHECKING:
    from terrier.lake.filters import Filters
    from terrier.lake.profile import Profile
    from terrier.lake.relation import Relation, RelationColumn

FORM, GROUPS, MEASURED, MEASURE = "g.forme", "g.x", "g.y", "g.mesure"
"""Names of the address that choose the chart."""


@dataclass(frozen=True)
class Chart:
    """A question with the groups that answer it, over the filtered rows."""

    question: ChartQuestion
    rows: tuple[Measured, ...]

    @cached_property
    def finding(self) -> str:
        """Say in one sentence what the chart shows."""
        return finding(self.question, self.rows)

    @property
    def alternative(self) -> str:
        """Describe the chart for who does not see it."""
        return alternative_text(self.question, self.rows)

    @property
    def specification(self) -> dict[str, Any]:
        """Give the drawing as Vega-Lite."""
        return specification(self.question, self.rows)

    @property
    def columns(self) -> list[dict[str, Any]]:
        """Head the table of the chart."""
        return [
            {"label": self.question.x_label, "numeric": False},
            {"label": self.question.measure_title, "numeric": True},
        ]

    @property
    def cells(self) -> list[dict[str, Any]]:
        """Give the rows of the table of the chart."""
        return [{"cells": [key_text(self.question, r), r.value]} for r in self.rows]


def chart(
    relation: Relation, filters: Filters, figures: Profile, choices: Mapping[str, str]
) -> Chart | None:
    """Measure the chart of a table; None where nothing in it says anything as a chart.

    Raises
    ------
    Invalid
        The choices name a column that is not available, or that does not suit.
    """
    facts = _facts(relation, figures)
    asked = [_chosen(relation, facts, choices)] if choices.get(GROUPS) else proposals(facts)
    charts = (Chart(question, _measured(relation, filters, question)) for question in asked)
    first = next(charts, None)
    if first is None or telling(first.question, first.rows):
        return first
    return next((other for other in charts if telling(other.question, other.rows)), first)


def _facts(relation: Relation, figures: Profile) -> list[ColumnFacts]:
    known = {c.name: c for c in figures.columns}
    return [
        ColumnFacts(
            name=c.name,
            label=c.label or c.name,
            family=family(c.type),
            rows=figures.rows,
            filled=known[c.name].filled,
            distinct=known[c.name].distinct,
            minimum=known[c.name].minimum,
            maximum=known[c.name].maximum,
            unit=c.unit,
            concept=c.concept,
        )
        for c in relation.columns
        if c.name in known
    ]


def _chosen(
    relation: Relation, facts: list[ColumnFacts], choices: Mapping[str, str]
) -> ChartQuestion:
    groups = relation.require(choices[GROUPS])
    known = next(f for f in facts if f.name == groups.name)
    kind = _one_of(Kind, choices.get(FORM, ""), Kind.BAR)
    measure = _one_of(Measure, choices.get(MEASURE, ""), Measure.SUM)
    measured = relation.require(choices[MEASURED]) if choices.get(MEASURED) else None
    if measured is None:
        measure = Measure.COUNT
    elif measure is Measure.COUNT:
        measured = None
    part, width = _part(kind, groups, known)
    if kind is Kind.HISTOGRAM:
        measured, measure = None, Measure.COUNT
    return ChartQuestion(
        kind,
        groups.name,
        groups.label or groups.name,
        part,
        measure,
        y=measured.name if measured else None,
        y_label=(measured.label or measured.name) if measured else "",
        unit=groups.unit if kind is Kind.HISTOGRAM else measured.unit if measured else None,
        width=width,
    )


def _part(kind: Kind, groups: RelationColumn, known: ColumnFacts) -> tuple[Part, float | None]:
    of = family(groups.type)
    if kind is Kind.HISTOGRAM:
        if of not in NUMERIC:
            raise Invalid(
                f"« {known.label} » n’est pas un nombre : choisissez des barres plutôt que des "
                "tranches."
            )
        return Part.BINS, bin_width(float(known.minimum or 0), float(known.maximum or 0))
    if of not in TEMPORAL:
        return Part.VALUE, None
    alone = propose([known]) if kind is Kind.LINE else None
    return (alone.part if alone else Part.YEAR), None


def _measured(
    relation: Relation, filters: Filters, question: ChartQuestion
) -> tuple[Measured, ...]:
    ranked = question.kind is Kind.BAR and question.part is Part.VALUE
    asked = Question(
        question.measure,
        question.y or "",
        (Grouping(question.x, _GROUPED[question.part], width=question.width),),
        order=Order.HIGHEST if ranked else Order.KEY,
        first=MAX_CATEGORIES if ranked else None,
    )
    found = answer(relation, asked, filters=filters)
    names = commune_names(relation.require(question.x))
    return tuple(Measured(names.get(g.keys[0], g.keys[0]), g.value, g.others) for g in found.groups)


_GROUPED = {
    Part.VALUE: questions.Part.VALUE,
    Part.YEAR: questions.Part.YEAR,
    Part.MONTH: questions.Part.MONTH,
    Part.DAY: questions.Part.DAY,
    Part.BINS: questions.Part.BANDS,
}


def _one_of(kinds: type, word: str, default: Any) -> Any:
    return kinds(word) if word in {k.value for k in kinds} else default
