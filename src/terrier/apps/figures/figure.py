"""A figure: a question put to a table by a reader, with everything that a page shows of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from terrier.apps.catalog.freshness import Freshness, freshness
from terrier.apps.catalog.queries import Opened, open_table
from terrier.domain import figures as drawn
from terrier.domain.figures import (
    LIGHT,
    MAPS,
    Caption,
    Form,
    KeyFigure,
    Palette,
    Shapes,
    Suggestion,
)
from terrier.domain.figures import wording as words
from terrier.domain.figures.axes import is_commune, label
from terrier.domain.figures.classes import Classing
from terrier.domain.figures.classes import read as read_classing
from terrier.domain.figures.zeros import counts_communes, with_zeros
from terrier.domain.kernel.errors import Invalid, NotFound
from terrier.domain.questions import address as written
from terrier.domain.questions.question import Per
from terrier.domain.questions.sentence import title
from terrier.lake.questions import headings
from terrier.web.days import day_of, write_day

from .answers import kept_answer
from .communes import places, without_row
from .drawing import pictures
from .drawing.outlines import communes, shapes_of
from .jointly import held_back
from .releases import opened as opened_whole
from .releases import standing
from .scoping import WHOLE, Scope, narrowed

if TYPE_CHECKING:
    from concurrent.futures import Future
    from datetime import date

    from terrier.domain.access.policy import Reader
    from terrier.domain.questions.answer import Answer
    from terrier.domain.questions.question import Question

    from .models import FigureRelease

__all__ = ["Figure", "FigureAddress", "Scope", "Shared", "Source", "figure", "figure_of"]

FORM, CLASSES = "forme", "classes"
"""Names of the address that say how the answer is drawn."""


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
    """Of the page of the dataset; empty for who may not see it."""
    owner: str
    date: date
    """Of the version."""
    freshness: Freshness

    @property
    def sentence(self) -> str:
        """Say it in one line: « Déchets collectés, ComCom, 3 mars 2026 »."""
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
    suggestion: Suggestion
    classing: Classing
    shapes: Shapes | None
    """Of a map; None for another form."""
    released: bool = False
    """Whether it is told without the rows being seen."""

    @property
    def form(self) -> Form:
        """Give how it is drawn."""
        return self.suggestion.form

    @property
    def reason(self) -> str:
        """Say why it is drawn so."""
        return self.suggestion.reason

    @property
    def drawable(self) -> bool:
        """Say whether it is a drawing; a number and a table are text."""
        return self.form in drawn.DRAWN

    @cached_property
    def finding(self) -> str:
        """Say in one sentence what it shows."""
        return drawn.finding(self.answer, self.form, today=timezone.localdate())

    @cached_property
    def alternative(self) -> str:
        """Describe it for who does not see it."""
        return drawn.alternative(self.answer, self.form, today=timezone.localdate())

    @cached_property
    def key_figure(self) -> KeyFigure:
        """Give its one number."""
        return drawn.number(self.answer, today=timezone.localdate())

    @property
    def number(self) -> str:
        """Write its one number: « 1 234 t »."""
        return self.key_figure.text

    @property
    def trend(self) -> str:
        """Say where its number goes: « +4 % sur un an »; empty where that is not known."""
        return self.key_figure.trend.text if self.key_figure.trend else ""

    def specification(
        self, palette: Palette = LIGHT, width_px: int = 720, *, captioned: bool = False
    ) -> dict[str, Any]:
        """Give the drawing as Vega-Lite; captioned for a picture that leaves its page."""
        asked = (palette, width_px, captioned)
        if asked not in self._written:
            self._written[asked] = drawn.specification(
                self.answer,
                self.form,
                palette,
                width_px=width_px,
                shapes=self.shapes,
                classing=self.classing,
                caption=Caption(self.title, self.source.sentence) if captioned else None,
            )
        return self._written[asked]

    @cached_property
    def _written(self) -> dict[tuple[Palette, int, bool], dict[str, Any]]:
        """Keep what is written: the picture and the island of a page draw the same."""
        return {}

    @cached_property
    def begun(self) -> dict[int, Future[str]]:
        """Keep the pictures that are being drawn, by their width."""
        return {}

    def svg(self, width_px: int = 720, *, captioned: bool = False) -> str:
        """Draw it."""
        return pictures.svg(self, width_px, captioned=captioned)

    @cached_property
    def columns(self) -> list[dict[str, Any]]:
        """Head the table of the figure."""
        axes = range(len(self.answer.by))
        heads = [{"label": label(self.answer, axis), "numeric": False} for axis in axes]
        heads.append({"label": words.measure_title(self.answer), "numeric": True})
        if self.answer.against:
            heads.append({"label": words.against_title(self.answer), "numeric": True})
        return heads

    @cached_property
    def cells(self) -> list[dict[str, Any]]:
        """Give the rows of the table of the figure, numbers written."""
        columns = words.columns_of(self.answer)
        groups = zip(self.answer.groups, *columns, strict=True)
        return [{"cells": [*group.names, *written]} for group, *written in groups]


class Shared:
    """What the figures of one page share: tables are opened once, communes are read once."""

    def __init__(self) -> None:
        self.open_table = cache(open_table)
        self.places = cache(places)


def figure(
    reader: Reader, address: FigureAddress, scope: Scope = WHOLE, shared: Shared | None = None
) -> Figure:
    """Make a figure for a reader.

    Whoever may not see the rows is told of a figure that was released, without its small cells.

    Parameters
    ----------
    reader, address, scope
        Who asks what, narrowed to what.
    shared
        With the other figures of the same page.

    Raises
    ------
    NotFound, Gone
        The dataset, or its table, is not there for this reader.
    Invalid
        The question cannot be put to this table: the sentence says why.
    """
    shared = shared or Shared()
    try:
        opened = shared.open_table(reader, address.slug, address.table or None)
    except NotFound:
        told = _told(reader, address, scope, shared)
        if told is None:
            raise
        return told
    told = None if opened.relation.whole else _told(reader, address, scope, shared)
    return told or figure_of(opened, address, scope, shared)


def figure_of(
    opened: Opened, address: FigureAddress, scope: Scope = WHOLE, shared: Shared | None = None
) -> Figure:
    """Make a figure of a table that is open already."""
    question, notes = narrowed(written.read(address.query), scope, opened.relation)
    return _made(opened, address, question, notes, shared=shared or Shared())


def _told(reader: Reader, address: FigureAddress, scope: Scope, shared: Shared) -> Figure | None:
    """Make the released figure of this address, if there is one for this reader.

    It is told whole: the filters of a page would give small cells back by subtraction.
    """
    release = standing(reader, address.slug, address.table, address.query)
    opened = opened_whole(release) if release else None
    if release is None or opened is None or release.pk in held_back(opened):
        return None
    notes = [_("Publié avec les petits effectifs masqués.")]
    if scope != WHOLE:
        notes.append(_("Ce résultat est publié tel quel : les filtres de la page n’y font rien."))
    return _made(opened, address, written.read(release.query), tuple(notes), release, shared=shared)


def _made(
    opened: Opened,
    address: FigureAddress,
    question: Question,
    notes: tuple[str, ...],
    release: FigureRelease | None = None,
    *,
    shared: Shared,
) -> Figure:
    crs = opened.root.projected_crs
    known = shared.places(crs, with_areas=question.per is Per.SQUARE_KM)
    threshold = release.threshold if release else None
    fingerprint, found = kept_answer(opened, question, known, threshold)
    if release is None and counts_communes(found):
        found = with_zeros(found, without_row(found))
    asked = {name: values[-1] for name, values in parse_qs(address.query).items()}
    suggestion, shapes = _drawn(found, opened, _form(asked), released=release is not None)
    return Figure(
        address=address,
        question=question,
        title=title(_all_told(question, found), headings(opened.relation), known),
        answer=found,
        notes=(*notes, *found.notes, *drawn.notes(found, suggestion.form, shapes)),
        source=_source(opened, shown=release is None),
        fingerprint=fingerprint,
        suggestion=suggestion,
        classing=read_classing(asked.get(CLASSES, "")),
        shapes=shapes,
        released=release is not None,
    )


def _all_told(question: Question, answer: Answer) -> Question:
    """Leave « the 20 highest » out of the title of a figure that has no more groups."""
    every = question.first is not None and not any(group.others for group in answer.groups)
    return replace(question, first=None) if every else question


def _drawn(
    answer: Answer, opened: Opened, asked: Form | None, *, released: bool
) -> tuple[Suggestion, Shapes | None]:
    """Choose the form, and find the shapes of a map; a release tells no place of a row."""
    crs = opened.root.projected_crs
    by_commune = is_commune(answer, 0) if answer.by else False
    placed = None
    if asked in MAPS and not by_commune and not released:
        placed = shapes_of(answer, opened.relation, crs)
    suggestion = drawn.chosen(answer, asked, placed=placed is not None)
    if suggestion.form in MAPS and by_commune:
        placed = communes(answer, crs)
    return suggestion, placed if suggestion.form in MAPS else None


def _form(asked: Mapping[str, str]) -> Form | None:
    word = asked.get(FORM, "")
    try:
        return Form(word) if word else None
    except ValueError:
        raise Invalid(
            _("« %(word)s » n’est pas une façon de dessiner : essayez bars ou lines.")
            % {"word": word[:30]}
        ) from None


def _source(opened: Opened, *, shown: bool) -> Source:
    return Source(
        title=opened.table_title,
        address=reverse("dataset", args=[opened.dataset.slug]) if shown else "",
        owner=opened.dataset.owner.name,
        date=day_of(opened.version.created_at),
        freshness=freshness(opened.dataset),
    )
