"""Daily weather of three stations, in the columns of the national climate files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from terrier.demonstration import climate
from terrier.demonstration.datasets import river_levels
from terrier.demonstration.ground import stream
from terrier.demonstration.manifest import ColumnNote, DatasetDescription, Override, SourceFile
from terrier.demonstration.territory import Territory
from terrier.demonstration.writing import delimited

SLUG = "meteo-quotidienne"
_FIRST = date(2021, 1, 1)
_LAPSE_C_PER_M = 0.0062


@dataclass(frozen=True)
class _Station:
    """A station and its distance from the weather of the bourg."""

    commune: int
    name: str
    altitude_m: int
    rain: float
    wind: float


STATIONS = (
    _Station(0, "MARSOULLES-BOURG", 184, 1.0, 1.0),
    _Station(2, "VELMORET-PLATEAU", 412, 1.16, 1.35),
    _Station(13, "CHERZELLES-FORET", 298, 1.08, 0.7),
)
_HEADER = ("NUM_POSTE", "NOM_USUEL", "LAT", "LON", "ALTI", "AAAAMMJJ", "RR", "TN", "TX", "TM",
           "FFM", "INST", "DJU_18")  # fmt: skip
_BROKEN = range(810, 819)
"""Days (from the first) on which the thermometer of the last station was being repaired."""

_DECIDED = (
    Override({"grammar": "date_compact"}, column="AAAAMMJJ"),
    Override({"grammar": "text"}, column="NUM_POSTE"),
)


def write(territory: Territory, folder: Path) -> DatasetDescription:
    """Write one line per station and day, nine days without temperatures among them."""
    path = delimited(
        folder / "Q_96_2021-2026_RR-T-Vent.csv", _HEADER, _rows(territory), encoding="utf-8",
        newline="\n",
    )  # fmt: skip
    return DatasetDescription(
        slug=SLUG,
        title="Météo quotidienne",
        description="Température, pluie, vent et soleil de chaque jour à trois stations, avec les "
        "degrés-jours qui disent combien il a fallu chauffer. On y voit les canicules de 2022, "
        "2023 et 2025, et les pluies d'avant la crue d'octobre 2025.",
        theme="environnement",
        files=(
            SourceFile(
                path,
                overrides=_DECIDED,
                note="Dates compactes (20250131) ; neuf jours sans température à Cherzelles.",
            ),
        ),
        frequency="daily",
        keywords=("météo", "température", "pluie", "climat", "degrés-jours"),
        coverage_from=_FIRST.isoformat(),
        coverage_to=climate.LAST.isoformat(),
        key=("NUM_POSTE", "AAAAMMJJ"),
        columns=(
            ColumnNote("NUM_POSTE", "Numéro de la station"),
            ColumnNote("NOM_USUEL", "Station"),
            ColumnNote("LAT", "Latitude"),
            ColumnNote("LON", "Longitude"),
            ColumnNote("ALTI", "Altitude", unit="m"),
            ColumnNote("AAAAMMJJ", "Jour"),
            ColumnNote("RR", "Pluie", "Hauteur d'eau tombée dans la journée.", "mm"),
            ColumnNote("TN", "Température minimale", unit="°C"),
            ColumnNote("TX", "Température maximale", unit="°C"),
            ColumnNote("TM", "Température moyenne", unit="°C"),
            ColumnNote("FFM", "Vent moyen", "À dix mètres de hauteur.", "m/s"),
            ColumnNote("INST", "Ensoleillement", "Durée du soleil dans la journée.", "min"),
            ColumnNote(
                "DJU_18", "Degrés-jours de chauffage",
                "Écart entre 18 °C et la moyenne des deux extrêmes du jour, quand il fait plus "
                "froid.", "°C·jour",
            ),
        ),
    )  # fmt: skip


def _rows(territory: Territory) -> list[list[str]]:
    weather = climate.draw(territory.seed, tuple(river_levels.rises()))
    every = climate.days(_FIRST)
    start = climate.rank(_FIRST)
    rows = []
    for station in STATIONS:
        rng = stream(territory.seed, f"weather {station.commune}")
        commune = territory.communes[station.commune]
        ((lon, lat),) = territory.lonlat([territory.places[station.commune].at])
        colder = (station.altitude_m - STATIONS[0].altitude_m) * _LAPSE_C_PER_M
        noise = rng.normal(0, 0.35, (2, len(every))) * (station.commune > 0)
        low = np.round(weather.coldest_c[start:] - colder + noise[0], 1)
        high = np.round(weather.hottest_c[start:] - colder * 1.2 + noise[1], 1)
        needed = climate.degree_days(low, high)
        rain = weather.rain_mm[start:] * station.rain * rng.uniform(0.9, 1.1, len(every))
        for n, day in enumerate(every):
            silent = station is STATIONS[-1] and n in _BROKEN
            warmth = ["", "", ""] if silent else [
                f"{low[n]:.1f}", f"{high[n]:.1f}", f"{(low[n] + high[n]) / 2:.1f}"
            ]  # fmt: skip
            rows.append([
                f"{commune.code}001", station.name, f"{lat:.6f}", f"{lon:.6f}",
                str(station.altitude_m), f"{day:%Y%m%d}", f"{rain[n]:.1f}", *warmth,
                f"{weather.wind_m_s[start + n] * station.wind:.1f}",
                f"{weather.sun_min[start + n]:.0f}", "" if silent else f"{needed[n]:.2f}",
            ])  # fmt: skip
    return rows
