"""Bicycles and cars counted by the hour, in the national schemas of mobility counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import shapely
from shapely import Point
from shapely.affinity import translate
from shapely.ops import nearest_points

from terrier.demonstration import climate
from terrier.demonstration.ground import stream
from terrier.demonstration.manifest import ColumnNote, DatasetDescription, Override, SourceFile
from terrier.demonstration.territory import Territory
from terrier.demonstration.writing import delimited

SITES, COUNTS = "compteurs-de-mobilite", "comptages-de-mobilite"
_START, _DAYS = datetime(2026, 4, 1, tzinfo=UTC), 183
_PARIS = ZoneInfo("Europe/Paris")
_SATURDAY = 5


@dataclass(frozen=True)
class _Counter:
    """A counter; its place is the nearest point of the river or of a road."""

    site: str
    name: str
    kind: str
    vehicle: str
    commune: int
    daily: float
    """Passages of an open day in fine weather."""
    leisure: float
    """How much busier a Sunday is."""
    on: str


_COUNTERS = (
    _Counter("C01", "Voie verte, halte du Port", "GREENWAY", "BIKE", 0, 310, 2.1, "river"),
    _Counter("C02", "Pont des Tanneurs", "CYCLE LANE", "BIKE", 0, 240, 0.7, "street"),
    _Counter("C03", "Voie verte, Tressandre", "GREENWAY", "BIKE", 21, 150, 2.4, "river"),
    _Counter("C04", "D 906, Marsoulles", "DEPARTEMENTAL ROAD", "CAR", 0, 6400, 0.62, "main"),
    _Counter("C05", "D 906, Fontarzay", "DEPARTEMENTAL ROAD", "CAR", 8, 4900, 0.66, "main"),
)  # fmt: skip
_CODED = Override({"concept": "commune_code"}, column="fr_insee_code")
_OUT_OF_TOWN_M = (600, 400)
_ASLEEP = range(2000, 2060)
"""Hours (from the first) during which the second counter had no battery."""


def sites(territory: Territory, folder: Path) -> DatasetDescription:
    """Write one line per counter."""
    path = delimited(
        folder / "comptage-mobilites-site.csv",
        ("channel_id", "site_id", "site_name", "fr_insee_code", "xlong", "ylat",
         "infrastructure_type", "mobility_type"),
        _site_rows(territory), encoding="utf-8", separator=",", newline="\n",
    )  # fmt: skip
    return DatasetDescription(
        slug=SITES,
        title="Compteurs de vélos et de voitures",
        description="Les cinq compteurs permanents et ce qu'ils comptent.",
        theme="mobilite",
        files=(SourceFile(path, overrides=(_CODED,)),),
        frequency="irregular",
        keywords=("vélo", "trafic", "comptage", "mobilité"),
        key=("channel_id",),
        columns=(
            ColumnNote("channel_id", "Compteur"),
            ColumnNote("site_id", "Site"),
            ColumnNote("site_name", "Nom du site"),
            ColumnNote("fr_insee_code", "Code de la commune"),
            ColumnNote("infrastructure_type", "Voie", "Mot de la norme."),
            ColumnNote("mobility_type", "Ce qui est compté", "BIKE : vélos, CAR : voitures."),
        ),
    )


def counts(territory: Territory, folder: Path) -> DatasetDescription:
    """Write six months of hours."""
    path = delimited(
        folder / "comptage-mobilites-measure_2026-04_2026-09.csv",
        ("channel_id", "start_datetime", "end_datetime", "count"),
        _count_rows(territory.seed), encoding="utf-8", separator=",", newline="\n",
    )  # fmt: skip
    return DatasetDescription(
        slug=COUNTS,
        title="Comptages de vélos et de voitures",
        description="Les passages de chaque heure à cinq compteurs, d'avril à septembre 2026 : "
        "la route se remplit aux heures de bureau, la voie verte les dimanches de beau temps.",
        theme="mobilite",
        files=(SourceFile(path, note="Un compteur sans pile pendant soixante heures."),),
        frequency="monthly",
        keywords=("vélo", "trafic", "comptage", "mobilité"),
        coverage_from="2026-04-01",
        coverage_to="2026-09-30",
        key=("channel_id", "start_datetime"),
        columns=(
            ColumnNote("channel_id", "Compteur"),
            ColumnNote("start_datetime", "Début de l'heure"),
            ColumnNote("end_datetime", "Fin de l'heure"),
            ColumnNote("count", "Passages comptés", unit="passages"),
        ),
    )


def _channel(counter: _Counter) -> str:
    return f"{counter.site}-{counter.vehicle}"


def _site_rows(territory: Territory) -> list[list[str]]:
    places = [_place(territory, counter) for counter in _COUNTERS]
    return [
        [
            _channel(counter), counter.site, counter.name, territory.communes[commune].code,
            f"{lon:.6f}", f"{lat:.6f}", counter.kind, counter.vehicle,
        ]
        for counter, commune, (lon, lat) in zip(
            _COUNTERS, territory.commune_at(places), territory.lonlat(places), strict=True
        )
    ]  # fmt: skip


def _place(territory: Territory, counter: _Counter) -> Point:
    """Find the point of its way that is nearest to the centre of its commune, or outside town."""
    centre = territory.places[counter.commune].at
    if counter.vehicle == "CAR":
        centre = translate(centre, *_OUT_OF_TOWN_M)
    ways = [r.line for r in territory.roads if r.kind == counter.on]
    way = territory.water.river if counter.on == "river" else shapely.union_all(ways)
    return nearest_points(way, centre)[0]


def _count_rows(seed: int) -> list[list[object]]:
    weather = climate.draw(seed)
    rows: list[list[object]] = []
    for rank, counter in enumerate(_COUNTERS):
        rng = stream(seed, f"counts {counter.site}")
        for n in range(_DAYS * 24):
            start = (_START + timedelta(hours=n - 2)).astimezone(_PARIS)
            day = climate.rank(start.date())
            fair = _fair(weather, day) if counter.vehicle == "BIKE" else 1.0
            mean = counter.daily * fair * _share(counter, start)
            passed = int(rng.poisson(mean * rng.lognormal(0, 0.12)))
            rows.append([
                _channel(counter), start.isoformat(), (start + timedelta(hours=1)).isoformat(),
                "" if rank == 1 and n in _ASLEEP else passed,
            ])  # fmt: skip
    return rows


def _fair(weather: climate.Weather, day: int) -> float:
    """Give how much a day invites to ride."""
    rain = float(weather.rain_mm[day])
    warm = 1 - abs(float(weather.hottest_c[day]) - 25) / 32
    return max(warm, 0.25) * (0.45 if rain > 4 else 0.8 if rain > 0.5 else 1.0)


_HOLIDAYS = (date(2026, 7, 4), date(2026, 8, 31))


def _share(counter: _Counter, when: datetime) -> float:
    """Give the share of a usual open day's passages in one hour."""
    hour, weekend = when.hour, when.weekday() >= _SATURDAY
    away = _HOLIDAYS[0] <= when.date() <= _HOLIDAYS[1]
    rest = weekend or (away and counter.leisure > 1)

    def peak(at: float, width: float) -> float:
        return float(np.exp(-(((hour - at) / width) ** 2)))

    if rest or counter.leisure > 1:
        shape = 0.07 * peak(10.5, 2.2) + 0.11 * peak(16, 3.0)
        return shape * (counter.leisure if weekend else 1.35 if away else 0.9)
    shape = 0.105 * peak(8, 1.3) + 0.045 * peak(12.5, 2.4) + 0.115 * peak(17.3, 1.7) + 0.003
    return shape * (0.84 if away else 1.0)
