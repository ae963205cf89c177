"""The answer to a question, as it may be told to who may not see its rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from terrier.domain.disclosure.cells import THRESHOLD, Cell, Hidden, hide_in_all
from terrier.domain.kernel.errors import Invalid
from terrier.domain.questions.order import sort_key
from terrier.domain.questions.periods import before
from terrier.domain.questions.question import Measure, Order, Per, Shown

if TYPE_CHECKING:
    from collections.abc import Collection

    from terrier.domain.questions.answer import Answer, Group
    from terrier.domain.questions.question import Question

EXTREMES = frozenset({Measure.MIN, Measure.MAX})


def releasable(question: Question) -> None:
    """Refuse a question whose answer tells of single rows whatever their number.

    Raises
    ------
    Invalid
        It asks for a minimum or a maximum.
    """
    measures = {question.measure, *(question.against or ())[:1]}
    if measures & EXTREMES:
        raise Invalid(
            "Un minimum ou un maximum est toujours la valeur d’une seule ligne : il ne se publie "
            "pas. Choisissez un nombre, un total, une moyenne ou une médiane."
        )


def without_small_cells(answer: Answer, threshold: int = THRESHOLD) -> Answer:
    """Take out of an answer its small groups, and what would give them back.

    A group is small where it has few rows, or few rows with a value to measure. Of a group that is
    not told, neither the measure nor the number of rows is; nor is a change from or to it, nor its
    place among the others.

    Parameters
    ----------
    answer
        As it was computed.
    threshold
        Number of rows from which a group may be told.

    Raises
    ------
    Invalid
        The question asks for a minimum or a maximum, or for the first groups of which some may not
        be told.
    """
    releasable(answer.question)
    hidden = small_cells(answer, threshold)
    if not hidden.cells:
        return answer
    _require_no_ranking(answer.question)
    untold = {cell_of(g) for g in answer.groups if _untold(answer, g, hidden)}
    groups = [_masked(g) if cell_of(g) in untold else g for g in answer.groups]
    if answer.question.order is not Order.KEY:
        groups.sort(key=lambda group: _place(group, untold, hidden))
    total_untold = hidden.total or answer.question.per is not Per.NOTHING
    return replace(
        answer,
        groups=tuple(groups),
        total=None if total_untold else answer.total,
        rows=None if hidden.total else answer.rows,
        suppressed=len(untold),
        notes=(*answer.notes, note(len(untold), threshold)),
    )


def small_cells(answer: Answer, threshold: int) -> Hidden:
    """Choose the groups of an answer that may not be told, by their rows and by their values."""
    tables = [{cell_of(group): group.rows or 0 for group in answer.groups}]
    for rank, _column in enumerate(answer.question.measured):
        tables.append({cell_of(g): g.filled[rank] for g in answer.groups if g.filled})
    return hide_in_all(tables, threshold)


def note(count: int, threshold: int) -> str:
    """Say what is not shown."""
    groups = "1 groupe n’est pas montré" if count == 1 else f"{count} groupes ne sont pas montrés"
    return (
        f"{groups} : moins de {threshold} lignes, ou de quoi les retrouver par soustraction "
        "(petits effectifs masqués)."
    )


def cell_of(group: Group) -> Cell:
    """Name a group: « autres » is not the group of the rows without a value."""
    return tuple((group.others and not rank, key) for rank, key in enumerate(group.keys))


def _require_no_ranking(question: Question) -> None:
    """Refuse the first N groups where some may not be told: to be among them tells of their rows.

    A hidden group before « autres » has at least as many rows as each group that they gather.
    """
    if question.first is not None and question.order is not Order.KEY:
        raise Invalid(
            "Être parmi les premiers ferait deviner les groupes trop petits pour être montrés. "
            "Montrez tous les groupes, ou regroupez plus largement."
        )


def _place(group: Group, untold: Collection[Cell], hidden: Hidden) -> tuple[bool, str]:
    """Put what is not told after the rest, by its name: its place would tell of its rows.

    Of two groupings the first is placed by its totals, the second by its keys.
    """
    cell = cell_of(group)
    last = cell in untold if len(cell) == 1 else cell[0] in hidden.first_totals
    return last, sort_key(group.names[0]) if last else ""


def _untold(answer: Answer, group: Group, hidden: Hidden) -> bool:
    question = answer.question
    if cell_of(group) in hidden.cells:
        return True
    if question.shown is Shown.SHARE:
        return hidden.total
    if question.shown is Shown.CHANGE:
        return _earlier(question, group) in hidden.cells
    return False


def _earlier(question: Question, group: Group) -> Cell | None:
    day = group.keys[-1]
    if not isinstance(day, date):
        return None
    return cell_of(replace(group, keys=(*group.keys[:-1], before(question.by[-1].part, day))))


def _masked(group: Group) -> Group:
    return replace(group, value=None, rows=None, filled=(), against=None, suppressed=True)
