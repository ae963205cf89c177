"""What is done once groups are measured: brought to inhabitants, gathered, ordered, shared out."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING

from terrier.domain.kernel.errors import Invalid
from terrier.domain.kernel.french import number_text
from terrier.domain.questions.naming import group_name
from terrier.domain.questions.order import sort_key
from terrier.domain.questions.per import COMMUNE_CODE, per
from terrier.domain.questions.periods import DIFFERING, INCOMPLETE, changes
from terrier.domain.questions.question import Measure, Order, Per, Shown
from terrier.domain.questions.rules import TOO_LARGE

if TYPE_CHECKING:
    from datetime import date

    from terrier.domain.questions.answer import Answer, Group
    from terrier.domain.questions.places import Places

Number = float | int | Decimal
NEGLIGIBLE = 0.02
"""Part of the rows without a value that changes no reading."""
LONGEST = 50
"""Digits of the longest sum: 38 of a table, and those that its groups add."""


def finish(answer: Answer, *, filled: int, places: Places, not_whole: Mapping[date, str]) -> Answer:
    """Finish an answer whose groups bear the plain measure.

    Parameters
    ----------
    answer
        Groups as the table gives them; `total` is there for a mean or a median only.
    filled
        Rows that have a value to measure.
    places
        Communes by code.
    not_whole
        What is said of the periods that are compared with nothing.
    """
    question = answer.question
    answer = replace(answer, partial=frozenset(not_whole))
    total = answer.total
    if question.measure not in {Measure.MEAN, Measure.MEDIAN}:
        total = whole(question.measure, (g.value for g in answer.groups))
    answer = replace(answer, total=total, notes=tuple(_notes(answer, filled, not_whole)))
    if question.per is not Per.NOTHING:
        answer = per(answer, places)
    answer = replace(answer, groups=tuple(_ordered(answer)))
    match question.shown:
        case Shown.SHARE:
            return _shares(answer)
        case Shown.CHANGE:
            return _changes(answer)
    return answer


def whole(measure: Measure, values: Iterable[Number | None]) -> Number | None:
    """Put together the measures of groups that hold all the rows; not for means or medians."""
    known = [v for v in values if v is not None]
    if not known:
        return 0 if measure is Measure.COUNT else None
    match measure:
        case Measure.MIN:
            return min(known)
        case Measure.MAX:
            return max(known)
        case _:
            if isinstance(known[0], float):
                return _float_sum(known)
            with localcontext(prec=LONGEST):
                return sum(known)


def _float_sum(values: Iterable[Number]) -> float:
    try:
        return math.fsum(values)
    except OverflowError:
        raise Invalid(TOO_LARGE) from None


def _notes(answer: Answer, filled: int, not_whole: Mapping[date, str]) -> Iterable[str]:
    for grouping in answer.question.by:
        if grouping.part in INCOMPLETE:
            for day in sorted(not_whole):
                yield f"{group_name(grouping, day)} : {not_whole[day]}."
    rows = answer.rows or 0
    missing = rows - filled
    if answer.question.measure is Measure.COUNT or missing <= NEGLIGIBLE * rows:
        return
    said = "ligne n’a pas" if missing == 1 else f"lignes sur {number_text(rows)} n’ont pas"
    yield f"{number_text(missing)} {said} de valeur."


def _ordered(answer: Answer) -> Sequence[Group]:
    """Put communes in the order of their names, where groups come in the order of their keys."""
    question = answer.question
    named = [n for n, heading in enumerate(answer.by) if heading.concept == COMMUNE_CODE]
    if question.order is not Order.KEY or question.first is not None or not named:
        return answer.groups
    places: list[dict[object, int]] = []
    for n in range(len(answer.by)):
        keys = {g.keys[n]: g.names[n] for g in answer.groups}
        ordered = sorted(keys, key=lambda k: (k is None, sort_key(keys[k]))) if n in named else keys
        places.append({key: place for place, key in enumerate(ordered)})
    return sorted(
        answer.groups,
        key=lambda g: tuple(places[n][key] for n, key in enumerate(g.keys)),
    )


def _shares(answer: Answer) -> Answer:
    total = answer.total
    groups = tuple(replace(g, value=share(g.value, total)) for g in answer.groups)
    return replace(answer, groups=groups, total=1.0 if total else None)


def share(value: Number | None, total: Number | None) -> float | None:
    """Give the part of a whole, between 0 and 1; None where there is no whole."""
    return float(Decimal(value) / Decimal(total)) if value is not None and total else None


def _changes(answer: Answer) -> Answer:
    part = answer.question.by[-1].part
    unit = answer.measured.unit
    # What goes through zero has no part of itself to change by.
    below = any(g.value < 0 for g in answer.groups if g.value is not None)
    relative = unit not in DIFFERING and not below
    groups = changes(part, answer.groups, answer.partial, relative=relative)
    shown = "" if relative else {"%": "points"}.get(unit, unit)
    answer = replace(answer, relative=relative, measured=replace(answer.measured, unit=shown))
    order = answer.question.order
    if len(answer.by) == 1 and order is not Order.KEY:
        down = -1 if order is Order.HIGHEST else 1
        groups.sort(key=lambda g: (g.value is None, down * (g.value or 0)))
    return replace(answer, groups=tuple(groups), total=None)
