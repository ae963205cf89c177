"""Two zonings of the inhabitants: quarters like IRIS, drawn with two faults, and 200 m squares."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from shapely import MultiPoint, Point, Polygon
from shapely.geometry.base import BaseGeometry

from terrier.demonstration.ground import LAEA, LAMBERT93, coordinates, plan_of
from terrier.demonstration.manifest import ColumnNote, DatasetDescription, Override, SourceFile
from terrier.demonstration.territory import Territory
from terrier.demonstration.writing import layer

QUARTERS, SQUARES = "quartiers-statistiques", "carreaux-200-m"
_CUTS = {
    0: (("Centre", 0, 60), ("Rive nord", 240, 430), ("Gare", -430, -160), ("Port", 330, -330)),
    1: (("Bourg", -300, 0), ("Les Vernes", 700, 250)),
}
"""Names of the quarters of each bourg and where they lie from its centre, in metres."""
_OVERLAPPING, _HOLED = 10, 2
"""Ranks of the communes whose quarter runs over its neighbour, and has a hole in it."""
_PART, _WHOLE = "Quartier d'habitat", "Commune entière"
_FAULT_M = 140
_CELL_M = 200
_CODED = Override({"concept": "commune_code"}, column="lcog_geo")


@dataclass(frozen=True)
class _Quarter:
    """One statistical quarter (plan coordinates)."""

    code: str
    name: str
    kind: str
    commune: int
    shape: BaseGeometry


def quarters(territory: Territory, folder: Path) -> DatasetDescription:
    """Write the quarters with their inhabitants of today."""
    drawn = _with_faults(_drawn(territory))
    communes = [territory.communes[q.commune] for q in drawn]
    path = layer(
        folder / "iris_virlane.gpkg", "iris", [q.shape for q in drawn],
        {
            "code_iris": [q.code for q in drawn],
            "nom_iris": [q.name for q in drawn],
            "typ_iris": [q.kind for q in drawn],
            "insee_com": [c.code for c in communes],
            "nom_com": [c.name for c in communes],
            "population": _people(territory, drawn),
        },
        driver="GPKG", crs=LAMBERT93, geometry_type="Polygon",
    )  # fmt: skip
    over, holed = (territory.communes[rank].name for rank in (_OVERLAPPING, _HOLED))
    return DatasetDescription(
        slug=QUARTERS,
        title="Quartiers statistiques (IRIS)",
        description="Le découpage des communes en quartiers de statistique : les deux bourgs en "
        "ont plusieurs, les villages un seul.",
        theme="population",
        files=(
            SourceFile(
                path,
                note=f"Deux défauts de dessin : celui de {over} déborde sur sa voisine, celui de "
                f"{holed} a un trou.",
            ),
        ),
        frequency="irregular",
        keywords=("IRIS", "quartiers", "population", "statistique"),
        key=("code_iris",),
        columns=(
            ColumnNote("code_iris", "Code IRIS", "Code de la commune et quatre chiffres."),
            ColumnNote("nom_iris", "Quartier"),
            ColumnNote("typ_iris", "Type"),
            ColumnNote("insee_com", "Code de la commune"),
            ColumnNote("nom_com", "Commune"),
            ColumnNote("population", "Population", unit="habitants"),
        ),
    )


def squares(territory: Territory, folder: Path) -> DatasetDescription:
    """Write the inhabited squares of 200 m of the European grid."""
    corners, people, homes, communes = _cells(territory)
    steps = np.array([[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]) * _CELL_M
    rings = corners[:, None, :] + steps[None]
    plan = plan_of(rings.reshape(-1, 2).astype(float), LAEA).reshape(rings.shape)
    path = layer(
        folder / "carreaux_200m.gpkg", "carreaux_200m", list(shapely.polygons(plan)),
        {
            "idcar_200m": [f"CRS3035RES200mN{north}E{east}" for east, north in corners],
            "lcog_geo": [territory.communes[c].code for c in communes],
            "ind": [round(float(p), 1) for p in people],
            "men": [int(h) for h in homes],
        },
        driver="GPKG", crs=LAMBERT93, geometry_type="Polygon",
    )  # fmt: skip
    return DatasetDescription(
        slug=SQUARES,
        title="Population par carreau de 200 m",
        description="Les habitants et les ménages de chaque carreau habité de la grille "
        "européenne de 200 mètres.",
        theme="population",
        files=(SourceFile(path, overrides=(_CODED,)),),
        frequency="irregular",
        keywords=("carreaux", "population", "ménages", "grille"),
        coverage_from="2025-01-01",
        coverage_to="2025-12-31",
        key=("idcar_200m",),
        columns=(
            ColumnNote("idcar_200m", "Carreau", "Identifiant dans la grille européenne."),
            ColumnNote("lcog_geo", "Code de la commune", "Celle qui a le plus d'habitants."),
            ColumnNote("ind", "Habitants", "Répartis par logement."),
            ColumnNote("men", "Ménages"),
        ),
    )


def _drawn(territory: Territory) -> list[_Quarter]:
    drawn = []
    for rank, commune in enumerate(territory.communes):
        cuts = _CUTS.get(rank)
        if cuts is None:
            drawn.append(
                _Quarter(f"{commune.code}0000", commune.name, _WHOLE, rank, commune.outline)
            )
            continue
        centre = territory.places[rank].at
        seeds = [Point(centre.x + dx, centre.y + dy) for _, dx, dy in cuts]
        cells = shapely.get_parts(
            shapely.voronoi_polygons(MultiPoint(seeds), extend_to=commune.outline.buffer(500))
        )
        for number, ((name, *_), seed) in enumerate(zip(cuts, seeds, strict=True), 1):
            cell = next(c for c in cells if c.contains(seed))
            shape = _largest(shapely.intersection(cell, commune.outline, grid_size=0.01))
            drawn.append(_Quarter(f"{commune.code}{100 + number:04d}", name, _PART, rank, shape))
    return drawn


def _largest(shape: BaseGeometry) -> Polygon:
    return max(shapely.get_parts(shape), key=lambda part: part.area)


def _with_faults(drawn: list[_Quarter]) -> list[_Quarter]:
    """Let one quarter run over its neighbour and cut a hole in another."""
    shapes = {q.commune: q.shape for q in drawn}
    others = shapely.union_all([q.shape for q in drawn if q.commune != _OVERLAPPING])
    border = shapely.intersection(shapes[_OVERLAPPING].boundary, others)
    over = border.representative_point().buffer(_FAULT_M, quad_segs=4).intersection(others)
    hole = shapes[_HOLED].representative_point().buffer(_FAULT_M, quad_segs=4)
    faulty = {
        _OVERLAPPING: shapely.union(shapes[_OVERLAPPING], over, grid_size=0.01),
        _HOLED: shapes[_HOLED].difference(hole),
    }
    return [
        _Quarter(q.code, q.name, q.kind, q.commune, faulty.get(q.commune, q.shape)) for q in drawn
    ]


def _people_at(territory: Territory) -> tuple[list[Point], np.ndarray, np.ndarray]:
    """Share the inhabitants of each commune out among its homes."""
    lived = [b for b in territory.buildings if b.homes]
    homes = np.array([b.homes for b in lived])
    communes = np.array([b.commune for b in lived])
    housed = np.bincount(communes, weights=homes, minlength=len(territory.communes))
    people = np.array([c.population for c in territory.communes]) / np.maximum(housed, 1)
    return [b.shape.centroid for b in lived], homes * people[communes], communes


def _people(territory: Territory, drawn: list[_Quarter]) -> list[int]:
    points, people, communes = _people_at(territory)
    found = []
    for quarter in drawn:
        mine = communes == quarter.commune
        if quarter.kind == _WHOLE:
            found.append(territory.communes[quarter.commune].population)
            continue
        inside = shapely.contains_xy(quarter.shape, [p.x for p in points], [p.y for p in points])
        found.append(round(float(people[mine & inside].sum())))
    return found


def _cells(territory: Territory) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Count inhabitants and homes of each square; the commune is that of most of its people."""
    points, people, communes = _people_at(territory)
    homes = np.array([b.homes for b in territory.buildings if b.homes])
    metres = coordinates([(p.x, p.y) for p in points], LAEA)
    corner = (np.floor(metres / _CELL_M) * _CELL_M).astype(int)
    cells, index = np.unique(corner, axis=0, return_inverse=True)
    index = index.reshape(-1)
    order = np.lexsort((-people, index))
    firsts = np.unique(index[order], return_index=True)[1]
    return (
        cells,
        np.bincount(index, weights=people),
        np.bincount(index, weights=homes),
        communes[order][firsts],
    )
