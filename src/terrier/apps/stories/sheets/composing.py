"""The sheet of a commune, composed of all that a reader may see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from terrier.apps.figures.figure import Figure, FigureAddress, figure
from terrier.apps.territories.models import Commune, Organisation
from terrier.domain.figures import wording
from terrier.domain.indicators import (
    Better,
    Reading,
    Standing,
    readings,
    similar,
    standing,
    written,
)
from terrier.domain.kernel.errors import Gone, Invalid, NotFound
from terrier.domain.kernel.french import number_text
from terrier.domain.questions.question import Measure, Shown

from ..actions.indicators import MOST
from ..models import Indicator
from .defaults import proposed

if TYPE_CHECKING:
    from terrier.domain.access.policy import Reader

BESIDE = {
    "above": _("au-dessus des communes semblables"),
    "below": _("au-dessous des communes semblables"),
    "close": _("proche des communes semblables"),
    "": "",
}
FIRST_PLURAL = 2
GOOD = {(Better.HIGHER, "above"), (Better.LOWER, "below")}
BAD = {(Better.HIGHER, "below"), (Better.LOWER, "above")}


@dataclass(frozen=True)
class Line:
    """One figure of the sheet."""

    label: str
    before: str
    value: str
    """« 512 », written large inside its sentence: what stands before and after it is apart."""
    unit: str
    after: str
    period: str
    trend: str
    rank: str
    """« 3e plus haute sur 24 communes »."""
    median: str
    beside: str
    """« au-dessus des communes semblables »; empty: nothing to compare with."""
    tone: str
    """`good`, `bad` or empty."""
    source: str
    address: str
    """Of the dataset."""
    day: date
    freshness: str
    late: bool


@dataclass(frozen=True)
class Missing:
    """A figure that is not known, and why."""

    label: str
    why: str


@dataclass(frozen=True)
class Sheet:
    """What a reader may know of a commune, on one page."""

    commune: Commune
    owner: Organisation
    lines: tuple[Line, ...]
    missing: tuple[Missing, ...]
    reserved: int
    """Figures that other readers see; nothing more is told of them."""
    like: tuple[str, ...]
    """Names of the similar communes."""
    place: str
    """« 12e commune sur 24 par sa population »."""


@dataclass(frozen=True)
class Read:
    """An indicator with what it says of every commune."""

    indicator: Indicator
    figure: Figure
    readings: Mapping[str, Reading]


def sheet(reader: Reader, commune: Commune, owner: Organisation) -> Sheet:
    """Compose the sheet of a commune."""
    return compose(commune, owner, read_all(reader, owner))


def read_all(reader: Reader, owner: Organisation) -> list[Read | Missing | None]:
    """Read every indicator for all the communes at once; None where it is reserved.

    Until somebody has chosen them, the sheet makes itself of what the reader's datasets allow.
    """
    chosen = list(Indicator.objects.filter(owner=owner))
    if not chosen:
        chosen = [Indicator(owner=owner, **values) for values in proposed(reader)[:MOST]]
    return [read(reader, indicator) for indicator in chosen]


def read(reader: Reader, indicator: Indicator) -> Read | Missing | None:
    """Read one indicator."""
    address = FigureAddress(indicator.dataset, indicator.table, indicator.question)
    try:
        found = figure(reader, address)
        values = readings(found.answer, today=timezone.localdate())
    except (NotFound, Gone):
        return None
    except Invalid:
        # The sentence of the error may name a column that this reader does not see.
        return Missing(indicator.label, _("ses données ont changé : il ne se calcule plus"))
    return Read(indicator, found, values)


def compose(commune: Commune, owner: Organisation, known: list[Read | Missing | None]) -> Sheet:
    """Put together what was read, for one commune."""
    people = dict(Commune.objects.values_list("code", "population"))
    names = dict(Commune.objects.values_list("code", "name"))
    like = similar(commune.code, people)
    lines: list[Line] = []
    missing: list[Missing] = []
    for one in known:
        if isinstance(one, Missing):
            missing.append(one)
        elif one is not None:
            told = _line(one, commune, like)
            (lines if isinstance(told, Line) else missing).append(told)
    return Sheet(
        commune=commune,
        owner=owner,
        lines=tuple(lines),
        missing=tuple(missing),
        reserved=sum(one is None for one in known),
        like=tuple(names[code] for code in like),
        place=_place(commune, people),
    )


def _line(read: Read, commune: Commune, like: tuple[str, ...]) -> Line | Missing:
    indicator, found = read.indicator, read.readings.get(commune.code)
    if found is None:
        return Missing(indicator.label, _why(read, commune))
    better = Better(indicator.better_when)
    stands = standing(commune.code, read.readings, like, better)
    assert stands is not None
    beside = stands.beside(found.value)
    value = _text(read, found.value)
    before, _value, after = indicator.sentence.partition("{valeur}")
    median = _text(read, stands.median) if stands.median is not None else ""
    trend = found.trend.text if found.trend else ""
    said = {
        "valeur": value,
        "commune": commune.name,
        "periode": found.period,
        "rang": _rank(stands, better),
        "mediane": median,
        "evolution": trend,
    }
    source = read.figure.source
    return Line(
        label=indicator.label,
        before=written(before, said),
        value=value.partition("\u00a0")[0],
        unit=value.partition("\u00a0")[2],
        after=written(after, said),
        period=found.period,
        trend=trend,
        rank=_rank(stands, better),
        median=median,
        beside=BESIDE[beside],
        tone="good" if (better, beside) in GOOD else "bad" if (better, beside) in BAD else "",
        source=source.sentence,
        address=source.address,
        day=source.date,
        freshness=source.freshness.sentence,
        late=source.freshness.late,
    )


def _why(read: Read, commune: Commune) -> str:
    """Say why a commune has no value: it is hidden, or nobody knows it."""
    hidden = any(
        g.suppressed for g in read.figure.answer.groups if commune.code in map(str, g.keys)
    )
    if hidden:
        return _("non communiqué : trop peu de cas pour être publié")
    title = read.figure.source.title
    if read.figure.question.measure is Measure.COUNT:
        return _("aucune ligne de « %(title)s » n’est dans cette commune") % {"title": title}
    return _("« %(title)s » n’en dit rien pour cette commune") % {"title": title}


def _text(read: Read, value: float) -> str:
    if read.figure.question.shown is not Shown.VALUE:
        return wording.value_text(read.figure.answer, value)
    unit = _agreed(read.indicator.unit or read.figure.answer.measured.unit, value)
    number = number_text(round(value, 6)).replace("-", wording.MINUS)
    return f"{number}\u00a0{unit}" if unit else number


def _agreed(unit: str, value: float) -> str:
    """Choose between « arrêt|arrêts »: in French the plural begins at two."""
    one, _bar, several = unit.partition("|")
    return several if several and abs(value) >= FIRST_PLURAL else one


def _rank(stands: Standing, better: Better) -> str:
    """Say the place so that it needs no key: « la plus basse des 24 communes »."""
    way = _("plus basse") if better is Better.LOWER else _("plus haute")
    equal = _(", ex æquo") if stands.tied else ""
    said = {"way": way, "of": stands.of, "equal": equal, "rank": stands.rank}
    if stands.rank == 1:
        return _("la %(way)s des %(of)s communes%(equal)s") % said
    return _("%(rank)se %(way)s sur %(of)s communes%(equal)s") % said


def _place(commune: Commune, people: Mapping[str, int | None]) -> str:
    if not commune.population:
        return ""
    bigger = sum(1 for p in people.values() if p and p > commune.population)
    known = sum(1 for p in people.values() if p)
    place = _("1re") if bigger == 0 else f"{bigger + 1}e"
    return _("%(place)s commune sur %(of)s par sa population") % {"place": place, "of": known}
