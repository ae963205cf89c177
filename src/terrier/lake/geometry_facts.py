"""What kind of geometry a version file holds, and where."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from terrier.domain.tabular.plan import GEOMETRY_COLUMN
from terrier.lake.engine import cursor
from terrier.lake.relation import literal

FAMILIES = {
    "POINT": "Point",
    "MULTIPOINT": "Point",
    "LINESTRING": "LineString",
    "MULTILINESTRING": "LineString",
    "POLYGON": "Polygon",
    "MULTIPOLYGON": "Polygon",
}


@dataclass(frozen=True)
class GeometryFacts:
    """Geometry of a whole file."""

    family: str
    """`Point`, `LineString`, `Polygon`, or `Mixed`."""
    bbox: tuple[float, float, float, float] | None
    """West, south, east, north in degrees; None where every geometry is empty."""


def geometry_facts(path: Path) -> GeometryFacts:
    """Read the family and the bounds of the geometries of a version file (WGS84)."""
    geom = GEOMETRY_COLUMN
    with cursor() as cur:
        row = cur.execute(
            f"SELECT list(DISTINCT CAST(ST_GeometryType({geom}) AS VARCHAR)), "
            f"min(ST_XMin({geom})), min(ST_YMin({geom})), max(ST_XMax({geom})), "
            f"max(ST_YMax({geom})) FROM read_parquet({literal(str(path))}) "
            f"WHERE {geom} IS NOT NULL AND NOT ST_IsEmpty({geom})"
        ).fetchone()
    assert row is not None
    kinds, west, south, east, north = row
    families = {FAMILIES.get(kind, "Mixed") for kind in kinds or ()}
    family = families.pop() if len(families) == 1 else "Mixed"
    return GeometryFacts(family, None if west is None else (west, south, east, north))
