"""The value of every commune, read from one answer grouped by commune."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from terrier.domain.figures import axes, evolution
from terrier.domain.figures.key_figure import Trend
from terrier.domain.kernel.errors import Invalid
from terrier.domain.questions.answer import Answer, Group
from terrier.domain.questions.question import Per


@dataclass(frozen=True)
class Reading:
    """What is known of one commune."""

    value: float
    period: str = ""
    """« 2025 »; empty where the question has no time."""
    day: date | None = None
    """First day of the period."""
    trend: Trend | None = None
    rows: int = 0
    """Rows that it is read from; 0 where that is not told."""
    blank: int = 0
    """Those of them without a value: what is read is not the whole of it."""


def readings(answer: Answer, *, today: date | None = None) -> dict[str, Reading]:
    """Read each commune, by its code; one that has no value, or a suppressed one, is left out.

    Parameters
    ----------
    answer
        Grouped by commune, and by a period where there is a trend to show.
    today
        The period that holds this day has not ended: the one before it is read.

    Raises
    ------
    Invalid
        The answer is not grouped by commune, or its second grouping is no period.
    """
    commune = axes.commune_axis(answer)
    if commune is None:
        raise Invalid(
            "Cette question n’est pas posée commune par commune : regroupez-la par une colonne de "
            "codes de commune."
        )
    if len(answer.by) == 1:
        return {
            str(g.keys[0]): Reading(float(g.value), rows=g.rows or 0, blank=_blank(g))
            for g in axes.measured(answer)
            if g.value is not None
        }
    moment = 1 - commune
    if not axes.is_moment(answer, moment):
        raise Invalid(
            "Le second regroupement de cette question n’est pas une période : gardez la commune "
            "seule, ou ajoutez-lui une année ou un mois."
        )
    return _in_time(answer, commune, moment, today)


def _in_time(answer: Answer, commune: int, moment: int, today: date | None) -> dict[str, Reading]:
    of_commune: dict[str, list[Group]] = defaultdict(list)
    for group in axes.measured(answer):
        of_commune[str(group.keys[commune])].append(group)
    read = {}
    for code, groups in of_commune.items():
        found = evolution.points(answer, moment, groups)
        latest = evolution.latest(answer, moment, found, today)
        if latest is None:
            continue
        last, compared = latest
        behind = [g for g in groups if axes.day_of(g.keys[moment]) == last.day]
        read[code] = Reading(
            last.value,
            last.name,
            last.day,
            _trend(answer, compared),
            rows=sum(g.rows or 0 for g in behind),
            blank=sum(map(_blank, behind)),
        )
    return read


def _blank(group: Group) -> int:
    rows = group.rows or 0
    return rows - min(group.filled, default=rows)


def _trend(answer: Answer, compared: evolution.Comparison | None) -> Trend | None:
    if compared is None:
        return None
    said = f"{compared.signed(answer.measured.unit) or 'stable'} {compared.span}"
    # Every period is brought to one population: what changed is the total, and nothing else.
    by_head = answer.question.per is Per.THOUSAND_INHABITANTS
    return Trend(compared.change, f"total\u00a0: {said}" if by_head else said)
