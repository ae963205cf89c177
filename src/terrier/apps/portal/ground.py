"""What helps to know one's way on a drawing: streets, water and buildings, from visible data."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import shapely

from terrier.apps.catalog.queries import open_table
from terrier.apps.territories.drawing import Drawing
from terrier.domain.access.policy import Reader
from terrier.domain.kernel.errors import NotFound
from terrier.lake import windows
from terrier.lake.filters import Box

LAYERS = (
    ("surfaces-en-eau", "water"),
    ("cours-d-eau", "stream"),
    ("batiments", "building"),
    ("voirie", "street"),
)
"""Slugs of the territory's own background datasets, the lowest layer first."""
MOST = 4000
"""Objects drawn per layer: more would make a drawing slower to open than to read."""


@dataclass(frozen=True)
class Layer:
    """One kind of thing, as one SVG path."""

    kind: str
    path: str


def ground(reader: Reader, drawing: Drawing) -> tuple[Layer, ...]:
    """Draw the background layers that the reader may see, within the sheet."""
    west, north = drawing.place(0, 0)
    east, south = drawing.place(drawing.width, drawing.height)
    box = Box(min(west, east), min(south, north), max(west, east), max(south, north))
    layers = (Layer(kind, "".join(_paths(reader, slug, box, drawing))) for slug, kind in LAYERS)
    return tuple(layer for layer in layers if layer.path)


def _paths(reader: Reader, slug: str, box: Box, drawing: Drawing) -> Iterator[str]:
    try:
        relation = open_table(reader, slug).relation
    except NotFound:
        return
    if not relation.has_geometry:
        return
    window = windows.features(relation, box, limit=MOST)
    for feature in json.loads(window.geojson)["features"]:
        shape = shapely.from_geojson(json.dumps(feature["geometry"]))
        yield from map(_path, shapely.get_parts(drawing.on_sheet(shape)))


def _path(part: shapely.Geometry) -> str:
    """Write a line, or the outer ring of a polygon; a point gives nothing to draw."""
    simple = shapely.simplify(part, 0.4)
    line = simple.exterior if isinstance(simple, shapely.Polygon) else simple
    if not isinstance(line, shapely.LineString):
        return ""
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in line.coords)
