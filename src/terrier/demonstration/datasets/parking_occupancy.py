"""Free places of the car parks of the bourgs, hour by hour: market days, offices and stations."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from terrier.demonstration.datasets import car_parks
from terrier.demonstration.ground import stream
from terrier.demonstration.manifest import ColumnNote, DatasetDescription, SourceFile
from terrier.demonstration.territory import Territory
from terrier.demonstration.writing import delimited

SLUG = "occupation-des-parkings"
_START = datetime(2026, 8, 31, tzinfo=ZoneInfo("Europe/Paris"))
_WEEKS = 7
_FOLLOWED = ("96001-P-001", "96001-P-002", "96001-P-003", "96001-P-005", "96001-P-007",
             "96002-P-001")  # fmt: skip
_HABITS = {"de la Halle": "market", "de la Gare": "station", "du Port": "leisure",
           "du Collège": "work"}  # fmt: skip
_SILENT = range(520, 541)
"""Hours (from the first) during which the sensor of the second car park said nothing."""
_SATURDAY = 5


def write(territory: Territory, folder: Path) -> DatasetDescription:
    """Write seven weeks of six car parks."""
    path = delimited(
        folder / "parkings_temps_reel_historique.csv",
        ("id_parking", "nom", "date_heure", "places_libres", "places_totales", "taux_occupation"),
        _rows(territory), encoding="utf-8",
    )  # fmt: skip
    return DatasetDescription(
        slug=SLUG,
        title="Occupation des parkings",
        description="Les places libres de six parkings équipés de capteurs, heure par heure. La "
        "Halle est pleine les samedis de marché, la Gare tous les jours ouvrés.",
        theme="mobilite",
        files=(SourceFile(path, note="Un capteur muet pendant 21 heures."),),
        frequency="continuous",
        keywords=("stationnement", "parkings", "occupation"),
        coverage_from=_START.date().isoformat(),
        coverage_to=(_START + timedelta(weeks=_WEEKS, days=-1)).date().isoformat(),
        key=("id_parking", "date_heure"),
        columns=(
            ColumnNote("id_parking", "Parking", "Identifiant national, celui du jeu « Parcs de "
                                                "stationnement »."),
            ColumnNote("nom", "Nom du parking"),
            ColumnNote("date_heure", "Date et heure"),
            ColumnNote("places_libres", "Places libres"),
            ColumnNote("places_totales", "Places"),
            ColumnNote("taux_occupation", "Taux d'occupation", unit="%"),
        ),
    )  # fmt: skip


def _rows(territory: Territory) -> list[list[object]]:
    rng = stream(territory.seed, "parking occupancy")
    known = {park["id"]: park for park in car_parks.draw(territory)}
    rows: list[list[object]] = []
    for rank, identifier in enumerate(_FOLLOWED):
        park = known[identifier]
        habit = _HABITS.get(park["nom"].removeprefix("Parking "), "town")
        for n in range(_WEEKS * 7 * 24):
            when = _START + timedelta(hours=n)
            taken = min(max(_share(habit, when) * float(rng.normal(1, 0.09)), 0.01), 1.0)
            free = round(park["nb_places"] * (1 - taken))
            silent = rank == 1 and n in _SILENT
            rate = f"{100 * (1 - free / park['nb_places']):.1f}".replace(".", ",") + " %"
            rows.append([
                identifier, park["nom"], when.isoformat(), "" if silent else free,
                park["nb_places"], "" if silent else rate,
            ])  # fmt: skip
    return rows


def _share(habit: str, when: datetime) -> float:
    """Give the usual share of places taken."""
    weekday, hour = when.weekday(), when.hour
    open_day = weekday < _SATURDAY

    def around(peak: float, width: float, height: float) -> float:
        return height * float(np.exp(-(((hour - peak) / width) ** 2)))

    night = 0.12
    if habit == "market" and weekday == _SATURDAY:
        return night + around(10.5, 2.8, 0.95)
    if habit == "station":
        return night + (around(12.5, 5.2, 0.86) if open_day else around(15, 4, 0.22))
    if habit == "work":
        return 0.05 + (around(11.5, 4.4, 0.72) if open_day else around(15, 3, 0.08))
    if habit == "leisure":
        return 0.06 + around(16, 3.2, 0.3 if open_day else 0.78)
    return night + around(10.5, 2.2, 0.5) + around(16.5, 2.4, 0.46 if weekday < 6 else 0.12)
