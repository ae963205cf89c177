"""Bands of a number that nobody gave limits to."""

from __future__ import annotations

import math

BINS = 20
"""Bands that the eye compares."""


def bin_width(low: float, high: float, *, whole: bool = False) -> float:
    """Choose a width of 1, 2 or 5 times a power of ten that makes at most `BINS` bins.

    Examples
    --------
    >>> bin_width(0, 100), bin_width(1, 8), bin_width(1, 8, whole=True)
    (5.0, 0.5, 1.0)
    """
    if whole:
        return max(1.0, bin_width(low, high))
    spread = high - low
    if not spread > 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(spread / BINS))
    return next((n * power for n in (1, 2, 5) if spread / (n * power) <= BINS), 10 * power)
