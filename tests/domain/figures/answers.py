"""Answers, made by hand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from terrier.domain.questions.answer import Answer, Group, Heading
from terrier.domain.questions.naming import group_name
from terrier.domain.questions.question import Grouping, Measure, Part, Question

COMMUNE = Heading("Commune", concept="commune_code")
STREAM = Heading("Flux")
TONNAGE = Heading("Total de « Tonnage »", "t", "double")
COUNTED = Heading("Nombre de lignes", "", "integer")
MEAN = Heading("Moyenne de « Prix »", "€", "double")
BY_COMMUNE, BY_STREAM = Grouping("commune"), Grouping("flux")
BY_YEAR, BY_MONTH, BY_DAY = (Grouping("jour", p) for p in (Part.YEAR, Part.MONTH, Part.DAY))
YEAR, MONTH, DAY = Heading("Année"), Heading("Mois"), Heading("Jour")


def group(*keys: Any, value: Any = 1, names: Iterable[str] = (), **more: Any) -> Group:
    """Make a group named by its keys."""
    return Group(keys, tuple(names) or tuple(map(str, keys)), value, 9, **more)


def answer(
    by: list[tuple[Grouping, Heading]],
    groups: Iterable[Group],
    *,
    measured: Heading = TONNAGE,
    total: Any = "sum",
    **asked: Any,
) -> Answer:
    """Make an answer; its total is the sum of its groups unless something is suppressed."""
    told = tuple(groups)
    of = {COUNTED.label: Measure.COUNT, MEAN.label: Measure.MEAN}.get(measured.label, Measure.SUM)
    hidden = sum(g.suppressed for g in told)
    if total == "sum":
        adds = of is not Measure.MEAN and not hidden
        total = sum(float(g.value or 0) for g in told) if adds else None
    question = Question(of, "", tuple(g for g, _h in by), **asked)
    headings = tuple(h for _g, h in by)
    return Answer(question, headings, measured, told, total, 99, suppressed=hidden)


def ranked(values: dict[str, Any], *, measured: Heading = TONNAGE, **more: Any) -> Answer:
    """Make an answer by stream."""
    groups = [group(name, value=value) for name, value in values.items()]
    return answer([(BY_STREAM, STREAM)], groups, measured=measured, **more)


def in_time(grouping: Grouping, values: dict[date, Any], **more: Any) -> Answer:
    """Make an answer by period."""
    groups = [group(d, value=v, names=[group_name(grouping, d)]) for d, v in values.items()]
    heading = {Part.YEAR: YEAR, Part.MONTH: MONTH}.get(grouping.part, DAY)
    return answer([(grouping, heading)], groups, **more)


def years(*values: float, first: int = 2020) -> dict[date, float]:
    """Give one value a year."""
    return {date(first + n, 1, 1): value for n, value in enumerate(values)}


def months(*values: float, first: int = 2024) -> dict[date, float]:
    """Give one value a month."""
    return {date(first + n // 12, n % 12 + 1, 1): value for n, value in enumerate(values)}


def crossed(
    first: tuple[Grouping, Heading], values: dict[tuple[Any, Any], Any], **more: Any
) -> Answer:
    """Make an answer by two groupings, the second by stream."""
    groups = [
        group(a, b, value=v, names=(group_name(first[0], a), str(b)))
        for (a, b), v in values.items()
    ]
    return answer([first, (BY_STREAM, STREAM)], groups, **more)
