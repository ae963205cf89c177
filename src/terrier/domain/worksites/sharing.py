"""What two worksites near each other should do: share a trench, wait for the road, agree.

The rule is plain on purpose, so that a technician can check it: distances and days are compared
with the constants below, and the sentence says which of them decided.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .vocabulary import BURIED, STANDING, Kind, Occupation, Period, State

SHARED_TRENCH_M = 10.0
"""Farther apart, one trench does not serve both."""
SAME_STREET_M = 100.0
"""Within this, diversions and closed roads of two worksites meet."""
SAME_ROAD_M = 10.0
"""Within this, a trench cuts the surface that another worksite lays."""
SHARED_TRENCH_DAYS = 180
"""A worksite can be moved by half a year, hardly by more: budgets are annual."""
SAME_STREET_DAYS = 30
DEPTH_STEP_M = 1.5
"""From this difference on, the deeper trench is a worksite of its own."""
NEW_SURFACE_YEARS = 3
"""Age under which works on a road may be refused. Source: code de la voirie routière, L. 115-1."""
SURFACE_DEPTH_M = 0.3
"""Down to this depth, works on a road renew its surface and cut no trench."""

UNDATED = Period()


class Advice(StrEnum):
    """What is proposed."""

    SHARE = "share"
    """One trench for both."""
    TRENCH_FIRST = "trench_first"
    """The trench before the new surface."""
    SURFACE_AFTER = "surface_after"
    """The new surface comes after the trench: it can be the final repair."""
    NEW_SURFACE = "new_surface"
    """The road was renewed too lately to be cut."""
    AGREE = "agree"
    """Dates, diversions and surfaces are to be settled together."""


@dataclass(frozen=True)
class Works:
    """What the rule looks at in a worksite."""

    kind: Kind
    state: State
    period: Period = UNDATED
    depth_m: float | None = None
    """None: not known."""
    occupation: Occupation = Occupation.NONE

    @property
    def digs(self) -> bool:
        """Say whether a trench is opened."""
        if self.depth_m is not None:
            return self.depth_m > (SURFACE_DEPTH_M if self.kind is Kind.ROAD else 0)
        return self.kind in BURIED

    @property
    def resurfaces(self) -> bool:
        """Say whether the surface of a road is laid anew."""
        return self.kind is Kind.ROAD and not self.digs

    @property
    def stands(self) -> bool:
        """Say whether it is to come, or not over yet."""
        return self.state in STANDING


@dataclass(frozen=True)
class Proposal:
    """What is proposed, and why, in French."""

    advice: Advice
    sentence: str


def proposal(mine: Works, other: Works, distance_m: float) -> Proposal | None:
    """Say what a worksite should do about another near it.

    Parameters
    ----------
    mine
        The worksite that asks; nothing is proposed where it is over or cancelled.
    other
        The one near it.
    distance_m
        Metres between the two.

    Returns
    -------
    Proposal or None
        None where neither space nor time brings them together.
    """
    if not mine.stands or other.state is State.CANCELLED:
        return None
    gap = mine.period.gap_days(other.period)
    if distance_m <= SAME_ROAD_M and (found := _surface(mine, other)):
        return found
    if not other.stands:
        return None
    if distance_m <= SHARED_TRENCH_M and mine.digs and other.digs:
        return _trench(mine, other, distance_m, gap)
    return _street(mine, other, distance_m, gap)


def _surface(mine: Works, other: Works) -> Proposal | None:
    """Look at a trench and a new surface on the same road."""
    if mine.digs == other.digs or not (mine.resurfaces or other.resurfaces):
        return None
    trench, surface = (mine, other) if mine.digs else (other, mine)
    cut, laid = trench.period.first, surface.period.last
    if cut is None or laid is None:
        return None
    if laid < cut:
        return _laid_before(surface, laid, cut)
    # A trench that is over says nothing of a surface to come.
    return _cut_before(trench, surface) if trench.stands else None


def _laid_before(surface: Works, laid: date, cut: date) -> Proposal | None:
    if cut >= _years_after(laid, NEW_SURFACE_YEARS):
        return None
    if surface.stands:
        return Proposal(
            Advice.TRENCH_FIRST,
            f"La chaussée sera refaite avant la tranchée (fin le {_day(laid)}, tranchée le "
            f"{_day(cut)}) : faites la tranchée d’abord, ou repoussez la réfection.",
        )
    return Proposal(
        Advice.NEW_SURFACE,
        f"La chaussée a été refaite le {_day(laid)}, moins de {NEW_SURFACE_YEARS} ans avant la "
        f"tranchée du {_day(cut)} : le maire peut la refuser (code de la voirie routière, "
        "L. 115-1).",
    )


def _cut_before(trench: Works, surface: Works) -> Proposal | None:
    closed, laid_from = trench.period.last, surface.period.first
    if closed is None or laid_from is None:
        return None
    if closed >= laid_from:
        return Proposal(
            Advice.AGREE,
            "La tranchée et la réfection de la chaussée se chevauchent : la tranchée doit être "
            "refermée avant que la chaussée soit refaite.",
        )
    days = (laid_from - closed).days
    if days > SHARED_TRENCH_DAYS:
        return None
    return Proposal(
        Advice.SURFACE_AFTER,
        f"La chaussée sera refaite {_days(days)} après la tranchée : une réfection provisoire "
        "suffit, et son coût se partage.",
    )


def _trench(mine: Works, other: Works, distance_m: float, gap: int | None) -> Proposal | None:
    if gap is not None and gap > SHARED_TRENCH_DAYS:
        return None
    where = f"à {_metres(distance_m)}"
    when = _when(gap)
    if mine.depth_m is not None and other.depth_m is not None:
        step = abs(mine.depth_m - other.depth_m)
        if step > DEPTH_STEP_M:
            return Proposal(
                Advice.AGREE,
                f"Deux tranchées {where}, {when}, mais leurs profondeurs diffèrent de "
                f"{_number(step)} m : partagez la déviation et la réfection plutôt que la fouille.",
            )
    if State.ONGOING in (mine.state, other.state) and gap:
        return Proposal(
            Advice.AGREE,
            f"Deux tranchées {where}, {when}, dont une déjà ouverte : demandez si la réfection "
            "définitive peut attendre la seconde.",
        )
    return Proposal(
        Advice.SHARE,
        f"Deux tranchées {where}, {when} : une seule fouille peut servir aux deux, dans le respect "
        "des distances entre réseaux (NF P 98-332).",
    )


def _street(mine: Works, other: Works, distance_m: float, gap: int | None) -> Proposal | None:
    if distance_m > SAME_STREET_M or gap is None or gap > SAME_STREET_DAYS:
        return None
    hindered = {mine.occupation, other.occupation}
    if Occupation.CLOSED in hindered and Occupation.NONE not in hindered:
        return Proposal(
            Advice.AGREE,
            f"Une route barrée et un autre chantier à {_metres(distance_m)}, {_when(gap)} : "
            "vérifiez que les déviations ne se croisent pas.",
        )
    return None


def _when(gap: int | None) -> str:
    if gap is None:
        return "à des dates qui ne sont pas toutes connues"
    return "en même temps" if gap == 0 else f"à {_days(gap)} l’un de l’autre"


def _days(days: int) -> str:
    return f"{days} jour{'s' if days > 1 else ''}"


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _metres(distance_m: float) -> str:
    return f"{distance_m:.0f} m" if distance_m >= 1 else "moins d’un mètre"


def _number(value: float) -> str:
    return f"{value:.1f}".replace(".", ",")


def _years_after(day: date, years: int) -> date:
    """Give the same day some years later; 28 February for a 29th that does not exist."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
