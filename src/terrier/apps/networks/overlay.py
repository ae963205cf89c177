"""What a trace or a closure found, as GeoJSON to lay over the map."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import shapely
from shapely.ops import substring

from terrier.domain.topology.graph import Graph, Place

from .communes import middle_of
from .reading import Loaded


def lines(loaded: Loaded, edges: np.ndarray, part: str) -> list[dict[str, Any]]:
    """Give the pieces of pipe that edges are, each with the part that it plays."""
    return [_feature(loaded, shape, {"part": part}) for shape in shapes(loaded, edges)]


def shapes(loaded: Loaded, edges: np.ndarray) -> list[shapely.Geometry]:
    """Give the pieces of pipe that edges are, in metres; those that are drawn."""
    graph = loaded.graph
    drawn = [(int(edge), int(graph.pieces.line[edge])) for edge in edges]
    return [_stretch(graph, edge, line) for edge, line in drawn if line >= 0]


def points(
    loaded: Loaded, refs: Iterable[str], part: str, *, first: int = 1
) -> list[dict[str, Any]]:
    """Give elements as points, numbered from `first` on."""
    made = []
    for number, ref in enumerate(refs, first):
        frame, rank = loaded.rows.get(ref, (None, 0))
        middle = None if frame is None else middle_of(frame.geometry[rank])
        if middle is not None:
            made.append(_feature(loaded, middle, {"part": part, "label": str(number)}))
    return made


def spot(loaded: Loaded, place: Place, part: str) -> list[dict[str, Any]]:
    """Give one place on a pipe; nothing where the pipe has no line."""
    there = point_of(loaded, place)
    return [] if there is None else [_feature(loaded, there, {"part": part, "label": ""})]


def point_of(loaded: Loaded, place: Place) -> shapely.Point | None:
    """Give where a place on a pipe lies, in metres; None where the pipe has no line."""
    graph = loaded.graph
    line = int(graph.pieces.line[place.edge])
    if line < 0:
        return None
    along = place.along_m - _offset(graph, place.edge, line)
    return shapely.line_interpolate_point(graph.lines[line], along)


def collection(*features: list[dict[str, Any]]) -> dict[str, Any]:
    """Put features together."""
    return {"type": "FeatureCollection", "features": [one for some in features for one in some]}


def bounds(found: dict[str, Any]) -> str:
    """Give west, south, east, north of a collection, as the map reads them; empty without any."""
    boxes = [shapely.from_geojson(_text(f["geometry"])).bounds for f in found["features"]]
    if not boxes:
        return ""
    wests, souths, easts, norths = zip(*boxes, strict=True)
    margin = 0.0008
    box = (min(wests) - margin, min(souths) - margin, max(easts) + margin, max(norths) + margin)
    return ",".join(f"{value:.6f}" for value in box)


def _stretch(graph: Graph, edge: int, line: int) -> shapely.Geometry:
    begins = _offset(graph, edge, line)
    stretch = graph.pieces.from_m[edge] - begins, graph.pieces.to_m[edge] - begins
    return substring(graph.lines[line], *map(float, stretch))


def _offset(graph: Graph, edge: int, line: int) -> float:
    """Give how far along its pipe a part of the line begins."""
    edges = graph.pieces.of(int(graph.pieces.pipe[edge]))
    return float(graph.pieces.from_m[edges[graph.pieces.line[edges] == line]].min())


def _feature(loaded: Loaded, shape: shapely.Geometry, properties: dict[str, str]) -> dict[str, Any]:
    placed = shapely.transform(shape, loaded.to_degrees.transform, interleaved=False)
    return {
        "type": "Feature",
        "geometry": shapely.geometry.mapping(shapely.set_precision(placed, 1e-7)),
        "properties": properties,
    }


def _text(geometry: dict[str, Any]) -> str:
    return str(shapely.to_geojson(shapely.geometry.shape(geometry)))
