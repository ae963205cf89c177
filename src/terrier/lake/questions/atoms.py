"""Rows parted by several questions at once: what tells whether their answers go together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from terrier.domain.disclosure import Atom
from terrier.domain.kernel.errors import Invalid
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
    measured = sorted({column for question in questions for column in question.measured})
    parted = [f"{value_sql(relation.require(column))} IS NOT NULL" for column in measured]
    for n, question in enumerate(questions):
        parted += [f"CASE WHEN {_inside(n)} THEN {key_sql(relation, g)} END" for g in question.by]
        parted.append(_inside(n))
    sql = (
        f"SELECT count(*), {', '.join(parted)} FROM (SELECT *, {', '.join(flags)} FROM {source}) "
        f"WHERE {' OR '.join(map(_inside, range(len(questions))))} GROUP BY ALL "
        f"LIMIT {MOST_ATOMS + 1}"
    )
    with cursor(seconds=SECONDS) as db:
        found = db.execute(sql, params).fetchall()
    if len(found) > MOST_ATOMS:
        raise Invalid(f"Ces questions croisées font plus de {MOST_ATOMS} groupes.")
    return [_atom(questions, measured, row) for row in found]


def _inside(rank: int) -> str:
    """Name, in the SQL, whether a row answers the filters of a question."""
    return f"_inside_{rank}"


def _atom(questions: Sequence[Question], measured: Sequence[str], row: tuple[Any, ...]) -> Atom:
    rows, *rest = row
    values = iter(rest)
    filled = frozenset(column for column, there in zip(measured, values, strict=False) if there)
    keys: list[tuple[Value, ...] | None] = []
    for question in questions:
        own = tuple(key_value(grouping, next(values)) for grouping in question.by)
        keys.append(own if next(values) else None)
    return Atom(rows, tuple(keys), filled)
