"""What stands out in the figures of a commune: its best place, its worst, what changes most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from terrier.domain.figures.key_figure import Trend
from terrier.domain.indicators.readings import Reading
from terrier.domain.indicators.standing import Better, Standing

LEAST_CHANGE = 0.01
"""Relative change under which nothing is said to change."""
MOST_BLANK = 0.05
"""Share of rows without a value beyond which a figure judges nobody."""
END = 1 / 3
"""Share of the communes whose place is told as one of the best, or of the worst."""


class News(StrEnum):
    """Whether a figure is good news for a commune."""

    GOOD = "good"
    BAD = "bad"
    NEITHER = ""


def news(better: Better, stands: Standing, found: Reading, *, rated: bool) -> News:
    """Say whether a value is good news, where its figure has a good side.

    Parameters
    ----------
    better, stands, found
        Which way is good, where the commune stands, and what was read of it.
    rated
        Whether the figure is a rate or a mean: it is compared fairly with communes of any size;
        a number of things only with those that are alike.
    """
    beside = stands.beside(found.value)
    fair = (stands.alike or rated) and found.blank <= MOST_BLANK * found.rows
    if better is Better.NEUTRAL or beside in {"", "close"} or not fair:
        return News.NEITHER
    return News.GOOD if (beside == "above") == (better is Better.HIGHER) else News.BAD


@dataclass(frozen=True)
class Weighed:
    """A figure of a commune, among which what stands out is looked for."""

    better: Better
    stands: Standing
    news: News
    trend: Trend | None

    @property
    def merit(self) -> float:
        """Give its place among the communes: 0 the worst, 1 the best."""
        height = self.stands.height
        return 1 - height if self.better is Better.LOWER else height


@dataclass(frozen=True)
class Outstanding:
    """Which figures stand out, by their rank in the list; None: none does."""

    best: int | None
    worst: int | None
    change: int | None


def outstanding(figures: Sequence[Weighed]) -> Outstanding:
    """Choose what is read first of a commune; at equality, the figure that comes first.

    The best and the worst place are looked for where the news is good or bad, in the first and
    the last third of the communes; the change among the other figures.
    """
    good = [n for n, f in enumerate(figures) if f.news is News.GOOD and f.merit >= 1 - END]
    bad = [n for n, f in enumerate(figures) if f.news is News.BAD and f.merit <= END]
    best = max(good, key=lambda n: figures[n].merit, default=None)
    worst = min(bad, key=lambda n: figures[n].merit, default=None)
    changes = {n: abs(one.trend.change) for n, one in enumerate(figures) if one.trend}
    told = {best, worst}
    moved = [n for n, change in changes.items() if change >= LEAST_CHANGE and n not in told]
    return Outstanding(best, worst, max(moved, key=changes.__getitem__, default=None))
