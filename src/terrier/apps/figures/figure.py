"""A figure: a question put to a table by a reader, with everything that a page shows of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.urls import reverse
from django.utils.translation import gettext as _

from terrier.apps.catalog.days import day_of, write_day
from terrier.apps.catalog.freshness import Freshness, freshness
from terrier.apps.catalog.queries import Opened, open_table
from terrier.domain.questions import address as written
from terrier.domain.questions.question import Per
from terrier.domain.questions.sentence import title
from terrier.lake.questions import answer, headings

from .communes import places
from .scoping import Scope, narrowed

if TYPE_CHECKING:
    from datetime import date

    from terrier.domain.access.policy import Reader
    from terrier.domain.questions.answer import Answer, Group
    from terrier.domain.questions.places import Places
    from terrier.domain.questions.question import Question

__all__ = ["Figure", "FigureAddress", "Scope", "Source", "figure"]

KEPT_SECONDS = 24 * 3600
WHOLE = Scope()
_SCHEME = 1
"""Raised when what is kept changes its shape."""


@dataclass(frozen=True)
class FigureAddress:
    """A figure, kept: which table, which question, drawn how."""

    slug: str
    table: str
    """Empty: the first one."""
    query: str
    """As `terrier.domain.questions.address` writes it, with `forme` and `classes` beside."""


@dataclass(frozen=True)
class Source:
    """Where a figure comes from."""

    title: str
    address: str
    """Of the page of the dataset."""
    owner: str
    date: date
    """Of the version."""
    freshness: Freshness

    @property
    def sentence(self) -> str:
        """Say it in one line: « Déchets collectés, ComCom, mars 2026 »."""
        return _("%(title)s, %(owner)s, %(day)s") % {
            "title": self.title,
            "owner": self.owner,
            "day": write_day(self.date),
        }


@dataclass(frozen=True)
class Figure:
    """A question with its answer, for one reader."""

    address: FigureAddress
    question: Question
    """As it was put, the scope included."""
    title: str
    answer: Answer
    notes: tuple[str, ...]
    """French sentences that must stand beside it."""
    source: Source
    fingerprint: str
    """Belongs in every key of a cache: version, policy, authority, question, scope."""

    @cached_property
    def columns(self) -> list[dict[str, Any]]:
        """Head the table of the figure."""
        heads = [{"label": heading.label, "numeric": False} for heading in self.answer.by]
        heads.append({"label": _headed(self.answer.measured), "numeric": True})
        if self.answer.against:
            heads.append({"label": _headed(self.answer.against), "numeric": True})
        return heads

    @cached_property
    def cells(self) -> list[dict[str, Any]]:
        """Give the rows of the table of the figure."""
        return [{"cells": self._row(group)} for group in self.answer.groups]

    def _row(self, group: Group) -> list[Any]:
        row: list[Any] = [*group.names, group.value]
        return [*row, group.against] if self.answer.against else row


def figure(reader: Reader, address: FigureAddress, scope: Scope = WHOLE) -> Figure:
    """Make a figure for a reader.

    Raises
    ------
    NotFound, Gone
        The dataset, or its table, is not there for this reader.
    Invalid
        The question cannot be put to this table: the sentence says why.
    """
    opened = open_table(reader, address.slug, address.table or None)
    asked = written.read(address.query)
    question, notes = narrowed(asked, scope, opened.relation)
    known = places(opened.root.projected_crs, with_areas=question.per is Per.SQUARE_KM)
    fingerprint = _fingerprint(opened, question, known)
    found = _kept(fingerprint, opened, question, known)
    return Figure(
        address=address,
        question=question,
        title=title(question, headings(opened.relation), known),
        answer=found,
        notes=(*notes, *found.notes),
        source=_source(opened),
        fingerprint=fingerprint,
    )


def _kept(fingerprint: str, opened: Opened, question: Question, known: Places) -> Answer:
    """Answer from the cache, else from the rows."""
    key = f"figure:{_SCHEME}:{fingerprint}"
    found: Answer | None = cache.get(key)
    if found is None:
        found = answer(opened.relation, question, known, name=_name_in_sql(opened))
        cache.set(key, found, KEPT_SECONDS)
    return found


def _fingerprint(opened: Opened, question: Question, known: Places) -> str:
    """Digest all that an answer depends on: rows, rights, words, question, communes."""
    words = [(c.name, c.label, c.unit, c.concept) for c in opened.relation.columns]
    parts = (
        opened.relation.fingerprint,
        _name_in_sql(opened),
        words,
        written.write(question),
        sorted(known.items()) if _needs_places(question, opened) else (),
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:24]


def _needs_places(question: Question, opened: Opened) -> bool:
    columns = (opened.relation.column(grouping.column) for grouping in question.by)
    return any(column is not None and column.concept for column in columns)


def _name_in_sql(opened: Opened) -> str:
    alone = len(opened.tables) == 1
    name = opened.dataset.slug if alone else f"{opened.dataset.slug}_{opened.table}"
    return name.replace("-", "_")


def _source(opened: Opened) -> Source:
    return Source(
        title=opened.table_title,
        address=reverse("dataset", args=[opened.dataset.slug]),
        owner=opened.dataset.owner.name,
        date=day_of(opened.version.created_at),
        freshness=freshness(opened.dataset),
    )


def _headed(heading: Any) -> str:
    return f"{heading.label} ({heading.unit})" if heading.unit else heading.label
