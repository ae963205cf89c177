"""Filters as a DuckDB condition with bound parameters."""

from __future__ import annotations

import math
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from terrier.domain.tabular.plan import GEOMETRY_COLUMN
from terrier.lake.filters.model import NO_FILTERS, Box, Circle, Filter, Filters, Operator
from terrier.lake.filters.values import family
from terrier.lake.filters.words import pattern
from terrier.lake.relation import quote

if TYPE_CHECKING:
    from terrier.lake.relation import Relation

Condition = tuple[str, list[Any]]

_COMPARISONS = {
    Operator.EQ: "=",
    Operator.NE: "IS DISTINCT FROM",
    Operator.LT: "<",
    Operator.LTE: "<=",
    Operator.GT: ">",
    Operator.GTE: ">=",
}
_METRES_PER_DEGREE = 110_574.0
"""Shortest degree of latitude of the WGS84 ellipsoid (at the equator)."""


def compile(relation: Relation, filters: Filters) -> Condition:
    """Compile filters to a condition on the columns of `relation.sql()`.

    Returns
    -------
    tuple of str and list
        SQL and its bound parameters; `TRUE` where there is nothing to filter.

    Raises
    ------
    Invalid
        A filter names a column that the reader does not see.
    """
    parts: list[Condition] = [_one(relation, item) for item in filters.items]
    parts += _words(relation, filters.q)
    sql = " AND ".join(part for part, _ in parts) or "TRUE"
    return sql, [value for _, values in parts for value in values]


def select_from(
    relation: Relation, filters: Filters = NO_FILTERS, *, position: bool = False
) -> Condition:
    """Give the filtered relation as a sub-select with its parameters.

    `position` adds the rank of each row in the file.
    """
    source, params = relation.sql(position=position)
    if not filters:
        return source, params
    condition, more = compile(relation, filters)
    return f"(SELECT * FROM {source} WHERE {condition})", [*params, *more]


def _one(relation: Relation, item: Filter) -> Condition:
    if isinstance(item.value, Box | Circle):
        relation.require_geometry()
        return within_box(item.value) if isinstance(item.value, Box) else _circle(item.value)
    column = relation.require(item.column)
    name = quote(column.name)
    match item.operator:
        case Operator.EMPTY | Operator.FILLED:
            blank = f"({name} IS NULL" + (
                f" OR {name} = '')" if family(column.type) == "text" else ")"
            )
            return blank if item.operator is Operator.EMPTY else f"NOT {blank}", []
        case Operator.CONTAINS:
            return f"regexp_matches({name}, ?, 'i')", [pattern(str(item.value))]
        case Operator.STARTS:
            return f"regexp_matches({name}, ?, 'i')", [pattern(str(item.value), at_start=True)]
        case Operator.IN:
            values = item.value if isinstance(item.value, tuple) else (item.value,)
            tests = [_compare(name, Operator.EQ, value) for value in values]
            return f"({' OR '.join(sql for sql, _ in tests)})", [v for _, p in tests for v in p]
        case _:
            return _compare(name, item.operator, item.value)


def _compare(name: str, operator: Operator, value: object) -> Condition:
    # A day compared with a moment means the whole day: « jusqu'au 3 » includes the 3rd.
    if isinstance(value, date) and not isinstance(value, datetime):
        name = f"CAST({name} AS DATE)"
    return f"{name} {_COMPARISONS[operator]} ?", [value]


def within_box(box: Box) -> Condition:
    """Give the condition that a geometry meets a window, written so that row groups are skipped."""
    corners = [box.west, box.south, box.east, box.north]
    envelope = "ST_MakeEnvelope(?, ?, ?, ?)"
    geom = quote(GEOMETRY_COLUMN)
    return f"({geom} && {envelope} AND ST_Intersects({geom}, {envelope}))", corners * 2


def distance_sql(circle: Circle) -> Condition:
    """Give the distance in metres from the centre of a circle to the geometry.

    The geometry is projected around the centre (azimuthal equidistant), where distances to the
    centre are those of the ellipsoid, whatever the geometry type.
    """
    projection = f"+proj=aeqd +lat_0={circle.lat!r} +lon_0={circle.lon!r} +datum=WGS84 +units=m"
    return (
        f"ST_Distance(ST_Transform({quote(GEOMETRY_COLUMN)}, 'EPSG:4326', ?), ST_Point(0, 0))",
        [projection],
    )


def surrounding_box(circle: Circle) -> Box:
    """Give a window that holds the whole circle."""
    height = circle.radius_m / _METRES_PER_DEGREE * 1.001
    width = min(height / max(math.cos(math.radians(abs(circle.lat) + height)), 1e-6), 360.0)
    return Box(
        max(circle.lon - width, -180.0),
        max(circle.lat - height, -90.0),
        min(circle.lon + width, 180.0),
        min(circle.lat + height, 90.0),
    )


def _circle(circle: Circle) -> Condition:
    around, params = within_box(surrounding_box(circle))
    distance, projection = distance_sql(circle)
    return f"({around} AND {distance} <= ?)", [*params, *projection, circle.radius_m]


def _words(relation: Relation, q: str) -> list[Condition]:
    if not q:
        return []
    texts = [quote(c.name) for c in relation.columns if family(c.type) == "text"]
    if not texts:
        return [("FALSE", [])]
    haystack = f"concat_ws(chr(10), {', '.join(texts)})"
    return [(f"regexp_matches({haystack}, ?, 'i')", [pattern(word)]) for word in q.split()]
