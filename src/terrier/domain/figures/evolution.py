"""How a measure goes in time: what can be compared with what, and how it is said."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date

from terrier.domain.figures import axes, wording
from terrier.domain.questions.answer import Answer, Group
from terrier.domain.questions.french import to_words
from terrier.domain.questions.periods import DIFFERING, INCOMPLETE, before, last_day
from terrier.domain.questions.question import Part, Shown

YEAR_OF = {Part.YEAR: 1, Part.QUARTER: 4, Part.MONTH: 12}
"""Periods in a year."""
STABLE = 0.005
"""A relative change under this is said « stable »."""


@dataclass(frozen=True)
class Point:
    """The measure at one moment."""

    day: date
    name: str
    value: float


@dataclass(frozen=True)
class Comparison:
    """A value with the one that it is compared with."""

    last: Point
    past: Point
    span: str
    """« sur un an », « par rapport à février 2025 »."""

    @property
    def change(self) -> float:
        """Give the relative change: 0.04 is +4 %; from zero, the difference."""
        risen = self.last.value - self.past.value
        return risen / abs(self.past.value) if self.past.value else risen

    def signed(self, unit: str) -> str:
        """Write the change: « +4,2 % », « −1,3 °C », « +2 points »; empty where there is none."""
        if unit not in DIFFERING:
            return "" if abs(self.change) < STABLE else wording.signed_percent(self.change)
        difference = round(self.last.value - self.past.value, 1)
        return wording.signed(difference, {"%": "points"}.get(unit, unit)) if difference else ""

    def words(self, unit: str) -> str:
        """Say the change: « en hausse de 4 % sur un an »."""
        signed = self.signed(unit)
        if not signed:
            return f"stable {self.span}"
        return f"en {'hausse' if signed[0] == '+' else 'baisse'} de {signed[1:]} {self.span}"


def points(answer: Answer, axis: int, groups: list[Group] | None = None) -> list[Point]:
    """Give the measure at each moment, in the order of time; values of one moment are added up."""
    sums: dict[date, float] = defaultdict(float)
    names: dict[date, str] = {}
    for group in axes.measured(answer) if groups is None else groups:
        day = axes.day_of(group.keys[axis])
        if day is not None and group.value is not None:
            sums[day] += float(group.value)
            names[day] = group.names[axis]
    return [Point(day, names[day], sums[day]) for day in sorted(sums)]


def ended(found: list[Point], part: Part, today: date | None) -> list[Point]:
    """Leave out the period that is still going on: its sum is not whole yet."""
    if today is None or not found or last_day(part, found[-1].day) < today:
        return found
    return found[:-1]


def whole(answer: Answer, axis: int, found: list[Point], today: date | None) -> list[Point]:
    """Keep the periods that can be compared: they have ended, and the data hold them whole."""
    over = ended(found, axes.part_of(answer, axis), today)
    return [point for point in over if point.day not in answer.partial]


def latest(
    answer: Answer, axis: int, found: list[Point], today: date | None
) -> tuple[Point, Comparison | None] | None:
    """Give the last whole period, compared; where none is, the last that ended, said to be partial.

    None: no period has ended.
    """
    part = axes.part_of(answer, axis)
    if kept := whole(answer, axis, found, today):
        plain = answer.question.shown is Shown.VALUE
        return kept[-1], comparison(kept, part, answer.measured.unit) if plain else None
    over = ended(found, part, today)
    if not over:
        return None
    return replace(over[-1], name=f"{over[-1].name} ({INCOMPLETE[part]})"), None


def comparison(found: list[Point], part: Part, unit: str = "") -> Comparison | None:
    """Compare the last period with the same one a year before, else with the one before it.

    What is told as a part has no change from nothing, nor below it.
    """
    if len(found) < 2:
        return None
    last = found[-1]
    by_day = {point.day: point for point in found}
    year_before = by_day.get(_year_before(last.day))
    sooner = before(part, last.day) if part in axes.PERIODS else found[-2].day
    past = year_before if part in YEAR_OF and year_before else by_day.get(sooner or last.day)
    if past is None or past is last:
        return None
    if unit not in DIFFERING and (past.value <= 0 or last.value < 0):
        return None
    to = to_words(_definite(part, past.name))
    span = "sur un an" if past is year_before else f"par rapport {to}"
    return Comparison(last, past, span)


def twelve_months(found: list[Point]) -> Comparison | None:
    """Compare the last twelve months with the twelve before: one season with the same."""
    last = found[-24:]
    if len(last) < 24 or _months(last[-1].day) - _months(last[0].day) != 23:
        return None
    past, now = (sum(point.value for point in half) for half in (last[:12], last[12:]))
    if past <= 0 or now < 0:
        return None
    name = "les 12 derniers mois"
    return Comparison(Point(last[-1].day, name, now), Point(last[11].day, "", past), "sur un an")


def sentence(answer: Answer, today: date | None) -> str:
    """Say how a measure goes in time."""
    part = axes.part_of(answer, 0)
    found = points(answer, 0)
    known = whole(answer, 0, found, today)
    current = _left_out(answer, found, today)
    if not known:
        return f"{_capital(found[-1].name)}\u00a0: {_text(answer, found[-1].value)}{current}."
    high, low = max(known, key=_value), min(known, key=_value)
    if len(known) == 1:
        return f"{_capital(known[0].name)}\u00a0: {_text(answer, known[0].value)}{current}."
    if high.value == low.value:
        return f"La même valeur du début à la fin\u00a0: {_text(answer, high.value)}{current}."
    unit = answer.measured.unit
    peak = f"le plus haut\u00a0: {_at(answer, high, known)}"
    changing = answer.question.shown is Shown.CHANGE
    year = twelve_months(known) if part is Part.MONTH and wording.additive(answer) else None
    if year:
        return (
            f"{_text(answer, year.last.value)} sur les 12 derniers mois, {year.words(unit)}"
            f"{current}\u00a0; {peak}."
        )
    compared = comparison(known, part, unit) if part in YEAR_OF and not changing else None
    if compared:
        last = f"{_capital(compared.last.name)}\u00a0: {_text(answer, compared.last.value)}, "
        last += compared.words(unit)
        return f"{last}{current}\u00a0; {_depth(answer, known, compared, peak, high)}."
    return f"{_capital(peak)}\u00a0; le plus bas\u00a0: {_at(answer, low, known)}{current}."


def _left_out(answer: Answer, found: list[Point], today: date | None) -> str:
    """Name the periods that are compared with nothing: « (2026 n’est pas terminé) »."""
    part = axes.part_of(answer, 0)
    over = ended(found, part, today)
    said = [f"{p.name}\u00a0: {INCOMPLETE[part]}" for p in over if p.day in answer.partial]
    said += [f"{_definite(part, p.name)} n’est pas terminé" for p in found[len(over) :]]
    return f" ({', '.join(said)})" if said else ""


def _depth(answer: Answer, whole: list[Point], compared: Comparison, peak: str, high: Point) -> str:
    """Say where the last value stands in all the time that is known."""
    first = whole[0]
    told = first.value > 0 or answer.measured.unit in DIFFERING
    if first is compared.past or not told:
        return peak if high is not compared.last else "c’est le plus haut"
    span = f"depuis {_definite(axes.part_of(answer, 0), first.name)}"
    since = Comparison(compared.last, first, span).words(answer.measured.unit)
    alike = _text(answer, high.value) == _text(answer, compared.last.value)
    return since if alike else f"{since}, {peak}"


def _year_before(day: date) -> date:
    year = max(day.year - 1, 1)
    return date(year, day.month, min(day.day, 28) if day.month == 2 else day.day)


def _months(day: date) -> int:
    return day.year * 12 + day.month


def _value(point: Point) -> float:
    return point.value


def _text(answer: Answer, value: float) -> str:
    return wording.value_text(answer, value)


def _at(answer: Answer, point: Point, among: list[Point]) -> str:
    """Say a value and its moment: « 143 t en mai 2025 », « 9 le 2 mars 2025 », « 0, 3 fois »."""
    text = _text(answer, point.value)
    often = sum(other.value == point.value for other in among)
    if often > 1:
        return f"{text}, {often} fois"
    part = axes.part_of(answer, 0)
    joined = {Part.QUARTER: "au", Part.YEAR: "en", Part.MONTH: "en"}.get(part, "le")
    return f"{text} {joined} {point.name}"


def _definite(part: Part, name: str) -> str:
    """Put its article before a period that bears one: « le 1er trimestre 2021 », « 2021 »."""
    return name if part in {Part.YEAR, Part.MONTH} else f"le {name}"


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]
