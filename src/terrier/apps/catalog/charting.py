"""The chart of a table: proposed from the data, or as a person asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from terrier.domain.figures import (
    DRAWN,
    Form,
    alternative,
    chosen,
    finding,
    notes,
    specification,
    wording,
)
from terrier.domain.figures.proposal import (
    MAX_CATEGORIES,
    ColumnFacts,
    Proposal,
    part_of,
    proposals,
    telling,
)
from terrier.domain.kernel.errors import Invalid
from terrier.domain.questions.answer import Answer
from terrier.domain.questions.bands import bin_width
from terrier.domain.questions.places import Place
from terrier.domain.questions.question import Grouping, Measure, Order, Part, Question
from terrier.lake.filters.values import NUMERIC, TEMPORAL, family
from terrier.lake.questions import answer

from .place_names import commune_names

if TYPE_CHECKING:
    from terrier.lake.filters import Filters
    from terrier.lake.profile import Profile
    from terrier.lake.relation import Relation, RelationColumn

FORM, GROUPS, MEASURED, MEASURE = "g.forme", "g.x", "g.y", "g.mesure"
"""Names of the address that choose the chart."""
FORMS = (Form.BARS, Form.LINES, Form.HISTOGRAM)
"""Those of the page of a dataset; « montre-moi » has them all."""


@dataclass(frozen=True)
class Chart:
    """A question with the groups that answer it, over the filtered rows."""

    asked: Proposal
    answer: Answer

    @property
    def form(self) -> Form:
        """Give how it is drawn."""
        return self.asked.form

    @property
    def is_drawn(self) -> bool:
        """Say whether there is anything to draw."""
        return self.form in DRAWN

    @property
    def reason(self) -> str:
        """Say why it was proposed; empty where a person chose."""
        return self.asked.reason

    @property
    def grouped(self) -> str:
        """Give the column that makes the groups."""
        return self.asked.question.by[0].column

    @property
    def title(self) -> str:
        """Name the chart: « Total de « Tonnage » (t), par « Commune » »."""
        return f"{wording.measure_title(self.answer)}, par « {self.answer.by[0].label} »"

    @cached_property
    def finding(self) -> str:
        """Say in one sentence what the chart shows."""
        return finding(self.answer, self.form, today=_today())

    @property
    def alternative(self) -> str:
        """Describe the chart for who does not see it."""
        return alternative(self.answer, self.form, today=_today())

    @property
    def notes(self) -> tuple[str, ...]:
        """Say what must stand beside it."""
        return (*self.answer.notes, *notes(self.answer, self.form))

    def specification(self, width_px: int) -> dict[str, Any]:
        """Give the drawing as Vega-Lite."""
        return specification(self.answer, self.form, width_px=width_px)

    @property
    def columns(self) -> list[dict[str, Any]]:
        """Head the table of the chart."""
        return [
            {"label": self.answer.by[0].label, "numeric": False},
            {"label": wording.measure_title(self.answer), "numeric": True},
        ]

    @property
    def cells(self) -> list[dict[str, Any]]:
        """Give the rows of the table of the chart."""
        (written,) = wording.columns_of(self.answer)
        groups = zip(self.answer.groups, written, strict=True)
        return [{"cells": [group.names[0], text]} for group, text in groups]


def chart(
    relation: Relation, filters: Filters, figures: Profile, choices: Mapping[str, str]
) -> Chart | None:
    """Measure the chart of a table; None where nothing in it says anything as a chart.

    Raises
    ------
    Invalid
        The choices name a column that is not available, or that does not suit.
    """
    facts = column_facts(relation, figures)
    asked = [_chosen(relation, facts, choices)] if choices.get(GROUPS) else _plain(facts)
    charts = (_drawn(one, _answered(relation, filters, one.question)) for one in asked)
    first = next(charts, None)
    if first is None or telling(first.answer):
        return first
    return next((other for other in charts if telling(other.answer)), first)


def _plain(facts: list[ColumnFacts]) -> list[Proposal]:
    """Propose the figures that the page of a dataset can draw."""
    return [p for p in proposals(facts) if p.form in FORMS and len(p.question.by) == 1]


def _drawn(asked: Proposal, found: Answer) -> Chart:
    """Draw what suits, where the form that is asked does not."""
    best = chosen(found, asked.form)
    if best.form is asked.form or best.form is Form.TABLE:
        return Chart(replace(asked, form=best.form), found)
    form = best.form if best.form in FORMS else Form.BARS
    return Chart(replace(asked, form=form, reason=best.reason), found)


def _today() -> date:
    return timezone.localdate()


def column_facts(relation: Relation, figures: Profile) -> list[ColumnFacts]:
    """Give what is known of the visible columns, from the profile of the same relation."""
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
            repeated=c.repeated,
        )
        for c in relation.columns
        if c.name in known
    ]


def _chosen(relation: Relation, facts: list[ColumnFacts], choices: Mapping[str, str]) -> Proposal:
    groups = relation.require(choices[GROUPS])
    known = next(f for f in facts if f.name == groups.name)
    form = _one_of(FORMS, choices.get(FORM, ""), Form.BARS)
    measure = _one_of(tuple(Measure), choices.get(MEASURE, ""), Measure.SUM)
    measured = relation.require(choices[MEASURED]) if choices.get(MEASURED) else None
    if measured is None or form is Form.HISTOGRAM or measure is Measure.COUNT:
        asked = Question()
    else:
        asked = Question(measure, measured.name)
    grouping = _grouping(form, groups, known)
    if form is Form.BARS and grouping.part is Part.VALUE:
        asked = replace(asked, order=Order.HIGHEST, first=MAX_CATEGORIES)
    return Proposal(replace(asked, by=(grouping,)), form, "")


def _grouping(form: Form, groups: RelationColumn, known: ColumnFacts) -> Grouping:
    of = family(groups.type)
    if form is Form.HISTOGRAM:
        if of not in NUMERIC:
            raise Invalid(
                f"« {known.label} » n’est pas un nombre : choisissez des barres plutôt que des "
                "tranches."
            )
        ends = (float(known.minimum or 0), float(known.maximum or 0))
        width = bin_width(*ends, whole=of == "integer")
        return Grouping(groups.name, Part.BANDS, width=width)
    if of not in TEMPORAL:
        return Grouping(groups.name)
    part = part_of(known) if form is Form.LINES and known.minimum else Part.YEAR
    return Grouping(groups.name, part)


def _answered(relation: Relation, filters: Filters, question: Question) -> Answer:
    names = commune_names(relation.require(question.by[0].column))
    places = {code: Place(name) for code, name in names.items()}
    return answer(relation, question, places, filters=filters, today=_today())


def _one_of(kinds: tuple[Any, ...], word: str, default: Any) -> Any:
    return next((kind for kind in kinds if kind.value == word), default)
