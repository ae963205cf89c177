"""Measured concentrations of three stations: a cp1252 export with an invalid day here and there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from shapely import Point

from terrier.demonstration import air, climate
from terrier.demonstration.ground import stream
from terrier.demonstration.manifest import ColumnNote, DatasetDescription, SourceFile
from terrier.demonstration.territory import Territory
from terrier.demonstration.writing import day as day_first
from terrier.demonstration.writing import delimited, number

SLUG = "mesures-qualite-de-l-air"


@dataclass(frozen=True)
class _Station:
    """A station, what it stands beside and what it measures."""

    code: str
    commune: int
    name: str
    kind: str
    measures: tuple[str, ...]
    exhaust: float = 1.0


_STATIONS = (
    _Station("FR96001", 0, "Marsoulles Halle", "Urbaine de fond", ("NO2", "O3", "PM10", "PM25")),
    _Station("FR96002", 1, "Saint-Aubrin Rocade", "Trafic", ("NO2", "PM10", "PM25"), 1.6),
    _Station("FR96003", 13, "Cherzelles Forêt", "Rurale de fond", ("NO2", "O3", "PM25"), 0.5),
)
_SHOWN = {"PM25": "PM2.5"}
_HEADER = ("Date", "Code site", "Nom site", "Type d'influence", "Code commune", "Polluant",
           "Valeur", "Unité", "Validité", "Longitude", "Latitude")  # fmt: skip


def write(territory: Territory, folder: Path) -> DatasetDescription:
    """Write one line per station, pollutant and day."""
    path = delimited(
        folder / "moyennes_journalieres_stations.csv", _HEADER, _rows(territory), encoding="cp1252"
    )
    return DatasetDescription(
        slug=SLUG,
        title="Mesures de la qualité de l'air",
        description="Les concentrations mesurées chaque jour à trois stations : en ville, au bord "
        "de la départementale et en forêt.",
        theme="environnement",
        files=(SourceFile(path, note="Des jours sans valeur, dits non valides (N)."),),
        frequency="daily",
        keywords=("air", "pollution", "ozone", "particules", "dioxyde d'azote"),
        coverage_from=air.FIRST.isoformat(),
        coverage_to=air.LAST.isoformat(),
        key=("Date", "Code site", "Polluant"),
        columns=(
            ColumnNote("Valeur", "Concentration", "Moyenne du jour.", "µg/m³"),
            ColumnNote("Validité", "Validité", "A : valide, N : non valide."),
            ColumnNote("Code site", "Numéro de la station"),
            ColumnNote("Nom site", "Station"),
        ),
    )


def _rows(territory: Territory) -> list[list[str]]:
    rows = []
    for station in _STATIONS:
        rng = stream(territory.seed, f"air station {station.code}")
        drawn = air.of_commune(territory.seed, station.commune)
        centre = territory.places[station.commune].at
        ((lon, lat),) = territory.lonlat([Point(centre.x + 110, centre.y - 60)])
        for pollutant in station.measures:
            factor = station.exhaust if pollutant == "NO2" else 1 + 0.1 * (station.exhaust - 1)
            mean = drawn[pollutant] * factor * (0.72 if pollutant == "O3" else 1.0)
            measured = mean * rng.lognormal(0, 0.06, len(mean))
            for day, value in zip(climate.days(air.FIRST, air.LAST), measured, strict=True):
                valid = rng.random() > 0.012
                rows.append([
                    day_first(day), station.code, station.name, station.kind,
                    territory.communes[station.commune].code, _SHOWN.get(pollutant, pollutant),
                    number(float(value), 1) if valid else "", "µg/m³", "A" if valid else "N",
                    f"{lon:.5f}", f"{lat:.5f}",
                ])  # fmt: skip
    return rows
