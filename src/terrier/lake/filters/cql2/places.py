"""Spatial predicates of CQL2 (OGC 21-065r2, section 7.5) between the geometry and a written one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import shapely
from pyproj import Transformer
from pyproj.exceptions import ProjError
from shapely.geometry import shape

from terrier.domain.kernel.errors import Invalid
from terrier.domain.tabular.plan import GEOMETRY_COLUMN
from terrier.lake.export.geoparquet import geometry_in
from terrier.lake.relation import quote

if TYPE_CHECKING:
    from terrier.domain.ogc.cql2 import Node
    from terrier.domain.ogc.crs import ReferenceSystem
    from terrier.lake.relation import Relation

OPERATIONS = {
    "s_intersects": "ST_Intersects",
    "s_disjoint": "ST_Disjoint",
    "s_equals": "ST_Equals",
    "s_touches": "ST_Touches",
    "s_within": "ST_Within",
    "s_overlaps": "ST_Overlaps",
    "s_crosses": "ST_Crosses",
    "s_contains": "ST_Contains",
}
COLUMN = quote(GEOMETRY_COLUMN)
NAMES = (GEOMETRY_COLUMN, "geometry")
"""Names of the geometry in a filter: that of the files, and that of GeoJSON."""


def is_geometry(node: Node, relation: Relation) -> bool:
    """Say whether a node names the geometry of the table."""
    name = node.get("property") if isinstance(node, dict) else None
    return name in NAMES and relation.has_geometry and relation.column(str(name)) is None


def meeting(
    operation: str, args: list[Node], relation: Relation, crs: ReferenceSystem
) -> tuple[str, tuple[Any, ...]]:
    """Compile a predicate between two geometries: that of the rows, and written ones.

    It is said in the system of the written ones, where their edges are straight; a window in
    degrees stands before it, so that row groups are skipped.

    Raises
    ------
    Invalid
        The table has no geometry, or what is compared is none.
    """
    relation.require_geometry()
    if operation == "s_disjoint":
        met = meeting("s_intersects", args, relation, crs)
        return f"(NOT {met[0]})", met[1]
    named = [is_geometry(one, relation) for one in args]
    others = [one for one, mine in zip(args, named, strict=True) if not mine]
    if not all(isinstance(one, dict) and ("type" in one or "bbox" in one) for one in others):
        raise Invalid(
            f"{operation.upper()} compare la colonne {GEOMETRY_COLUMN} à une géométrie écrite, "
            f"par exemple {operation.upper()}({GEOMETRY_COLUMN}, POINT(4.91 46.56))."
        )
    held = COLUMN if crs.wgs84 else geometry_in(crs.code)
    sides = ", ".join(held if mine else "ST_GeomFromWKB(?)" for mine in named)
    written = [_written(one, crs) for one in others]
    predicate = f"{OPERATIONS[operation]}({sides})"
    params = [shapely.to_wkb(one) for one in written]
    if len(written) != 1:
        return predicate, tuple(params)
    near = f"{COLUMN} && ST_MakeEnvelope(?, ?, ?, ?)"
    return f"({near} AND {predicate})", (*_around(written[0], crs), *params)


def _written(node: Node, crs: ReferenceSystem) -> shapely.Geometry:
    """Read a geometry of a filter, easting or longitude first."""
    try:
        found = _box(node["bbox"]) if "bbox" in node else shape(node)
    except (TypeError, ValueError, KeyError, AttributeError, shapely.errors.ShapelyError) as wrong:
        raise _unreadable() from wrong
    if shapely.is_empty(found) or not shapely.is_valid(found):
        raise _unreadable()
    flat = shapely.force_2d(found)
    return shapely.transform(flat, lambda xy: xy[:, ::-1]) if crs.north_first else flat


def _box(numbers: list[float]) -> shapely.Geometry:
    if len(numbers) == 6:
        numbers = [*numbers[:2], *numbers[3:5]]
    west, south, east, north = map(float, numbers)
    if west > east or south > north:
        raise ValueError(numbers)
    return shapely.box(west, south, east, north)


def _around(written: shapely.Geometry, crs: ReferenceSystem) -> tuple[float, ...]:
    """Give a window in degrees that holds a geometry."""
    west, south, east, north = (float(side) for side in shapely.bounds(written))
    if crs.wgs84:
        return west, south, east, north
    to_degrees = Transformer.from_crs(crs.code, "EPSG:4326", always_xy=True)
    try:
        return to_degrees.transform_bounds(west, south, east, north, densify_pts=51)
    except ProjError as outside:
        raise _unreadable() from outside


def _unreadable() -> Invalid:
    return Invalid(
        "La géométrie du filtre est vide, se croise elle-même ou n’existe pas dans son système de "
        "coordonnées (filter-crs) : écrivez par exemple POINT(4.91 46.56) ou "
        "BBOX(4.7, 46.4, 5.1, 46.7)."
    )
