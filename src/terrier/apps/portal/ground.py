"""What helps to know one's way on a drawing: streets, water and buildings, from visible data."""

from __future__ import annotations

import json
from dataclasses import dataclass

import shapely

from terrier.apps.catalog.background import BACKGROUND
from terrier.apps.catalog.queries import open_table
from terrier.apps.territories.drawing import Drawing
from terrier.domain.access.policy import Reader
from terrier.domain.kernel.errors import NotFound
from terrier.lake import windows
from terrier.lake.filters import Box

MOST = 4000
"""Objects drawn per layer: more would make a drawing slower to open than to read."""


@dataclass(frozen=True)
class Layer:
    """One kind of thing, as one SVG path."""

    kind: str
    title: str
    path: str
    drawn: int
    matched: int

    @property
    def complete(self) -> bool:
        """Say whether everything is drawn."""
        return self.drawn == self.matched


def ground(reader: Reader, drawing: Drawing) -> tuple[Layer, ...]:
    """Draw the background layers that the reader may see, within the sheet."""
    west, north = drawing.place(0, 0)
    east, south = drawing.place(drawing.width, drawing.height)
    box = Box(min(west, east), min(south, north), max(west, east), max(south, north))
    layers = (_layer(reader, slug, kind, box, drawing) for slug, kind in BACKGROUND.items())
    return tuple(layer for layer in layers if layer is not None)


def _layer(reader: Reader, slug: str, kind: str, box: Box, drawing: Drawing) -> Layer | None:
    try:
        opened = open_table(reader, slug)
    except NotFound:
        return None
    if not opened.relation.has_geometry:
        return None
    window = windows.features(opened.relation, box, limit=MOST)
    features = json.loads(window.geojson)["features"]
    shapes = shapely.from_geojson([json.dumps(f["geometry"]) for f in features])
    path = "".join(map(_path, shapely.get_parts(drawing.on_sheet(shapes))))
    return Layer(kind, str(opened.dataset), path, window.returned, window.matched)


def _path(part: shapely.Geometry) -> str:
    """Write a line, or the outer ring of a polygon; a point gives nothing to draw."""
    simple = shapely.simplify(part, 0.4)
    line = simple.exterior if isinstance(simple, shapely.Polygon) else simple
    if not isinstance(line, shapely.LineString):
        return ""
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in line.coords)
