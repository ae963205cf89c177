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
FEWEST = 3
"""Values under which a median of similar communes says nothing."""
CLOSE = 0.05
"""Relative distance to the median under which a value is said close to it."""


class Better(StrEnum):
    """Which way is good news."""

    HIGHER = "higher"
    LOWER = "lower"
    NEUTRAL = "neutral"


@dataclass(frozen=True)
class Standing:
    """A commune beside the others, for one figure of one period."""

    rank: int
    """1 is the highest value, or the lowest where lower is better; equals share a rank."""
    of: int
    """Communes that have a value for the period."""
    tied: bool
    median: float | None
    """Of the similar communes that have a value; None under three of them."""

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
    2 000. A commune without a population is like no other.

    Examples
    --------
    >>> similar("a", {"a": 1000, "b": 2500, "c": 900, "d": 400}, 2)
    ('c', 'b')
    """
    mine = populations.get(code)
    if not mine:
        return ()
    others = {c: p for c, p in populations.items() if c != code and p}
    ranked = sorted(others, key=lambda c: (abs(math.log(others[c] / mine)), c))
    return tuple(ranked[:count])


def standing(
    code: str, readings: Mapping[str, Reading], like: Iterable[str], better: Better
) -> Standing | None:
    """Say where a commune stands among those read for the same period; None: it has no value."""
    mine = readings.get(code)
    if mine is None:
        return None
    values = {c: r.value for c, r in readings.items() if r.day == mine.day}
    ahead = [v for v in values.values() if _ahead(v, mine.value, better)]
    near = [values[c] for c in like if c in values]
    return Standing(
        rank=len(ahead) + 1,
        of=len(values),
        tied=sum(v == mine.value for v in values.values()) > 1,
        median=median(near) if len(near) >= FEWEST else None,
    )


def _ahead(other: float, mine: float, better: Better) -> bool:
    return other < mine if better is Better.LOWER else other > mine
