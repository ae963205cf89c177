"""Answers, kept under all that they depend on."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.utils import timezone

from terrier.domain.disclosure import without_small_cells
from terrier.domain.questions import address as written
from terrier.lake.questions import answer

from .dropped import naming_what_is_gone
from .kept import kept

if TYPE_CHECKING:
    from datetime import date

    from terrier.apps.catalog.queries import Opened
    from terrier.domain.questions.answer import Answer
    from terrier.domain.questions.places import Places
    from terrier.domain.questions.question import Question

KEPT_SECONDS = 24 * 3600
_SCHEME = 5
"""Raised when what is kept changes its shape."""


def kept_answer(
    opened: Opened, question: Question, known: Places, threshold: int | None = None
) -> tuple[str, Answer]:
    """Answer from the cache, else from the rows; with a threshold, without small cells.

    Returns
    -------
    tuple of str and Answer
        The fingerprint of the answer, and the answer.
    """
    # A day where data begin or stop may be that of one row: nothing is said of it where few rows
    # are hidden.
    today = timezone.localdate() if threshold is None and question.by else None
    fingerprint = _fingerprint(opened, question, known, threshold, today)

    def answered() -> Answer:
        name = name_in_sql(opened)
        with naming_what_is_gone(opened, question.columns):
            found = answer(opened.relation, question, known, name=name, today=today)
        return found if threshold is None else without_small_cells(found, threshold)

    return fingerprint, kept(f"figure:{_SCHEME}:{fingerprint}", answered, KEPT_SECONDS)


def name_in_sql(opened: Opened) -> str:
    """Give the name that the table bears in the SQL that is shown."""
    alone = len(opened.tables) == 1
    name = opened.dataset.slug if alone else f"{opened.dataset.slug}_{opened.table}"
    return name.replace("-", "_")


def _fingerprint(
    opened: Opened,
    question: Question,
    known: Places,
    threshold: int | None,
    today: date | None,
) -> str:
    """Digest rows, rights, words, question, communes, day."""
    columns = opened.relation.columns
    named = any(c.concept for c in columns if c.name in {g.column for g in question.by})
    parts = (
        opened.relation.fingerprint,
        name_in_sql(opened),
        [(c.name, c.label, c.unit, c.concept, c.repeated) for c in columns],
        opened.relation.rows_called,
        written.write(question),
        sorted((code, repr(place)) for code, place in known.items()) if named else (),
        threshold,
        today,
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:24]
