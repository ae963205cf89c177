"""Where elements lie: their middle, and the communes in the coordinates of a network."""

from __future__ import annotations

import shapely
from pyproj import Transformer

from terrier.apps.territories.models import Commune
from terrier.domain.topology.checks.survey import Territory


def territory(to_metres: Transformer) -> Territory:
    """Give the codes, names and outlines of the communes, in metres."""
    drawn = list(Commune.objects.filter(outline__isnull=False).order_by("code"))
    outlines = [
        shapely.transform(
            shapely.from_wkb(bytes(commune.outline)), to_metres.transform, interleaved=False
        )
        for commune in drawn
    ]
    return Territory(
        tuple(commune.code for commune in drawn),
        tuple(commune.name for commune in drawn),
        tuple(outlines),
    )


def middle_of(shape: shapely.Geometry | None) -> shapely.Point | None:
    """Give the middle of a line along it, or the place of a point; None without a place."""
    if shape is None or shape.is_empty:
        return None
    return shape.interpolate(0.5, normalized=True) if shape.length else shape.centroid


def commune_at(known: Territory, shape: shapely.Geometry | None) -> str:
    """Name the commune where an element lies; empty outside, or without a place."""
    middle = middle_of(shape)
    if middle is None:
        return ""
    pairs = zip(known.names, known.outlines, strict=True)
    return next((name for name, outline in pairs if outline.intersects(middle)), "")
