"""What an operator knows of a pipe: its year, its material, how well it is placed, and the gaps."""

from __future__ import annotations

from datetime import date

import numpy as np

from terrier.demonstration.networks.rows import Row
from terrier.demonstration.writing import TODAY

OLDEST, NEWEST = 1934, TODAY.year - 2
SURVEYED_FROM = 2012
"""Laid since then, a pipe was surveyed in its open trench. Source: arrêté du 15 février 2012."""
_WATER = ((1960, "12"), (1972, "02"), (1980, "24"), (1996, "27"), (2004, "11"), (9999, "18"))
_SEWER = ((1965, "13"), (1978, "02"), (1990, "06"), (9999, "27"))
"""Materials that towns laid, each until a year. Codes of RAEPA `materiau`."""
UNKNOWN_MATERIAL = "00"


def laid_in(far: float, rng: np.random.Generator) -> int:
    """Draw the year when a street got its pipe; `far` is 0 in the middle of a place, 1 outside."""
    if rng.random() < 0.16:
        return int(rng.integers(1998, NEWEST + 1))
    year = 1938 + 42 * min(far, 1.4) + rng.normal(0, 9)
    return int(np.clip(year, OLDEST, NEWEST))


def material_of(year: int, rng: np.random.Generator, *, sewer: bool = False) -> str:
    """Give the material of a year; ductile iron was laid beside all others."""
    if not sewer and year > 1970 and rng.random() < 0.22:
        return "11"
    laid = _SEWER if sewer else _WATER
    return next(code for until, code in laid if year < until)


def told(year: int, material: str, rng: np.random.Generator) -> Row:
    """Give what is written of a pipe of a year: the older, the less is known."""
    old = year < 1985
    dated = not (old and rng.random() < 0.28)
    span = int(rng.integers(3, 12)) if old and rng.random() < 0.5 else 0
    known = not (year < 1975 and rng.random() < 0.13)
    place = precision(year, rng)
    return {
        "materiau": material if known else UNKNOWN_MATERIAL,
        "anfinpose": str(min(year + span, NEWEST)) if dated else None,
        "andebpose": str(year) if dated else None,
        "qualannee": ("05" if old else "02") if dated else "00",
        "qualglocxy": place,
        "qualglocz": place if rng.random() < 0.5 else "03",
        "sourmaj": "Récolement" if place == "01" else "Plan numérisé",
        "datemaj": date(2026, 3, 2) if place == "01" else date(2019, 6, 18),
    }


def precision(year: int, rng: np.random.Generator) -> str:
    """Draw the class of a position: 01 is A, 02 is B, 03 is C."""
    if year >= SURVEYED_FROM:
        return "01" if rng.random() < 0.9 else "02"
    if year >= 1990:
        return "02" if rng.random() < 0.7 else "03"
    return "02" if rng.random() < 0.2 else "03"
