"""What an address asks of a table, and where to go when a form was sent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from terrier.apps.catalog.charting import column_facts
from terrier.apps.catalog.place_names import COMMUNE_CODE
from terrier.apps.catalog.queries.measures import profile_of
from terrier.domain.figures.proposal import proposals, telling
from terrier.domain.kernel.errors import Invalid
from terrier.domain.questions import address as written
from terrier.domain.questions.question import Grouping, Measure, Question
from terrier.lake.questions import settled

from .answers import kept_answer
from .communes import places
from .figure import CLASSES, FORM

if TYPE_CHECKING:
    from django.http import QueryDict

    from terrier.apps.catalog.queries import Opened
    from terrier.lake.relation import Relation

TRIED = 5
"""Questions answered in turn until one tells something."""
COLUMN, COMPARISON, VALUE = "colonne", "comment", "valeur"
"""Fields of the form that add a filter."""


def pairs_of(given: QueryDict) -> list[tuple[str, str]]:
    """Give the names and values of an address, the filter that a form adds written as others."""
    pairs = [(name, value) for name, values in given.lists() for value in values]
    column, comparison = given.get(COLUMN, ""), given.get(COMPARISON, "")
    if column and (given.get(VALUE, "").strip() or comparison in {"empty", "filled"}):
        value = given.get(VALUE, "").strip()
        pairs.append((f"f.{column}", f"{comparison}:{value}" if value else comparison))
    return pairs


def is_raw(given: QueryDict) -> bool:
    """Say whether the address is the raw answer of a form, which is not what people share."""
    return any(name in {COLUMN, COMPARISON, VALUE} or "" in v for name, v in given.lists())


def query_of(pairs: Iterable[tuple[str, str]], relation: Relation | None = None) -> str:
    """Write the query string of a question with its drawing.

    With a relation the filters are written in the one way that its columns read: `03/02/2024` as
    `2024-02-03`.

    Raises
    ------
    Invalid
        The pairs are no question.
    """
    kept = list(pairs)
    drawing = [(n, v) for n, v in kept if n in {FORM, CLASSES} and v]
    question = written.from_pairs(kept)
    if relation is not None:
        question = replace(question, filters=settled(relation, question))
    return with_drawing(written.write(question), drawing)


def with_drawing(query: str, drawing: Iterable[tuple[str, str]]) -> str:
    """Add how the answer is drawn."""
    more = urlencode(list(dict(drawing).items()), safe=":,./")
    return f"{query}&{more}" if more else query


def first_question(opened: Opened) -> Question:
    """Propose a question to whoever has not asked one yet."""
    facts = column_facts(opened.relation, profile_of(opened))
    commune = next((f for f in facts if f.concept == COMMUNE_CODE), None)
    offered = [replace(proposal.question, first=None) for proposal in proposals(facts)]
    if not offered:
        return Question(by=(Grouping(commune.name),) if commune else ())
    known = places(opened.root.projected_crs)
    told = (asked for asked in offered[:TRIED] if telling(kept_answer(opened, asked, known)[1]))
    return next(told, offered[0])


def understood(pairs: list[tuple[str, str]]) -> tuple[Question, str]:
    """Read a question, or give the plain count with the sentence that refuses it."""
    try:
        return written.from_pairs(pairs), ""
    except Invalid as refused:
        return Question(Measure.COUNT), refused.user_message
