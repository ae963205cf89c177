"""One figure of the sheet of a commune, in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terrier.apps.catalog.freshness import State
from terrier.apps.figures.figure import Source
from terrier.apps.territories.models import Commune
from terrier.domain.figures import wording
from terrier.domain.indicators import (
    Better,
    News,
    Reading,
    Standing,
    Step,
    Weighed,
    news,
    place,
    standing,
    written,
)
from terrier.domain.kernel.french import number_text
from terrier.domain.questions.question import Measure, Shown
from terrier.web.days import write_day

from . import ladder
from .known import Missing, Read

FIRST_PLURAL = 2


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
    """« le 3e plus élevé des 24 communes »."""
    beside: str
    """« Proche des communes semblables (médiane : 327 kg) »; empty: nothing to compare with."""
    weighed: Weighed
    """For what stands out."""
    steps: tuple[Step, ...]
    """Every commune, the lowest first."""
    source: str
    """Title of the dataset."""
    address: str
    """Of the dataset."""
    fresh: str
    """« 22 novembre 2026, à jour »."""
    partial: str
    """« 3 lignes sur 8 n’ont pas de valeur »; empty: all of it is known."""
    theme: str
    """Of its dataset."""

    @property
    def amount(self) -> str:
        """Give its value with its unit."""
        return f"{self.value}\u00a0{self.unit}" if self.unit else self.value

    @property
    def tone(self) -> str:
        """Give `good`, `bad` or nothing."""
        return self.weighed.news.value

    @property
    def bars(self) -> dict[str, str]:
        """Give its ladder as outlines of SVG."""
        return ladder.outlines(self.steps)


def line(
    read: Read, commune: Commune, like: tuple[str, ...], members: frozenset[str]
) -> Line | Missing:
    """Write what one figure says of a commune, among those of its territory and no others."""
    among = {code: one for code, one in read.readings.items() if code in members}
    indicator, found = read.indicator, among.get(commune.code)
    if found is None:
        return Missing(indicator.label, _why(read, commune))
    stands = standing(commune.code, among, like)
    assert stands is not None
    value, median = _text(read, found.value), _text(read, stands.median)
    before, _value, after = indicator.sentence.partition("{valeur}")
    said = {
        "valeur": value,
        "commune": commune.name,
        "periode": found.period,
        "rang": place(stands, _among(read, whole=stands.of == len(members))),
        "mediane": median,
        "evolution": found.trend.text if found.trend else "",
    }
    source, weighed = read.figure.source, _weighed(read, found, stands)
    return Line(
        label=indicator.label,
        before=written(before, said),
        value=value.partition("\u00a0")[0],
        unit=value.partition("\u00a0")[2],
        after=written(after, said),
        period="" if "{periode}" in indicator.sentence else found.period,
        trend=said["evolution"],
        rank=said["rang"],
        beside=_beside(stands, found.value, median, weighed.news),
        weighed=weighed,
        steps=stands.ladder,
        source=source.title,
        address=source.address,
        fresh=_fresh(source),
        partial=_partial(found),
        theme=read.theme,
    )


def _weighed(read: Read, found: Reading, stands: Standing) -> Weighed:
    better = Better(read.indicator.better_when)
    rated = not wording.additive(read.figure.answer)
    return Weighed(better, stands, news(better, stands, found, rated=rated), found.trend)


def _partial(found: Reading) -> str:
    """Say that a value is not the whole of it."""
    if not found.blank:
        return ""
    return ngettext(
        "partiel\u00a0: %(blank)d ligne sur %(rows)d n’a pas de valeur",
        "partiel\u00a0: %(blank)d lignes sur %(rows)d n’ont pas de valeur",
        found.blank,
    ) % {"blank": found.blank, "rows": found.rows}


def _fresh(source: Source) -> str:
    """Say of when the data are, and whether their owner keeps the promise made of them."""
    fresh = source.freshness
    kept = {State.FRESH: _("à jour"), State.LATE: fresh.promise, State.NO_PROMISE: ""}
    return ", ".join(filter(None, (write_day(source.date), kept[fresh.state])))


def _beside(stands: Standing, value: float, median: str, told: News) -> str:
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
    judged = {
        News.GOOD: _("\u00a0: plutôt favorable"),
        News.BAD: _("\u00a0: plutôt défavorable"),
        News.NEITHER: "",
    }
    return words[way] % {"median": median} + judged[told]


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
