"""Layers of a network in one GeoPackage."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from terrier.demonstration.ground import LAMBERT93
from terrier.demonstration.networks.rows import Layer
from terrier.demonstration.writing import layer


def geopackage(path: Path, layers: Iterable[Layer]) -> Path:
    """Write each layer under its name, in Lambert-93 as the standard asks."""
    for rank, one in enumerate(layers):
        shape = one.shapes[0].geom_type
        layer(
            path, one.name, one.shapes, one.values(),
            driver="GPKG", crs=LAMBERT93, geometry_type=shape, append=rank > 0,
        )  # fmt: skip
    return path
