"""Crossings said in French, in the words of whoever reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from terrier.domain.matching.definition import Definition, Kind, Link, Period, Zoning
from terrier.domain.matching.sketch import Estimate
from terrier.domain.questions.french import joined_of

ZONINGS = {Zoning.COMMUNES: "Communes", Zoning.GRID_200M: "Carreaux de 200 m"}
BY_ZONING = {Zoning.COMMUNES: "par commune", Zoning.GRID_200M: "par carreau de 200 m"}
PERIODS = {Period.DAY: "même jour", Period.MONTH: "même mois", Period.YEAR: "même année"}
SURE = 0.12
"""Half-width of an interval beyond which a part is not told as a number."""


@dataclass(frozen=True)
class Words:
    """What people call the two tables, and the columns that bring them together."""

    left: str
    right: str
    columns: Mapping[str, str] = field(default_factory=dict)
    """By stable id."""


@dataclass(frozen=True)
class Sentence:
    """A crossing in one line: « Bornes de recharge **dans** Communes »."""

    left: str
    how: str
    """The words that say how they meet, to be set off."""
    right: str = ""

    def __str__(self) -> str:
        return " ".join(part for part in (self.left, self.how, self.right) if part)


def sentence(definition: Definition, words: Words) -> Sentence:
    """Say a crossing.

    Examples
    --------
    >>> link = Link(Kind.WITHIN_DISTANCE, metres=300)
    >>> asked = Definition(Side(1, "a"), Side(2, "b"), link)
    >>> str(sentence(asked, Words("Arrêts de bus", "Écoles")))
    'Arrêts de bus à moins de 300 m d’Écoles'
    """
    zoning = definition.left.zoning
    if zoning is not None and definition.link.kind is not Kind.NEAREST:
        return Sentence(words.right, BY_ZONING[zoning])
    met = how(definition.link, words.columns)
    before, _, last = met.rpartition(" ")
    if last in {"de", "que"} and joined_of(words.right)[0] == "d’":
        return Sentence(words.left, before, f"{last[:-1]}’{words.right}")
    return Sentence(words.left, met, words.right)


def how(link: Link, columns: Mapping[str, str]) -> str:
    """Say how rows meet, as what stands between the two tables."""
    named = [_pair(p.left, p.right, p.period, bool(p.until), columns) for p in link.pairs]
    if link.kind is Kind.KEYS and len(named) == 1 and link.pairs[0].period:
        year = link.pairs[0].period is Period.YEAR
        return f"{'la' if year else 'le'} {named[0]} que"
    if link.kind is Kind.KEYS:
        return f"par {_joined(named)} avec"
    if link.kind is Kind.COMMUNE_NAMES:
        return "par nom de commune avec"
    further = f" ({_joined(named)})" if named else ""
    return _PLACES[link.kind](link.metres) + further


def _near(metres: float | None) -> str:
    return f"à moins de {_metres(metres)} de" if metres else "touchant"


def _nearest(metres: float | None) -> str:
    return f"au plus proche (à moins de {_metres(metres)})" if metres else "au plus proche"


_PLACES = {
    Kind.INSIDE: lambda _metres: "dans",
    Kind.HOLDS: lambda _metres: "contenant",
    Kind.OVERLAP: lambda _metres: "se superposant à",
    Kind.WITHIN_DISTANCE: _near,
    Kind.NEAREST: _nearest,
}


def _pair(
    left: str, right: str, period: Period | None, interval: bool, columns: Mapping[str, str]
) -> str:
    if interval:
        return "date comprise dans la période"
    if period is not None:
        return PERIODS[period]
    return columns.get(left) or columns.get(right) or "la même valeur"


def _joined(parts: list[str]) -> str:
    return " et ".join(parts)


def _metres(metres: float | None) -> str:
    value = metres or 0.0
    if value >= 1000:
        return f"{value / 1000:.3g} km".replace(".", ",")
    return f"{value:.3g} m".replace(".", ",")


def rate(found: Estimate | None) -> str:
    """Say an estimated part: « environ 92 % », « toutes »; empty where it is not known.

    Examples
    --------
    >>> rate(Estimate(0.917, 0.88, 0.94, 256))
    'environ 92 %'
    >>> rate(Estimate(1.0, 1.0, 1.0, 24, exact=True))
    'toutes'
    """
    if found is None:
        return ""
    if found.exact and found.share == 1:
        return "toutes"
    if found.high - found.low > 2 * SURE:
        return "une partie" if found.share < 1 else ""
    return f"environ {_percent(found.share)} %"


def _percent(share: float) -> int:
    """Round without ever saying all, or nothing, of what is a part."""
    return round(share * 100) if share in (0.0, 1.0) else min(99, max(1, round(share * 100)))
