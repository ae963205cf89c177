"""What a page is narrowed to, put to one table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from terrier.apps.catalog.place_names import COMMUNE_CODE
from terrier.lake.filters.values import TEMPORAL, family

if TYPE_CHECKING:
    from terrier.domain.questions.question import Question
    from terrier.lake.relation import Relation, RelationColumn


@dataclass(frozen=True)
class Scope:
    """What a page is narrowed to."""

    communes: tuple[str, ...] = ()
    """Codes; empty: all of them."""
    since: date | None = None
    until: date | None = None
    """Included."""


WHOLE = Scope()


def narrowed(
    question: Question, scope: Scope, relation: Relation
) -> tuple[Question, tuple[str, ...]]:
    """Give the question about what the scope leaves, and what must be said where it cannot."""
    filters, notes = list(question.filters), []
    if scope.communes:
        column = _first(relation, question, lambda c: c.concept == COMMUNE_CODE)
        if column:
            filters += [(f"f.{column.name}", f"in:{code}") for code in scope.communes]
        else:
            notes.append(_("Ces données ne disent pas la commune : elles restent entières."))
    if scope.since or scope.until:
        column = _first(relation, question, lambda c: family(c.type) in TEMPORAL)
        if column:
            filters += _period(f"f.{column.name}", scope)
        else:
            notes.append(_("Ces données n’ont pas de date : elles restent entières."))
    return replace(question, filters=tuple(sorted(set(filters)))), tuple(notes)


def _period(name: str, scope: Scope) -> Iterator[tuple[str, str]]:
    if scope.since:
        yield name, f"gte:{scope.since.isoformat()}"
    if scope.until:
        yield name, f"lte:{scope.until.isoformat()}"


def _first(relation: Relation, question: Question, suits) -> RelationColumn | None:
    """Find the column that narrows: one that the question groups by, else the first of all."""
    asked = [c for g in question.by if (c := relation.column(g.column)) and suits(c)]
    return next(iter(asked), None) or next((c for c in relation.columns if suits(c)), None)
