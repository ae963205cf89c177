"""What charts ask of a relation: facts to propose one, groups to draw it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from terrier.domain.charts.proposal import MAX_CATEGORIES, ColumnFacts
from terrier.domain.charts.question import ChartQuestion, Kind, Measured
from terrier.lake.aggregates import Grouping, aggregate
from terrier.lake.filters import NO_FILTERS, Filters
from terrier.lake.filters.values import family

if TYPE_CHECKING:
    from terrier.lake.profile import Profile
    from terrier.lake.relation import Relation


def facts(relation: Relation, profile: Profile) -> tuple[ColumnFacts, ...]:
    """Give the facts of the visible columns from the profile of the same relation."""
    figures = {column.name: column for column in profile.columns}
    return tuple(
        ColumnFacts(
            column.name,
            column.label or column.name,
            family(column.type),
            profile.rows,
            figures[column.name].filled,
            figures[column.name].distinct,
            figures[column.name].minimum,
            figures[column.name].maximum,
            column.unit,
            column.concept,
        )
        for column in relation.columns
        if column.name in figures
    )


def answer(
    relation: Relation, question: ChartQuestion, filters: Filters = NO_FILTERS
) -> tuple[Measured, ...]:
    """Measure the groups of a chart, in the order in which it draws them.

    Parameters
    ----------
    relation, filters
        What is measured: the same rows as the table beside the chart.
    question
        Bars come the highest first, with what is beyond the twentieth gathered; lines and
        histograms in the order of their axis, rows without a value last.

    Raises
    ------
    Invalid
        A column is not available or does not suit the question.
    """
    found = aggregate(
        relation,
        (Grouping(question.x, question.part, question.width),),
        question.measure,
        question.y,
        filters=filters,
        top=MAX_CATEGORIES if question.kind is Kind.BAR else None,
    )
    groups = tuple(Measured(g.keys[0], g.value, g.others) for g in found.groups)  # type: ignore[arg-type]
    if question.kind is Kind.BAR:
        return groups
    return tuple(g for g in groups if g.key is not None) + tuple(g for g in groups if g.key is None)
