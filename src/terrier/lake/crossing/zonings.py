"""Areas that are always at hand, as relations: communes, Insee's squares of 200 m."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from terrier.lake.relation import Relation


@dataclass(frozen=True)
class Area:
    """A commune."""

    code: str
    name: str
    population: int | None
    outline: bytes | None
    """WKB (Multi)Polygon, WGS84 longitude/latitude."""


def communes(areas: Sequence[Area], crs: str, out: Path) -> Relation:
    """Write communes as a version file: `code`, `name`, `population`, `area_km2`, `geom`.

    Parameters
    ----------
    areas
        In the order of the rows; the key of a row is its code.
    crs
        Projection in which `area_km2` is computed.
    out
        GeoParquet file; where it is there already, under a name that says what it holds, it is
        left as it is.
    """
    raise NotImplementedError


def grid(other: Relation, out: Path) -> Relation:
    """Write Insee's squares of 200 m (EPSG:3035) that hold something of a relation.

    Parameters
    ----------
    other
        A relation with geometries.
    out
        GeoParquet file: `cell` (`CRS3035RES200mN2471000E4022000`, its south-west corner in
        metres), which is the key, and `geom`.

    Raises
    ------
    Invalid
        The relation has no geometry, or would fill more than a million squares.
    """
    raise NotImplementedError
