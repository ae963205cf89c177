"""The air of the communes, day by day: wood smoke in cold still days, ozone in the heat."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from terrier.demonstration import climate
from terrier.demonstration.ground import stream

FIRST, LAST = date(2024, 10, 1), date(2026, 9, 30)
POLLUTANTS = ("NO2", "O3", "PM10", "PM25", "SO2")
THRESHOLDS = {
    "NO2": (40, 90, 120, 230, 340), "O3": (50, 100, 130, 240, 380),
    "PM10": (20, 40, 50, 100, 150), "PM25": (10, 20, 25, 50, 75),
    "SO2": (100, 200, 350, 500, 750),
}  # fmt: skip
"""Upper limits of the sub-indices 1 to 5 in µg/m³: arrêté du 10 juillet 2020 relatif à l'indice de
la qualité de l'air ambiant, annexe."""
SMOKY = 23
"""Rank of the commune at the bottom of its valley, where many homes burn wood."""
_SMOKE = {0: 1.12, 1: 1.1, 7: 0.72, 2: 0.75, 18: 0.8, SMOKY: 1.75}
"""Share of wood smoke by rank of commune; 1 elsewhere."""
_TRAFFIC = {0: 1.9, 1: 1.7, 11: 1.25, 21: 1.2}
"""Share of exhaust by rank of commune; 1 elsewhere."""

Days = NDArray[np.float64]


@lru_cache(maxsize=32)
def of_commune(seed: int, rank: int) -> dict[str, Days]:
    """Draw the daily concentrations of a commune, in µg/m³, from `FIRST` to `LAST`."""
    weather = climate.draw(seed)
    kept = slice(climate.rank(FIRST), climate.rank(LAST) + 1)
    heating, hottest = weather.degree_days[kept], weather.hottest_c[kept]
    rain, sun = weather.rain_mm[kept], weather.sun_min[kept] / 60
    # The same wind for all, each commune with a breath of its own.
    rng = stream(seed, f"air {rank}")
    still = np.clip(3.4 / weather.wind_m_s[kept], 0.55, 1.75)
    breath = rng.lognormal(0, 0.1, (len(POLLUTANTS), len(heating)))
    smoke = _SMOKE.get(rank, 1.0) * 0.62 * heating * still
    exhaust = _TRAFFIC.get(rank, 1.0) * 7.5 * still
    washed = np.where(rain > 3, 0.7, 1.0)
    fine = (4.2 + smoke) * washed
    ozone = 34 + 2.55 * np.clip(hottest - 6, 0, None) + 1.5 * sun - 0.5 * exhaust / still
    return {
        "NO2": (4 + exhaust + 0.35 * heating) * breath[0],
        "O3": np.clip(ozone, 8, None) * (1 + 0.4 * (breath[1] - 1)),
        "PM10": (6.5 + 1.2 * fine) * breath[2],
        "PM25": fine * breath[3],
        "SO2": 1.6 * breath[4],
    }


def sub_index(pollutant: str, concentrations: Days) -> NDArray[np.int64]:
    """Give the sub-indices, 1 (good) to 6 (extremely bad)."""
    found: NDArray[np.int64] = 1 + np.searchsorted(THRESHOLDS[pollutant], concentrations)
    return found
