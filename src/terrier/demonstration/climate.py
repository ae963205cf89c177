"""The weather of the territory, day by day: seasons, heat waves, cold spells and floods' rain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from terrier.demonstration.ground import Points, stream

FIRST, LAST = date(2016, 1, 1), date(2026, 9, 30)
BASE_C = 18.0
"""Below this mean temperature of the day buildings are heated: base of French degree-days (DJU)."""
_MEAN_C, _SWING_C, _COLDEST = 11.4, 8.4, 16
"""Mean of the year, half the distance from winter to summer, rank of the coldest day."""
_MEMORY = 0.8
"""Share of a day's departure from the season that lasts until the next day."""
_SPELLS = (
    # First day, days, departure in degrees
    (date(2016, 8, 23), 6, 7.5), (date(2017, 1, 17), 9, -7.0), (date(2018, 2, 24), 8, -8.5),
    (date(2018, 7, 31), 8, 7.0), (date(2019, 6, 24), 7, 9.5), (date(2019, 7, 22), 5, 9.0),
    (date(2020, 8, 6), 8, 7.5), (date(2021, 2, 7), 7, -8.0), (date(2021, 4, 5), 4, -6.0),
    (date(2022, 6, 14), 6, 9.0), (date(2022, 7, 12), 14, 7.0), (date(2022, 12, 9), 10, -7.5),
    (date(2023, 8, 17), 9, 8.5), (date(2024, 1, 7), 12, -7.0), (date(2024, 8, 5), 8, 6.0),
    (date(2025, 2, 9), 8, -5.5), (date(2025, 6, 19), 15, 7.5), (date(2025, 8, 8), 11, 7.0),
    (date(2026, 1, 2), 9, -7.5), (date(2026, 7, 3), 10, 7.0),
)  # fmt: skip
_RAIN_PER_RISE_MM = 34.0
"""Rain of the day before the river rises by a metre."""

Days = NDArray[np.float64]


@dataclass(frozen=True)
class Weather:
    """Weather of the bourg, one value per day from `FIRST` to `LAST`."""

    coldest_c: Days
    hottest_c: Days
    rain_mm: Days
    wind_m_s: Days
    sun_min: Days

    @property
    def degree_days(self) -> Days:
        """Give the heating degree-days, by the mean of the two extremes."""
        return degree_days(self.coldest_c, self.hottest_c)


def degree_days(coldest_c: Days, hottest_c: Days) -> Days:
    """Give the heating degree-days of each day."""
    needed: Days = np.maximum(BASE_C - (coldest_c + hottest_c) / 2, 0.0)
    return needed


def days(first: date = FIRST, last: date = LAST) -> list[date]:
    """Give every day from one to another, both included."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def rank(day: date) -> int:
    """Give the rank of a day in the weather."""
    return (day - FIRST).days


def degree_days_of(seed: int, first: date, last: date) -> float:
    """Add up the degree-days of the bourg from one day to another, both included."""
    return float(draw(seed, ()).degree_days[rank(first) : rank(last) + 1].sum())


@lru_cache(maxsize=4)
def draw(seed: int, floods: tuple[tuple[date, float], ...] = ()) -> Weather:
    """Draw the weather; the floods (first day, metres) had their rain, and the same degree-days."""
    rng = stream(seed, "climate")
    every = days()
    turn = 2 * np.pi * (np.array([d.timetuple().tm_yday for d in every]) - _COLDEST) / 365.25
    departure = _departures(rng, len(every))
    for start, length, size in _SPELLS:
        shape = np.sin(np.pi * (np.arange(length) + 0.7) / (length + 0.4))
        departure[rank(start) : rank(start) + length] = 1.2 * size * shape
    warming = 0.035 * np.arange(len(every)) / 365.25
    mean = _MEAN_C - _SWING_C * np.cos(turn) + departure + warming
    rain = _rain(rng, departure, turn)
    for start, size in floods:
        rain[rank(start) - 1] += size * _RAIN_PER_RISE_MM
    dry = np.clip(1 - rain / 6, 0, 1)
    range_c = (7.5 - 2.6 * np.cos(turn)) * (0.62 + 0.48 * dry) * rng.uniform(0.82, 1.18, len(every))
    daylight = 60 * (12.1 - 3.9 * np.cos(turn))
    clear = np.clip(0.16 + 0.5 * dry * rng.beta(2.2, 1.4, len(every)) - 0.08 * np.cos(turn), 0, 0.9)
    clear *= 0.15 + 0.85 * dry
    wind = 2.1 + 0.7 * np.cos(turn) + 0.06 * rain + rng.gamma(2.2, 0.5, len(every))
    return Weather(mean - range_c / 2, mean + range_c / 2, rain, wind, daylight * clear)


def _departures(rng: np.random.Generator, count: int) -> Days:
    """Draw departures from the season, each day like the one before."""
    pushes = rng.normal(0, 1.75, count)
    drawn = np.zeros(count)
    for day in range(1, count):
        drawn[day] = _MEMORY * drawn[day - 1] + pushes[day]
    return drawn


def _rain(rng: np.random.Generator, departure: Days, turn: Points) -> Days:
    """Draw showers that come in series, and hardly any in a heat wave."""
    drawn = np.zeros(len(departure))
    amount = rng.gamma(0.85, 5.6, len(departure))
    odds = rng.random(len(departure))
    for day in range(1, len(departure)):
        wet = 0.62 if drawn[day - 1] > 0.4 else 0.27
        warm = departure[day] > 5 and np.cos(turn[day]) < 0
        drawn[day] = amount[day] if odds[day] < (0.04 if warm else wet) else 0.0
    return drawn
