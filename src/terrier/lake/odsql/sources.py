"""What ODSQL can be asked of: a table as one reader sees it, or the catalogue."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from terrier.domain.tabular.plan import GEOMETRY_COLUMN, KEY_COLUMN, ROW_COLUMN
from terrier.lake.filters.values import family
from terrier.lake.odsql.pieces import Kind, Params, Piece
from terrier.lake.relation import quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from terrier.lake.relation import Relation, RelationColumn

POINT_FIELD = "geo_point_2d"
SHAPE_FIELD = "geo_shape"
LOCAL = "Europe/Paris"
"""Zone of the moments that say none."""
_KINDS = {
    "text": Kind.TEXT, "integer": Kind.INTEGER, "decimal": Kind.DECIMAL, "double": Kind.NUMBER,
    "boolean": Kind.BOOLEAN, "date": Kind.DATE, "time": Kind.TEXT, "timestamp": Kind.DATETIME,
    "timestamptz": Kind.DATETIME,
}  # fmt: skip
_CATALOGUE_TYPES = {
    Kind.TEXT: "VARCHAR", Kind.TEXTS: ["VARCHAR"], Kind.INTEGER: "BIGINT",
    Kind.DATETIME: "TIMESTAMPTZ", Kind.BOOLEAN: "BOOLEAN",
}  # fmt: skip


@dataclass(frozen=True)
class Source:
    """Rows to be asked, each with its number in `_row`."""

    sql: str
    params: Params
    fields: Mapping[str, Piece]
    """By name, in the order that answers give them."""
    labels: Mapping[str, str]
    """Names for people."""
    identifier: str = ROW_COLUMN
    """Column that tells one row from the others."""
    also: Mapping[str, str] = field(default_factory=dict)
    """Other names of fields."""


def of_relation(relation: Relation) -> Source:
    """Make a source of an authorised relation.

    A table with places has the fields `geo_point_2d` (the centre of the shape) and `geo_shape`;
    columns of these names are then out of reach.
    """
    sql, params = relation.sql()
    fields: dict[str, Piece] = {}
    labels: dict[str, str] = {}
    if relation.has_geometry:
        geometry = quote(GEOMETRY_COLUMN)
        fields[POINT_FIELD] = Piece(f"ST_Centroid({geometry})", Kind.POINT)
        fields[SHAPE_FIELD] = Piece(geometry, Kind.SHAPE)
        labels = {POINT_FIELD: "Point", SHAPE_FIELD: "Géométrie"}
    for column in relation.columns:
        fields.setdefault(column.name, _column(column))
        labels.setdefault(column.name, column.label or column.name)
    key = KEY_COLUMN if relation.has_key else ROW_COLUMN
    return Source(sql, tuple(params), fields, labels, key)


def kind_of(type: str) -> Kind:
    """Give the kind of the columns of a lake type."""
    return _KINDS[family(type)]


def of_catalogue(
    entries: Iterable[Mapping[str, object]], kinds: Mapping[str, Kind], *, prefix: str = ""
) -> Source:  # fmt: skip
    """Make a source of what is said of each dataset, in the order given.

    Parameters
    ----------
    entries
        One mapping by dataset, with a member by field; moments as ISO 8601 texts.
    kinds
        The fields; names are ours.
    prefix
        Before the names by which fields can be asked too.
    """
    rows = [{"_row": number, **entry} for number, entry in enumerate(entries)]
    types = {name: _CATALOGUE_TYPES[kind] for name, kind in kinds.items()}
    structure = json.dumps([{"_row": "BIGINT", **types}])
    return Source(
        "(SELECT unnest(from_json(?::JSON, ?), max_depth := 2))",
        (json.dumps(rows), structure),
        {name: Piece(quote(name), kind) for name, kind in kinds.items()},
        {name: name for name in kinds},
        also={f"{prefix}{name}": name for name in kinds} if prefix else {},
    )


def _column(column: RelationColumn) -> Piece:
    name = quote(column.name)
    match family(column.type):
        case "double":
            # NaN is greater than everything for DuckDB, and no number in JSON.
            name = f"CASE WHEN isfinite({name}) THEN {name} END"
        case "timestamp":
            name = f"timezone('{LOCAL}', {name})"
        case "time":
            name = f"CAST({name} AS TEXT)"
    return Piece(name, kind_of(column.type))
