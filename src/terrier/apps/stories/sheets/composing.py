"""The sheet of a commune, composed of all that a reader may see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from terrier.apps.catalog.days import write_day
from terrier.apps.catalog.freshness import State
from terrier.apps.figures.figure import Figure, FigureAddress, Source, figure
from terrier.apps.territories.models import Commune, Organisation
from terrier.domain.figures import wording
from terrier.domain.indicators import (
    Better,
    Reading,
    Standing,
    Step,
    place,
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
from . import ladder
from .defaults import proposed

if TYPE_CHECKING:
    from terrier.domain.access.policy import Reader

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
    """Empty where the sentence says it."""
    trend: str
    rank: str
    """« Parmi les plus fortes : 3e sur 24 communes »."""
    beside: str
    """« Proche des communes semblables (médiane : 327 kg) »; empty: nothing to compare with."""
    tone: str
    """`good`, `bad` or empty."""
    steps: tuple[Step, ...]
    """Every commune, the lowest first."""
    source: str
    """Title of the dataset."""
    address: str
    """Of the dataset."""
    fresh: str
    """« 22 novembre 2026, à jour »."""

    @property
    def bars(self) -> dict[str, str]:
        """Give its ladder as outlines of SVG."""
        return ladder.outlines(self.steps)


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
    datasets: tuple[str, ...]
    """Slugs of what it is drawn from, for the access log."""
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
            told = _line(one, commune, like, len(people))
            (lines if isinstance(told, Line) else missing).append(told)
    return Sheet(
        commune=commune,
        owner=owner,
        lines=tuple(lines),
        missing=tuple(missing),
        reserved=sum(one is None for one in known),
        like=tuple(names[code] for code in like),
        datasets=sources(known),
        place=_by_population(commune, people),
    )


def sources(known: Iterable[Read | Missing | None]) -> tuple[str, ...]:
    """Give the slugs of the datasets that were read."""
    return tuple(one.indicator.dataset for one in known if isinstance(one, Read))


def _line(read: Read, commune: Commune, like: tuple[str, ...], communes: int) -> Line | Missing:
    indicator, found = read.indicator, read.readings.get(commune.code)
    if found is None:
        return Missing(indicator.label, _why(read, commune))
    stands = standing(commune.code, read.readings, like)
    assert stands is not None
    value, median = _text(read, found.value), _text(read, stands.median)
    before, _value, after = indicator.sentence.partition("{valeur}")
    said = {
        "valeur": value,
        "commune": commune.name,
        "periode": found.period,
        "rang": place(stands, _among(read, whole=stands.of == communes)),
        "mediane": median,
        "evolution": found.trend.text if found.trend else "",
    }
    tone = _tone(Better(indicator.better_when), stands, found.value)
    source = read.figure.source
    return Line(
        label=indicator.label,
        before=written(before, said),
        value=value.partition("\u00a0")[0],
        unit=value.partition("\u00a0")[2],
        after=written(after, said),
        period="" if "{periode}" in indicator.sentence else found.period,
        trend=said["evolution"],
        rank=said["rang"],
        beside=_beside(stands, found.value, median, tone),
        tone=tone,
        steps=stands.ladder,
        source=source.title,
        address=source.address,
        fresh=_fresh(source),
    )


def _fresh(source: Source) -> str:
    """Say of when the data are, and whether their owner keeps the promise made of them."""
    fresh = source.freshness
    kept = {State.FRESH: _("à jour"), State.LATE: fresh.promise, State.NO_PROMISE: ""}
    return ", ".join(filter(None, (write_day(source.date), kept[fresh.state])))


def _tone(better: Better, stands: Standing, value: float) -> str:
    """Say whether it is good news, where the figure has a good side and is fairly compared."""
    way = better, stands.beside(value) if stands.alike else ""
    return "good" if way in GOOD else "bad" if way in BAD else ""


def _beside(stands: Standing, value: float, median: str, tone: str) -> str:
    """Say where a value stands beside the median, and whether it is good news."""
    if stands.median is None:
        return ""
    way = stands.beside(value)
    if stands.alike:
        words = {
            "above": _("Au-dessus des communes semblables (médiane : %(median)s)"),
            "below": _("Au-dessous des communes semblables (médiane : %(median)s)"),
            "close": _("Proche des communes semblables (médiane : %(median)s)"),
        }
    else:
        words = {
            "above": _("Au-dessus de la médiane du territoire (%(median)s)"),
            "below": _("Au-dessous de la médiane du territoire (%(median)s)"),
            "close": _("Proche de la médiane du territoire (%(median)s)"),
        }
    news = {"good": _("\u00a0: plutôt favorable"), "bad": _("\u00a0: plutôt défavorable"), "": ""}
    return words[way] % {"median": median} + news[tone]


def _among(read: Read, *, whole: bool) -> str:
    """Name the communes that are compared: some may have none, or be unknown."""
    if whole:
        return _("communes")
    counted = read.figure.question.measure is Measure.COUNT
    return _("communes qui en ont") if counted else _("communes connues")


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


def _text(read: Read, value: float | None) -> str:
    if value is None:
        return ""
    if read.figure.question.shown is not Shown.VALUE:
        return wording.value_text(read.figure.answer, value)
    unit = _agreed(read.indicator.unit or read.figure.answer.measured.unit, value)
    number = number_text(round(value, 6)).replace("-", wording.MINUS)
    return f"{number}\u00a0{unit}" if unit else number


def _agreed(unit: str, value: float) -> str:
    """Choose between « arrêt|arrêts »: in French the plural begins at two."""
    one, _bar, several = unit.partition("|")
    return several if several and abs(value) >= FIRST_PLURAL else one


def _by_population(commune: Commune, people: Mapping[str, int | None]) -> str:
    if not commune.population:
        return ""
    bigger = sum(1 for p in people.values() if p and p > commune.population)
    known = sum(1 for p in people.values() if p)
    rank = _("1re") if bigger == 0 else f"{bigger + 1}e"
    return _("%(rank)s commune sur %(of)s par sa population") % {"rank": rank, "of": known}
