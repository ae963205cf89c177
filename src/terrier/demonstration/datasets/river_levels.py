"""River levels: hourly series with their offset, across the clock change of autumn."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from terrier.demonstration.ground import stream
from terrier.demonstration.manifest import ColumnNote, DatasetDescription, SourceFile
from terrier.demonstration.names import RIVER
from terrier.demonstration.territory import Territory
from terrier.demonstration.writing import delimited

_STATIONS = (
    ("V9610001", "amont", 0.12, 0),
    ("V9610002", "bourg", 0.5, 5),
    ("V9610003", "aval", 0.9, 11),
)
"""Code, reach, share of the river's length, hours after the first station."""
_START = datetime(2025, 10, 6, tzinfo=UTC)
_HOURS = 24 * 42
_PARIS = ZoneInfo("Europe/Paris")
_RISES = ((120, 0.35), (455, 1.9), (505, 0.8), (790, 0.5))
"""Hour at which the river starts to rise, and how much, in metres."""


def rises() -> list[tuple[date, float]]:
    """Give the days on which the river starts to rise, and how much, in metres."""
    return [((_START + timedelta(hours=hour)).date(), size) for hour, size in _RISES]


def write(territory: Territory, folder: Path) -> DatasetDescription:
    """Write six weeks with a flood that travels down the river."""
    rng = stream(territory.seed, "river_levels")
    flood = _flood(rng)
    river = territory.water.river
    rows = []
    for code, reach, share, delay in _STATIONS:
        ((lon, lat),) = territory.lonlat([river.interpolate(share, normalized=True)])
        noise = rng.normal(0, 0.008, _HOURS)
        for hour in range(_HOURS):
            height = 0.62 + share * 0.5 + flood[max(hour - delay, 0)] * (1 - 0.15 * share)
            height += float(noise[hour])
            when = (_START + timedelta(hours=hour)).astimezone(_PARIS)
            missing = code == "V9610002" and 610 <= hour < 634
            flow = 9.5 * max(height - 0.1, 0.05) ** 1.7 * (1 + share)
            rows.append((
                code, f"{RIVER[3:]} {reach}", f"{lon:.5f}", f"{lat:.5f}", when.isoformat(),
                "" if missing else f"{height:.3f}", "" if missing else f"{flow:.2f}",
            ))  # fmt: skip
    path = delimited(
        folder / "hauteurs_riviere.csv",
        ("code_station", "station", "longitude", "latitude", "date_heure",
         "hauteur_m", "debit_m3_s"),
        rows, encoding="utf-8", separator=",", newline="\n",
    )  # fmt: skip
    return DatasetDescription(
        slug="hauteurs-de-la-riviere",
        title="Hauteurs et débits de la rivière",
        description="Les mesures horaires de trois stations. La crue de fin octobre se voit passer "
        "d'amont en aval ; l'heure d'hiver commence le 26 octobre.",
        theme="environnement",
        files=(SourceFile(path, note="Heures locales avec leur décalage, à travers le changement "
                                     "d'heure ; un jour sans mesure à la station du bourg."),),
        frequency="continuous",
        keywords=("rivière", "crue", "hauteur", "débit"),
        coverage_from="2025-10-06",
        coverage_to="2025-11-17",
        key=("code_station", "date_heure"),
        columns=(
            ColumnNote("hauteur_m", "Hauteur d'eau", unit="m"),
            ColumnNote("debit_m3_s", "Débit", unit="m³/s"),
            ColumnNote("date_heure", "Date et heure"),
        ),
    )  # fmt: skip


def _flood(rng: np.random.Generator) -> list[float]:
    """Draw rises that come fast and fall slowly."""
    level = np.zeros(_HOURS)
    for start, size in _RISES:
        hours = np.arange(_HOURS - start)
        rise = np.minimum(hours / 14, 1) * np.exp(-np.maximum(hours - 14, 0) / 62)
        level[start:] += size * rise * rng.uniform(0.9, 1.1)
    return [float(v) for v in level]
