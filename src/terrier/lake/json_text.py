"""SQL expressions that write values, objects and features as JSON text inside DuckDB.

Numbers keep every digit (DECIMAL as it stands, integers beyond 2^53 as strings), NaN and
infinities become null, moments are ISO 8601.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from terrier.domain.tabular.plan import GEOMETRY_COLUMN
from terrier.lake.filters.values import family
from terrier.lake.relation import literal, quote

if TYPE_CHECKING:
    from collections.abc import Iterable

    from terrier.lake.relation import RelationColumn

SAFE_INTEGER = 2**53 - 1
"""Largest integer that every JSON reader keeps exact (RFC 8259, section 6)."""


def iso_text(name: str, type: str) -> str:
    """Give SQL for a value as exchange text: decimal point, ISO 8601 dates; NULL stays NULL.

    Parameters
    ----------
    name
        Quoted column.
    type
        Its lake type.
    """
    match family(type):
        case "timestamp":
            return f"replace(CAST({name} AS TEXT), ' ', 'T')"
        case "timestamptz":
            moment = f"replace(CAST({name} AS TEXT), ' ', 'T')"
            return f"regexp_replace({moment}, '([+-]\\d\\d)$', '\\1:00')"
        case "double":
            return f"CASE WHEN isfinite({name}) THEN CAST({name} AS TEXT) END"
        case "text" if type == "TEXT":
            return name
        case _:
            return f"CAST({name} AS TEXT)"


def value_json(name: str, type: str) -> str:
    """Give SQL for a value as JSON text, never NULL."""
    text = iso_text(name, type)
    match family(type):
        case "integer":
            # Two comparisons: the planner takes seconds over hundreds of BETWEEN.
            quoted = f"format('\"{{}}\"', {name})"
            text = (
                f"CASE WHEN {name} > {SAFE_INTEGER} THEN {quoted} "
                f"WHEN {name} < -{SAFE_INTEGER} THEN {quoted} ELSE {text} END"
            )
        case "decimal" | "double" | "boolean":
            pass
        case "text":
            text = f"CAST(to_json({text}) AS TEXT)"
        case _:
            text = f"'\"' || {text} || '\"'"
    return f"coalesce({text}, 'null')"


def object_json(columns: Iterable[RelationColumn], *, labels: bool = False) -> str:
    """Give SQL for a row as a JSON object.

    Parameters
    ----------
    columns
        Columns in order.
    labels
        Name the members by the labels for people rather than by the column names.
    """
    members = [
        literal(json.dumps(c.label if labels and c.label else c.name, ensure_ascii=False) + ":")
        + f", {value_json(quote(c.name), c.type)}"
        for c in columns
    ]
    return joined("'{'", ", ',', ".join(members), "'}'")


def joined(*texts: str) -> str:
    """Give SQL for texts one after the other, none of which is NULL.

    A chain of `||` would be planned in a time that grows with the square of its length, copy the
    row again at every link, and be refused beyond some three hundred columns.
    """
    return f"concat({', '.join(text for text in texts if text)})"


def geometry_json(shape: str = quote(GEOMETRY_COLUMN)) -> str:
    """Give SQL for a geometry as GeoJSON (RFC 7946), 7 decimals (1 cm in degrees), or `null`."""
    text = f"CAST(ST_AsGeoJSON({shape}) AS TEXT)"
    # Decimals are cut in the text: rounding through GEOS can collapse small polygons.
    return f"coalesce(regexp_replace({text}, '(\\.\\d{{7}})\\d+', '\\1', 'g'), 'null')"


def feature_json(columns: Iterable[RelationColumn], *, also: str = "") -> str:
    """Give SQL for a row as a GeoJSON feature whose id is the row number.

    Parameters
    ----------
    columns
        Columns written as properties.
    also
        SQL text put before the properties, for members of its own (`'"distance_m":' || …`).
    """
    return joined(
        '\'{"type":"Feature","id":\'',
        "_row",
        also,
        "',\"geometry\":'",
        geometry_json(),
        "',\"properties\":'",
        object_json(columns),
        "'}'",
    )
