"""Inhabitants of the communes, today and over the years."""

from __future__ import annotations

import numpy as np

from terrier.demonstration.ground import stream

TOTAL = 16_034
_BOURGS = (5_087, 1_642)
YEARS = tuple(range(2014, 2026))


def by_commune(seed: int, count: int) -> list[int]:
    """Share the inhabitants out: two bourgs, then villages of very uneven size."""
    rng = stream(seed, "population")
    weights = np.sort(rng.lognormal(0, 0.55, count - len(_BOURGS)))[::-1]
    rest = TOTAL - sum(_BOURGS)
    shares = np.floor(weights / weights.sum() * rest).astype(int)
    rng.shuffle(shares)
    shares[0] += rest - shares.sum()
    return [*_BOURGS, *(int(s) for s in shares)]


def history(seed: int, today: list[int]) -> dict[int, list[int]]:
    """Give the inhabitants of each commune for each year.

    The two bourgs grow, the far villages shrink, and 2020 shows newcomers everywhere.
    """
    rng = stream(seed, "history")
    slope = np.concatenate([[0.006, 0.009], rng.normal(-0.003, 0.007, len(today) - 2)])
    years = {}
    for year in YEARS:
        back = YEARS[-1] - year
        newcomers = 0.0 if year >= 2020 else -0.006
        factor = (1 - slope * back) * (1 + newcomers)
        drawn = np.round(np.array(today) * factor + rng.normal(0, 2, len(today)))
        years[year] = today if back == 0 else [int(n) for n in drawn]
    return years
