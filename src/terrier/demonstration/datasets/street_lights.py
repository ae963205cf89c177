"""Street lights: a CSV with latitude and longitude in one column."""

from __future__ import annotations

from pathlib import Path

from shapely import Point

from terrier.demonstration.ground import stream
from terrier.demonstration.manifest import ColumnNote, DatasetDescription, SourceFile
from terrier.demonstration.territory import Territory
from terrier.demonstration.writing import delimited, number

_APART_M = 38.0


def write(territory: Territory, folder: Path) -> DatasetDescription:
    """Write one light every 38 m of street; the communes that changed to LED use less."""
    rng = stream(territory.seed, "street_lights")
    share_led = rng.beta(1.2, 1.0, len(territory.communes))
    share_led[0] = 0.78
    points = []
    for road in territory.roads:
        place = next((p for p in territory.places if p.name == road.place), None)
        if road.kind != "street" or place is None or place.kind == "hamlet":
            continue
        for along in range(12, int(road.line.length), int(_APART_M)):
            at = road.line.interpolate(along)
            points.append((road.name, Point(at.x + rng.normal(0, 1), at.y + rng.normal(0, 1))))
    communes = territory.commune_at([p for _, p in points])
    lonlat = territory.lonlat([p for _, p in points])
    rows = []
    for rank, ((street, _), commune, (lon, lat)) in enumerate(
        zip(points, communes, lonlat, strict=True), start=1
    ):
        led = rng.random() < share_led[commune]
        power = float(rng.choice([28, 36, 42.5]) if led else rng.choice([70, 100, 150]))
        off = "23h-5h30" if commune % 3 else "aucune"
        rows.append((
            f"L{rank:05d}", territory.communes[commune].code, street,
            "LED" if led else str(rng.choice(["SHP", "SHP", "IM", "BF"])), number(power, 1),
            int(rng.integers(2015, 2026) if led else rng.integers(1984, 2014)), off,
            f"{lat:.6f}, {lon:.6f}",
        ))  # fmt: skip
    path = delimited(
        folder / "eclairage public.csv",
        ("N° luminaire", "INSEE", "Voie", "Type de lampe", "Puissance (W)", "Année de pose",
         "Extinction", "Coordonnées"),
        rows, encoding="cp1252",
    )  # fmt: skip
    return DatasetDescription(
        slug="eclairage-public",
        title="Éclairage public",
        description="Les luminaires des bourgs et des villages, leur lampe et leur puissance.",
        theme="energie",
        files=(SourceFile(path, note="Latitude et longitude dans une seule colonne."),),
        keywords=("éclairage", "luminaires", "LED"),
        key=("N° luminaire",),
        columns=(
            ColumnNote("Puissance (W)", "Puissance", unit="W"),
            ColumnNote("Extinction", "Extinction nocturne"),
        ),
    )
