"""Bus stops, in the columns of GTFS, and bus lines as GeoJSON."""

from __future__ import annotations

from pathlib import Path

from terrier.demonstration import bus_lines
from terrier.demonstration.manifest import ColumnNote, DatasetDescription, SourceFile
from terrier.demonstration.territory import Territory
from terrier.demonstration.writing import delimited, layer

STOPS, LINES = "arrets-de-bus", "lignes-de-bus"
_STEP_FREE = ("inconnu", "possible", "impossible", "possible")
"""GTFS `wheelchair_boarding`, in words."""


def stops(territory: Territory, folder: Path) -> DatasetDescription:
    """Write each stop once, with the lines that serve it."""
    path = delimited(
        folder / "stops.txt",
        ("stop_id", "stop_name", "stop_lat", "stop_lon", "acces_fauteuil", "code_insee",
         "lignes"),
        _stop_rows(territory), encoding="utf-8", separator=",", newline="\n",
    )  # fmt: skip
    return DatasetDescription(
        slug=STOPS,
        title="Arrêts de bus",
        description="Les arrêts des lignes du Val de Virlane et les lignes qui s'y arrêtent. Trois "
        "communes n'ont aucun arrêt.",
        theme="mobilite",
        files=(SourceFile(path),),
        keywords=("bus", "transport", "arrêts", "GTFS"),
        key=("stop_id",),
        columns=(
            ColumnNote("stop_id", "Numéro de l'arrêt"),
            ColumnNote("stop_name", "Arrêt"),
            ColumnNote("stop_lat", "Latitude"),
            ColumnNote("stop_lon", "Longitude"),
            ColumnNote("acces_fauteuil", "Accès en fauteuil"),
            ColumnNote("code_insee", "Code de la commune"),
            ColumnNote("lignes", "Lignes", "Numéros séparés par des barres."),
        ),
    )  # fmt: skip


def lines(territory: Territory, folder: Path) -> DatasetDescription:
    """Write the way of each line."""
    drawn = bus_lines.draw(territory.seed)
    path = layer(
        folder / "lignes_bus.geojson", "lignes_bus", [line.way for line in drawn],
        {
            "ligne": [f"L{line.number}" for line in drawn],
            "nom": [line.name for line in drawn],
            "arrets": [len(line.stops) for line in drawn],
            "longueur_km": [round(line.way.length / 1000, 1) for line in drawn],
            "allers_retours_jour": [14 - 2 * line.number for line in drawn],
        },
        driver="GeoJSON", geometry_type="LineString",
    )  # fmt: skip
    return DatasetDescription(
        slug=LINES,
        title="Lignes de bus",
        description="Le tracé des lignes de bus, au départ du bourg.",
        theme="mobilite",
        files=(SourceFile(path),),
        keywords=("bus", "transport", "lignes"),
        key=("ligne",),
        columns=(
            ColumnNote("ligne", "Ligne"),
            ColumnNote("nom", "Nom de la ligne"),
            ColumnNote("arrets", "Nombre d'arrêts"),
            ColumnNote("longueur_km", "Longueur", unit="km"),
            ColumnNote("allers_retours_jour", "Allers-retours par jour"),
        ),
    )


def _stop_rows(territory: Territory) -> list[list[str]]:
    served: dict[tuple[str, int], list[int]] = {}
    places = {}
    for line in bus_lines.draw(territory.seed):
        for stop in line.stops:
            served.setdefault((stop.name, stop.commune), []).append(line.number)
            places.setdefault((stop.name, stop.commune), stop)
    lonlat = territory.lonlat([stop.at for stop in places.values()])
    return [
        [
            f"VV{rank:03d}", stop.name, f"{lat:.6f}", f"{lon:.6f}", _STEP_FREE[rank % 4],
            territory.communes[stop.commune].code,
            "|".join(f"L{n}" for n in served[(stop.name, stop.commune)]),
        ]
        for rank, (stop, (lon, lat)) in enumerate(zip(places.values(), lonlat, strict=True), 1)
    ]  # fmt: skip
