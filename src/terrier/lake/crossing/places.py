"""Places as SQL: sound geometries, in the form and projection that a kind of meeting asks for."""

from __future__ import annotations

from enum import Enum, auto

from terrier.domain.matching.definition import Kind
from terrier.domain.tabular.plan import GEOMETRY_COLUMN
from terrier.lake.relation import literal

WGS84 = "EPSG:4326"
_POINT = f"ST_GeometryType({GEOMETRY_COLUMN}) = 'POINT'"


class Shape(Enum):
    """What of an object takes part."""

    POINT = auto()
    """Its point, or a point on it; degrees."""
    AREA = auto()
    """Its surface; degrees."""
    EXTENT = auto()
    """Its surface, or its length where it has none; metres."""
    WHOLE = auto()
    """All of it; metres."""


SHAPES = {
    Kind.INSIDE: (Shape.POINT, Shape.AREA),
    Kind.HOLDS: (Shape.AREA, Shape.POINT),
    Kind.OVERLAP: (Shape.EXTENT, Shape.EXTENT),
    Kind.WITHIN_DISTANCE: (Shape.WHOLE, Shape.WHOLE),
    Kind.NEAREST: (Shape.WHOLE, Shape.WHOLE),
}
"""Of the left and of the right object. Inside and outside are told in degrees, where no vertex
moves; only what is measured is projected."""


def placed(source: str, shape: Shape, crs: str) -> str:
    """Render a source with `g`, its sound geometry, and `mended`, in place of `geom`.

    `g` is NULL where there is none that can be used: absent, empty, infinite, without the
    dimension that is asked for.

    Parameters
    ----------
    source
        SQL with a column `geom` (WGS84).
    shape
        What takes part.
    crs
        Legal projection, for shapes in metres.
    """
    geometry = _finite(GEOMETRY_COLUMN)
    drawn = f"SELECT * REPLACE ({geometry} AS geom) FROM {source}"
    if shape in (Shape.EXTENT, Shape.WHOLE):
        moved = f"ST_Transform({GEOMETRY_COLUMN}, {literal(WGS84)}, {literal(crs)})"
        drawn = f"SELECT * REPLACE ({moved} AS geom) FROM ({drawn})"
        drawn = f"SELECT * REPLACE ({geometry} AS geom) FROM ({drawn})"
    judged = f"SELECT *, CASE WHEN {_POINT} THEN true ELSE ST_IsValid(geom) END AS sound"
    mended = "CASE WHEN sound THEN geom WHEN geom IS NOT NULL THEN TRY(ST_MakeValid(geom)) END"
    whole = (
        f"SELECT * EXCLUDE (sound) REPLACE ({mended} AS geom), coalesce(NOT sound, false) AS mended"
    )
    return (
        f"(SELECT * EXCLUDE (geom), {_shaped(shape)} AS g "
        f"FROM ({whole} FROM ({judged} FROM ({drawn}))))"
    )


def _finite(geometry: str) -> str:
    """Render a geometry without heights, NULL where it is empty or runs to infinity."""
    sides = ("ST_XMin", "ST_XMax", "ST_YMin", "ST_YMax")
    ends = " + ".join(f"{side}({geometry})" for side in sides)
    alone = f"ST_X({geometry}) + ST_Y({geometry})"
    # Points are most of what there is, and have one corner.
    return (
        f"CASE WHEN {_POINT} THEN CASE WHEN isfinite({alone}) THEN ST_Force2D({geometry}) END "
        f"WHEN isfinite({ends}) THEN ST_Force2D({geometry}) END"
    )


def _shaped(shape: Shape) -> str:
    match shape:
        case Shape.POINT:
            return f"CASE WHEN {_POINT} THEN geom ELSE ST_PointOnSurface(geom) END"
        case Shape.WHOLE:
            return "geom"
        case Shape.AREA:
            return f"CASE WHEN {_is(2)} THEN {_part(3)} END"
        case Shape.EXTENT:
            return f"CASE WHEN {_is(2)} THEN {_part(3)} WHEN {_is(1)} THEN {_part(2)} END"


def _is(dimension: int) -> str:
    return f"ST_Dimension(geom) = {dimension}"


def _part(kind: int) -> str:
    """Render the surfaces, or the lines, of a collection."""
    return (
        f"CASE WHEN ST_GeometryType(geom) = 'GEOMETRYCOLLECTION' "
        f"THEN ST_CollectionExtract(geom, {kind}) ELSE geom END"
    )
