"""Communes where nothing is counted: zero, and not without data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from terrier.domain.figures import axes
from terrier.domain.questions.answer import Answer, Group
from terrier.domain.questions.order import sort_key
from terrier.domain.questions.question import Measure, Order, Shown

FAR = 3
"""Communes without a row for each that has some: beyond, the table is not about them."""


def with_zeros(answer: Answer, empty: Mapping[str, str]) -> Answer:
    """Add the communes that have no row to a count by commune (`counts_communes`).

    Parameters
    ----------
    answer
        Rows counted by commune.
    empty
        Names, by code, of the communes of the territory without a row.

    Examples
    --------
    >>> from terrier.domain.questions.answer import Heading
    >>> from terrier.domain.questions.question import Grouping, Question
    >>> one = Group(("71001",), ("Aubrac",), 3, 3)
    >>> asked = Question(by=(Grouping("insee"),))
    >>> found = Answer(asked, (Heading("Commune", concept="commune_code"),), Heading("Nombre"),
    ...                (one,), 3, 3)
    >>> [group.value for group in with_zeros(found, {"71002": "Cormes"}).groups]
    [3, 0]
    """
    if len(empty) > FAR * len(answer.groups):
        return answer
    none = [Group((code,), (name,), 0, 0) for code, name in empty.items()]
    return replace(
        answer, groups=tuple(_ordered(answer, none)), all_groups=answer.all_groups + len(none)
    )


def counts_communes(answer: Answer) -> bool:
    """Say whether rows are counted by commune, and every commune that has one is named.

    Where places are left out by a filter, or put together, or hidden, a commune that is not named
    is not known to have none.
    """
    question = answer.question
    return (
        question.measure is Measure.COUNT
        and question.shown is not Shown.CHANGE
        and question.against is None
        and question.first is None
        and len(answer.by) == 1
        and axes.is_commune(answer, 0)
        and not answer.suppressed
        and not axes.narrowed(answer)
    )


def _ordered(answer: Answer, none: list[Group]) -> list[Group]:
    none.sort(key=lambda group: sort_key(group.names[0]))
    match answer.question.order:
        case Order.LOWEST:
            return [*none, *answer.groups]
        case Order.HIGHEST:
            measured = [g for g in answer.groups if g.value is not None]
            return [*measured, *none, *(g for g in answer.groups if g.value is None)]
    merged = [*answer.groups, *none]
    return sorted(merged, key=lambda g: (g.keys[0] is None, sort_key(g.names[0])))
