"""Where the groups of a table lie, for tables whose groups are things with a place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from terrier.lake.engine import cursor
from terrier.lake.filters import NO_FILTERS, Filters, select_from
from terrier.lake.relation import literal, quote

if TYPE_CHECKING:
    from terrier.lake.relation import Relation

WGS84 = "EPSG:4326"
MOST = 2000
SECONDS = 20.0


def outlines(
    relation: Relation, column: str, crs: str, *, filters: Filters = NO_FILTERS
) -> dict[object, bytes]:
    """Give the geometry of each value of a column, where each value has one.

    Parameters
    ----------
    relation, filters
        What the reader sees, and asks for.
    column
        Its values are the groups.
    crs
        Projection of the geometries that come back.

    Returns
    -------
    dict
        WKB in metres by value; empty where a value lies in several places, where there are more
        than 2000 values, or where nothing has a place.

    Raises
    ------
    Invalid
        The column or the geometry is not available.
    """
    relation.require_geometry()
    key = quote(relation.require(column).name)
    source, params = select_from(relation, filters)
    moved = f"ST_AsWKB(ST_Transform(any_value(geom), '{WGS84}', {literal(crs)}))"
    # One place is told by its box: equal geometries have equal boxes, and boxes compare fast.
    box = "(ST_XMin(geom), ST_YMin(geom), ST_XMax(geom), ST_YMax(geom))"
    sql = (
        f"SELECT {key}, {moved}, count(DISTINCT {box}) FROM {source} "
        f"WHERE geom IS NOT NULL AND {key} IS NOT NULL GROUP BY 1 LIMIT {MOST + 1}"
    )
    with cursor(seconds=SECONDS) as db:
        found = db.execute(sql, params).fetchall()
    if len(found) > MOST or any(places > 1 for _key, _shape, places in found):
        return {}
    return {key: bytes(shape) for key, shape, _places in found}
