"""Green areas: a zipped shapefile in Lambert-93, cp1252 text and no `.cpg` to say so."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import shapely
from shapely import Polygon
from shapely.affinity import translate

from terrier.demonstration.ground import LAMBERT93, stream
from terrier.demonstration.manifest import ColumnNote, DatasetDescription, SourceFile
from terrier.demonstration.territory import Territory
from terrier.demonstration.writing import TODAY, archive, layer

_KINDS = {
    "Pelouse d'agrément": 22, "Massif fleuri": 6, "Forêt et boisement": 55, "Cimetière": 16,
    "Prairie fauchée": 38, "Aire de jeux": 11, "Terrain de pétanque": 8, "Verger partagé": 17,
}  # fmt: skip
"""Typical half width in metres."""


def write(territory: Territory, folder: Path) -> DatasetDescription:
    """Write the archive without the `.cpg` that GDAL adds."""
    rng = stream(territory.seed, "green_areas")
    shapes, kinds = _shapes(territory, rng)
    communes = territory.commune_at([s.centroid for s in shapes])
    with tempfile.TemporaryDirectory() as made:
        path = layer(
            Path(made) / "espaces_verts.shp", "espaces_verts", shapes,
            {
                "ID_EV": [f"EV{i:04d}" for i in range(1, len(shapes) + 1)],
                "COMMUNE": [territory.communes[c].name.replace("œ", "oe") for c in communes],
                "INSEE": [territory.communes[c].code for c in communes],
                "NATURE": kinds,
                "SURF_M2": [round(s.area, 1) for s in shapes],
                "GESTION": [_care(k, rng) for k in kinds],
                "PASSAGES_A": [int(rng.integers(1, 16)) for _ in shapes],
            },
            driver="ESRI Shapefile", crs=LAMBERT93, geometry_type="Polygon", encoding="CP1252",
            DBF_DATE_LAST_UPDATE=TODAY.isoformat(),
        )  # fmt: skip
        members = {
            f"espaces_verts{end}": path.with_suffix(end).read_bytes()
            for end in (".shp", ".shx", ".dbf", ".prj")
        }
    zipped = archive(folder / "espaces_verts_L93.zip", members)
    return DatasetDescription(
        slug="espaces-verts",
        title="Espaces verts",
        description="Les espaces entretenus par les communes : nature, surface, mode de gestion.",
        theme="environnement",
        files=(SourceFile(zipped),),
        keywords=("espaces verts", "fauchage", "gestion différenciée"),
        key=("ID_EV",),
        columns=(
            ColumnNote("SURF_M2", "Surface", unit="m²"),
            ColumnNote("PASSAGES_A", "Passages par an"),
            ColumnNote("GESTION", "Mode de gestion"),
        ),
    )


def _care(kind: str, rng: np.random.Generator) -> str:
    if kind in ("Prairie fauchée", "Forêt et boisement"):
        return "Extensive (fauche tardive)"
    return str(rng.choice(["Soignée", "Soignée", "Rustique", "Différenciée"]))


def _shapes(territory: Territory, rng: np.random.Generator) -> tuple[list[Polygon], list[str]]:
    shapes: list[Polygon] = []
    kinds: list[str] = []
    centres = territory.along_streets(290, rng, 60)
    tree = shapely.STRtree([b.shape for b in territory.buildings])
    for centre in centres:
        kind = str(rng.choice(list(_KINDS)))
        size = _KINDS[kind] * float(rng.lognormal(0, 0.3))
        angle = np.sort(rng.uniform(0, 2 * np.pi, 9))
        radius = size * rng.uniform(0.75, 1.2, len(angle))
        ring = np.column_stack([np.cos(angle), np.sin(angle)]) * radius[:, None]
        shape = translate(Polygon(ring), centre.x, centre.y)
        if shape.is_valid and not len(tree.query(shape, predicate="intersects")):
            shapes.append(shape)
            kinds.append(kind)
    return shapes, kinds
