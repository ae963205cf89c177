"""The words of a worksite, and how long it lasts.

Source of the kinds: metis-reseaux, « infos-travaux » 0.0.2, property `categorie`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What is worked on, with the codes of « infos-travaux »."""

    ELECTRICITY = "ELECTRICITE"
    TELECOM = "TELECOM"
    GAS = "GAZ"
    WATER = "EAU"
    SEWER = "ASSAINISSEMENT"
    HEATING = "CHAUFFAGE"
    COOLING = "CLIMATISATION"
    ROAD = "VOIRIE"
    PUBLIC_SPACE = "AMENAGEMENT"
    OTHER = "AUTRE"


BURIED = frozenset(
    {Kind.ELECTRICITY, Kind.TELECOM, Kind.GAS, Kind.WATER, Kind.SEWER, Kind.HEATING, Kind.COOLING}
)
"""Kinds that open the ground unless a depth of zero says otherwise."""


class State(StrEnum):
    """How far a worksite is."""

    INTENTION = "intention"
    PLANNED = "planned"
    ONGOING = "ongoing"
    INTERRUPTED = "interrupted"
    DONE = "done"
    CANCELLED = "cancelled"


TO_COME = frozenset({State.INTENTION, State.PLANNED})
STANDING = TO_COME | {State.ONGOING, State.INTERRUPTED}
"""States of what is to come or not over yet."""


class Occupation(StrEnum):
    """What the worksite takes of the road."""

    NONE = "none"
    NARROWED = "narrowed"
    ALTERNATING = "alternating"
    CLOSED = "closed"
    FOOTWAY = "footway"
    PARKING = "parking"
    OTHER = "other"


@dataclass(frozen=True)
class Period:
    """First and last day; either may be unknown."""

    start: date | None = None
    end: date | None = None

    @property
    def first(self) -> date | None:
        """Give the first known day."""
        return self.start or self.end

    @property
    def last(self) -> date | None:
        """Give the last known day."""
        return self.end or self.start

    def gap_days(self, other: Period) -> int | None:
        """Count the days between two periods.

        Returns
        -------
        int or None
            0 where they share a day; None where either has no date.

        Examples
        --------
        >>> Period(date(2026, 3, 1), date(2026, 3, 10)).gap_days(Period(date(2026, 3, 12)))
        2
        """
        if self.first is None or self.last is None or other.first is None or other.last is None:
            return None
        return max(0, (other.first - self.last).days, (self.first - other.last).days)
