"""What a definition gives, before it is kept: the report, the question of several, a preview."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terrier.apps.catalog.templatetags.catalog_values import cell, heading, is_number, percent
from terrier.domain.matching.definition import Summary
from terrier.lake.relation import Relation, RelationColumn
from terrier.web.templatetags.terrier import number

from .composing import Asked
from .presenting import Nothing, SideReport, inhabitants_told, nothing_met, side_reports
from .presenting_map import Drawing, draw
from .queries.previewing import Preview
from .queries.sides import calling


@dataclass(frozen=True)
class Question:
    """What to do where a row meets several: asked in words."""

    text: str
    example: str
    open: bool
    """Whether nothing can be kept before it is answered."""


@dataclass(frozen=True)
class Result:
    """A crossing measured, as the page tells it."""

    rate: str
    left: SideReport
    right: SideReport
    notes: tuple[str, ...]
    nothing: Nothing | None
    question: Question | None
    columns: list[dict[str, object]]
    rows: list[dict[str, list[str]]]
    total: int | None
    drawing: Drawing | None

    @property
    def may_be_kept(self) -> bool:
        """Say whether nothing remains to be asked."""
        return self.question is None or not self.question.open


def result_of(found: Preview, asked: Asked, words: dict[str, str]) -> Result:
    """Tell what a definition gives."""
    report = found.report
    left, right = side_reports(report, found.left_title, found.right_title)
    share = report.share_told(by_areas=found.definition.left.zoning is not None)
    order = _order(found)
    return Result(
        rate="" if share is None else percent(share),
        left=left,
        right=right,
        notes=(*report.notes, *_rates(found)),
        nothing=nothing_met(found.definition, report, words) if not report.left.matched else None,
        question=_question(found, asked),
        columns=[{"label": heading(c), "numeric": is_number(c)} for _n, c in order],
        rows=[{"cells": [cell(row[n], c) for n, c in order]} for row in found.rows],
        total=found.total,
        drawing=draw(found.features, _drawn_by(found), found.located),
    )


def _rates(found: Preview) -> list[str]:
    per = next((b.per for b in found.definition.brought if b.per), "")
    return [inhabitants_told(found.definition.left, per)] if per else []


def _order(found: Preview) -> list[tuple[int, RelationColumn]]:
    """Put what is brought over after the column that names a row, where it is seen."""
    added = {b.name for b in found.definition.brought}
    ranked = list(enumerate(found.columns))
    mine = [(n, c) for n, c in ranked if c.name not in added]
    called = calling(Relation(Path(), tuple(c for _n, c in mine)))[:1]
    naming = [(n, c) for n, c in mine if c.name in called] or mine[:1]
    theirs = [(n, c) for n, c in ranked if c.name in added]
    return [*naming, *theirs, *(pair for pair in mine if pair not in naming)]


def _drawn_by(found: Preview) -> str:
    """Give the brought column whose absence tells that a row met nothing."""
    counted = [b for b in found.definition.brought if b.summary is Summary.COUNT]
    return next((b.name for b in (*counted, *found.definition.brought)), "")


def _question(found: Preview, asked: Asked) -> Question | None:
    several = found.report.left.several
    if not several:
        return None
    text = ngettext(
        "%(n)s ligne de « %(left)s » en rencontre plusieurs de « %(right)s ».",
        "%(n)s lignes de « %(left)s » en rencontrent plusieurs de « %(right)s ».",
        several,
    ) % {"n": number(several), "left": found.left_title, "right": found.right_title}
    return Question(text, _example(found), asked.must_be_asked)


def _example(found: Preview) -> str:
    if found.example is None:
        return ""
    return _("Par exemple, « %(row)s » en rencontre plusieurs : %(met)s…") % {
        "row": " · ".join(found.example.row),
        "met": ", ".join(found.example.met),
    }
