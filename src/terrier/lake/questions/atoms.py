"""Rows parted by several questions at once: what tells whether their answers go together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from terrier.domain.disclosure import Atom
from terrier.domain.kernel.errors import Invalid
from terrier.domain.questions.question import Measure
from terrier.lake.engine import cursor
from terrier.lake.filters import compile, select_from
from terrier.lake.questions.answering import SECONDS, filters_of
from terrier.lake.questions.pieces import key_sql, key_value, value_sql

if TYPE_CHECKING:
    from terrier.domain.questions.answer import Value
    from terrier.domain.questions.question import Question
    from terrier.lake.relation import Relation

MOST_ATOMS = 20_000


def atoms(relation: Relation, questions: Sequence[Question]) -> list[Atom]:
    """Part rows by the filters, the groupings and the measured columns of several questions.

    Parameters
    ----------
    relation
        What the questions are put to.
    questions
        Their bands have a width or limits.

    Raises
    ------
    Invalid
        There are more than 20 000 atoms.
    TooLong
        It took more than 20 seconds.
    """
    conditions = [compile(relation, filters_of(relation, question)) for question in questions]
    flags = [
        f"coalesce({sql}, false) AS {_inside(n)}" for n, (sql, _bound) in enumerate(conditions)
    ]
    source, bound = select_from(relation)
    params = [value for _sql, values in conditions for value in values] + bound
    parted = [
        f"CASE WHEN {_inside(n)} THEN {part} END"
        for n, question in enumerate(questions)
        for part in _parts(relation, question)
    ]
    sql = (
        f"SELECT count(*), {', '.join(parted)} FROM (SELECT *, {', '.join(flags)} FROM {source}) "
        f"WHERE {' OR '.join(map(_inside, range(len(questions))))} GROUP BY ALL "
        f"LIMIT {MOST_ATOMS + 1}"
    )
    with cursor(seconds=SECONDS) as db:
        found = db.execute(sql, params).fetchall()
    if len(found) > MOST_ATOMS:
        raise Invalid(f"Ces questions croisées font plus de {MOST_ATOMS} groupes.")
    return [_atom(questions, count, values) for count, *values in found]


def _inside(rank: int) -> str:
    """Name, in the SQL, whether a row answers the filters of a question."""
    return f"_inside_{rank}"


def _parts(relation: Relation, question: Question) -> list[str]:
    """Write whether the values that are measured are there, then the keys."""
    measured = [question.of] if question.measure is not Measure.COUNT else []
    if question.against and question.against[0] is not Measure.COUNT:
        measured.append(question.against[1])
    there = [f"{value_sql(relation.require(name))} IS NOT NULL" for name in measured]
    return [" AND ".join(there) or "true", *(key_sql(relation, g) for g in question.by)]


def _atom(questions: Sequence[Question], rows: int, values: list[Any]) -> Atom:
    keys: list[tuple[Value, ...] | None] = []
    filled = []
    for question in questions:
        (there, *own), values = values[: len(question.by) + 1], values[len(question.by) + 1 :]
        inside = there is not None
        keys.append(tuple(map(key_value, question.by, own)) if inside else None)
        filled.append(bool(there))
    return Atom(rows, tuple(keys), tuple(filled))
