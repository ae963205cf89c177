"""A place brought onto the line that it speaks of."""

from __future__ import annotations

import math
from dataclasses import dataclass

from shapely import Point
from shapely.geometry.base import BaseGeometry
from shapely.ops import nearest_points

from terrier.domain.kernel.errors import Invalid

FARTHEST_M = 1000.0
"""Beyond this distance the place belongs to something else: a slip, or another pipe."""


@dataclass(frozen=True)
class Snapped:
    """A place on a line."""

    x: float
    y: float
    distance_m: float
    """From the place that was given, in a straight line."""


def snap(line: BaseGeometry, x: float, y: float) -> Snapped:
    """Give the nearest place of a line.

    Parameters
    ----------
    line
        LineString or MultiLineString in a projected reference system, in metres.
    x, y
        The place in the same system, in metres.

    Raises
    ------
    Invalid
        The place is too far from the line to be on it.

    Examples
    --------
    >>> from shapely import LineString
    >>> snap(LineString([(0, 0), (10, 0)]), 4, 3)
    Snapped(x=4.0, y=0.0, distance_m=3.0)
    """
    refused = Invalid(
        "La position est à plus d’un kilomètre de cette ligne : vérifiez-la, ou choisissez "
        "l’autre ligne."
    )
    if not (math.isfinite(x) and math.isfinite(y)):
        raise refused
    place = Point(x, y)
    on_line, _given = nearest_points(line, place)
    distance = float(on_line.distance(place))
    if distance > FARTHEST_M:
        raise refused
    return Snapped(float(on_line.x), float(on_line.y), distance)
