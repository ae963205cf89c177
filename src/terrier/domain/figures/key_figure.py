"""A key figure: one number in large, with its trend."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from terrier.domain.figures import axes, evolution, wording
from terrier.domain.questions.answer import Answer
from terrier.domain.questions.question import Shown


@dataclass(frozen=True)
class Trend:
    """Where a figure goes."""

    change: float
    """Relative: 0.04 is +4 %."""
    text: str
    """« +4 % sur un an »."""

    @property
    def direction(self) -> str:
        """Give `up`, `down` or `flat`."""
        if abs(self.change) < evolution.STABLE:
            return "flat"
        return "up" if self.change > 0 else "down"


@dataclass(frozen=True)
class KeyFigure:
    """One number as people read it."""

    value: str
    """« 1 234,5 », or why there is none."""
    unit: str
    label: str
    moment: str = ""
    """What period it is of: « 2025 »."""
    trend: Trend | None = None

    @property
    def text(self) -> str:
        """Write the number with its unit."""
        return f"{self.value}\u00a0{self.unit}" if self.unit else self.value


def number(answer: Answer, *, today: date | None = None) -> KeyFigure:
    """Make a key figure of an answer.

    Parameters
    ----------
    answer
        Without grouping: its value. Grouped by time: the last period that has ended, compared
        with the same one a year before, else with the one before it. Grouped otherwise: the
        whole.
    today
        The period that holds this day has not ended.
    """
    label = answer.measured.label
    moment = axes.moment_axis(answer) if len(answer.by) == 1 else None
    if moment is None:
        value = answer.groups[0].value if answer.groups and not answer.by else answer.total
        if value is None:
            hidden = answer.suppressed or any(g.suppressed for g in answer.groups)
            return KeyFigure(wording.SUPPRESSED if hidden else wording.MISSING, "", label)
        return KeyFigure(*_written(answer, value), label)
    found = evolution.points(answer, moment)
    if not found:
        return KeyFigure(wording.MISSING, "", label)
    last, compared = evolution.latest(answer, moment, found, today) or (found[-1], None)
    trend = None
    if compared:
        change = compared.signed(answer.measured.unit) or "stable"
        trend = Trend(compared.change, f"{change} {compared.span}")
    return KeyFigure(*_written(answer, last.value), label, last.name, trend)


def _written(answer: Answer, value: wording.Number) -> tuple[str, str]:
    if answer.question.shown is not Shown.VALUE:
        text, _space, unit = wording.value_text(answer, value).partition("\u00a0")
        return text, unit
    return wording.parted(value, answer.measured.unit)
