"""Where a commune stands: its rank, and the median of the communes that are like it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

from terrier.domain.indicators.readings import Reading

LIKE = 5
"""Communes that are compared with: enough for a median, few enough to be named."""
ALIKE = 3.0
"""Ratio of two populations beyond which they are not alike."""
FEWEST = 3
"""Values under which a median says nothing."""
CLOSE = 0.05
"""Relative distance to the median under which a value is said close to it."""


class Who(StrEnum):
    """What a commune is to the one that is read."""

    MINE = "mine"
    LIKE = "like"
    OTHER = "other"


class Better(StrEnum):
    """Which way is good news."""

    HIGHER = "higher"
    LOWER = "lower"
    NEUTRAL = "neutral"


@dataclass(frozen=True)
class Step:
    """One commune of the ladder."""

    share: float
    """Of the highest value, 0 to 1."""
    who: Who


@dataclass(frozen=True)
class Standing:
    """A commune beside the others, for one figure of one period."""

    rank: int
    """1 is the highest value; equals share a rank."""
    of: int
    """Communes that have a value for the period."""
    tied: int
    """Other communes that share its value."""
    median: float | None
    """Of the similar communes; of all of them where fewer than three are similar."""
    alike: bool
    """Whether the median is that of the similar communes."""
    ladder: tuple[Step, ...]
    """All of them, the lowest first; empty where a value is negative: bars start at nothing."""

    @property
    def from_below(self) -> int:
        """Give the rank counted from the lowest value."""
        return self.of - self.rank - self.tied + 1

    @property
    def height(self) -> float:
        """Give its place from the lowest value, 0, to the highest, 1; equals share the middle."""
        return (self.from_below - 1 + self.tied / 2) / (self.of - 1) if self.of > 1 else 0.5

    def beside(self, value: float) -> str:
        """Say where a value stands beside the median: `above`, `below`, `close`; empty: unknown."""
        if self.median is None:
            return ""
        if math.isclose(value, self.median, rel_tol=CLOSE, abs_tol=1e-12):
            return "close"
        return "above" if value > self.median else "below"


def similar(code: str, populations: Mapping[str, int | None], count: int = LIKE) -> tuple[str, ...]:
    """Give the communes nearest in population, the nearest first.

    The distance is that of the logarithms: 500 inhabitants are as far from 1 000 as 1 000 from
    2 000. A commune without a population is like no other; nor is one that has fewer than three
    others between a third and three times its population.

    Examples
    --------
    >>> similar("a", {"a": 1000, "b": 2500, "c": 900, "d": 400, "e": 9000}, 2)
    ('c', 'b')
    """
    mine = populations.get(code)
    if not mine:
        return ()
    far = {c: abs(math.log(p / mine)) for c, p in populations.items() if c != code and p}
    near = [c for c in far if far[c] <= math.log(ALIKE)]
    return tuple(sorted(near, key=lambda c: (far[c], c))[:count]) if len(near) >= FEWEST else ()


def standing(code: str, readings: Mapping[str, Reading], like: Iterable[str]) -> Standing | None:
    """Say where a commune stands among those read for the same period; None: it has no value."""
    mine = readings.get(code)
    if mine is None:
        return None
    values = {c: r.value for c, r in readings.items() if r.day == mine.day}
    near = {c: values[c] for c in like if c in values}
    compared = near if len(near) >= FEWEST else values
    return Standing(
        rank=sum(v > mine.value for v in values.values()) + 1,
        of=len(values),
        tied=sum(v == mine.value for v in values.values()) - 1,
        median=median(compared.values()) if len(compared) >= FEWEST else None,
        alike=compared is near,
        ladder=_ladder(code, values, near),
    )


def _ladder(code: str, values: Mapping[str, float], near: Mapping[str, float]) -> tuple[Step, ...]:
    highest = max(values.values())
    if highest <= 0 or min(values.values()) < 0:
        return ()
    who = {c: Who.MINE if c == code else Who.LIKE if c in near else Who.OTHER for c in values}
    return tuple(
        Step(values[c] / highest, who[c]) for c in sorted(values, key=lambda c: (values[c], c))
    )
