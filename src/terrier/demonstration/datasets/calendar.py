"""Days and seasons."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np


def between(rng: np.random.Generator, first_year: int, last_year: int) -> date:
    """Draw a day from the first of January of one year to the end of another."""
    start = date(first_year, 1, 1)
    return start + timedelta(days=int(rng.integers(0, (date(last_year, 12, 31) - start).days)))


def months(first: tuple[int, int], last: tuple[int, int]) -> list[tuple[int, int]]:
    """Give the (year, month) pairs from one to another, both included."""
    count = (last[0] - first[0]) * 12 + last[1] - first[1] + 1
    pairs = (divmod(first[0] * 12 + first[1] - 1 + i, 12) for i in range(count))
    return [(year, month + 1) for year, month in pairs]


def season(month: int, peak: int) -> float:
    """Give a yearly wave from -1 to 1, highest in the peak month."""
    return float(np.cos(2 * np.pi * (month - peak) / 12))
