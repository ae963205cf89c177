"""What a relation holds, column by column: exact figures of one scan."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from terrier.domain.tabular.plan import GEOMETRY_COLUMN
from terrier.lake.engine import cursor
from terrier.lake.filters import NO_FILTERS, Filters, select_from
from terrier.lake.filters.values import NUMERIC, TEMPORAL, family
from terrier.lake.relation import quote

if TYPE_CHECKING:
    import duckdb

    from terrier.lake.filters.condition import Condition
    from terrier.lake.relation import Relation, RelationColumn

TOP = 10
SECONDS = 60.0
SECONDS_PER_COLUMN = 0.2
"""Each column is a query: thousands of them are given longer."""


@dataclass(frozen=True)
class ColumnProfile:
    """Figures of one column; values are text, exact, as JSON can keep them."""

    name: str
    type: str
    filled: int
    empty: int
    distinct: int
    minimum: str | None = None
    maximum: str | None = None
    mean: float | None = None
    """Only for numbers."""
    top: tuple[tuple[str, int], ...] = ()
    """Most frequent values with their counts, where a value repeats."""
    longest: int = 0
    """Bytes of the longest text; 0 for other types."""


@dataclass(frozen=True)
class Profile:
    """Figures of a relation."""

    rows: int
    columns: tuple[ColumnProfile, ...]
    extent: tuple[float, float, float, float] | None = None
    """West, south, east, north in WGS84 degrees."""
    located: int = 0
    """Rows with a geometry."""
    geometry_types: tuple[str, ...] = ()
    """`POINT`, `MULTIPOLYGON` … the most frequent first."""
    time_range: tuple[str, str] | None = None
    """First and last day among the date columns, ISO 8601."""
    vertices: int = 0
    """Points of all geometries together."""

    def to_json(self) -> dict[str, Any]:
        """Give the profile as plain JSON."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Profile:
        """Read a profile written by `to_json`."""
        columns = tuple(
            ColumnProfile(**{**c, "top": tuple((v, n) for v, n in c["top"])})
            for c in data["columns"]
        )
        pairs = {
            name: tuple(data[name]) if data[name] is not None else None
            for name in ("extent", "geometry_types", "time_range")
        }
        return cls(**{**data, **pairs, "columns": columns})


def profile(relation: Relation, filters: Filters = NO_FILTERS) -> Profile:
    """Measure every visible column over the permitted rows.

    Parameters
    ----------
    relation, filters
        What is measured. Only the profile of a *whole* relation may be stored for others.
    """
    source, params = select_from(relation, filters)
    with cursor(seconds=SECONDS + SECONDS_PER_COLUMN * len(relation.columns)) as db:
        found = db.execute(f"SELECT count(*) FROM {source}", params).fetchone()
        rows = int(found[0]) if found else 0
        columns = [
            _column(db, column, rows, *_narrowed(relation, filters, column))
            for column in relation.columns
        ]
        places = _places(db, source, params) if relation.has_geometry else (None, 0, (), 0)
    extent, located, kinds, vertices = places
    return Profile(rows, tuple(columns), extent, located, kinds, _time_range(columns), vertices)


def _narrowed(relation: Relation, filters: Filters, column: RelationColumn) -> Condition:
    """Give what is read for a column: planning it with thousands of others would take long."""
    return select_from(relation if filters else replace(relation, columns=(column,)), filters)


def _column(
    db: duckdb.DuckDBPyConnection,
    column: RelationColumn,
    rows: int,
    source: str,
    params: list[object],
) -> ColumnProfile:
    """Group the column once by value; every figure follows from the groups."""
    kind = family(column.type)
    name = quote(column.name)
    finite = f"CASE WHEN isfinite({name}) THEN {name} END" if kind == "double" else name
    db.execute(
        f"CREATE OR REPLACE TEMP TABLE _counted AS SELECT v, count(*) AS n FROM "
        f"(SELECT {finite} AS v FROM {source}) WHERE v IS NOT NULL GROUP BY v",
        params,
    )
    ordered = kind in NUMERIC or kind in TEMPORAL or kind == "time"
    bounds = "min(v), max(v)" if ordered else "NULL, NULL"
    mean = "sum(CAST(v AS DOUBLE) * n) / sum(n)" if kind in NUMERIC else "NULL"
    longest = "coalesce(max(strlen(v)), 0)" if kind == "text" else "0"
    figures = db.execute(
        f"SELECT count(*), coalesce(sum(n), 0), {bounds}, {mean}, {longest} FROM _counted"
    ).fetchone() or (0, 0, None, None, None, 0)
    top = db.execute(
        f"SELECT v, n FROM _counted WHERE n > 1 ORDER BY n DESC, v LIMIT {TOP}"
    ).fetchall()
    distinct, filled = int(figures[0]), int(figures[1])
    return ColumnProfile(
        column.name,
        column.type,
        filled,
        rows - filled,
        distinct,
        _text(figures[2]),
        _text(figures[3]),
        figures[4],
        tuple((_text(value) or "", int(count)) for value, count in top),
        int(figures[5]),
    )


def _places(
    db: duckdb.DuckDBPyConnection, source: str, params: list[object]
) -> tuple[tuple[float, float, float, float] | None, int, tuple[str, ...], int]:
    geom = quote(GEOMETRY_COLUMN)
    found = db.execute(
        f"SELECT CAST(ST_GeometryType({geom}) AS TEXT), count(*) AS n, min(ST_XMin({geom})), "
        f"min(ST_YMin({geom})), max(ST_XMax({geom})), max(ST_YMax({geom})), "
        f"sum(ST_NPoints({geom})) "
        f"FROM {source} WHERE {geom} IS NOT NULL GROUP BY 1 ORDER BY n DESC, 1",
        params,
    ).fetchall()
    boxes = [row[2:6] for row in found if row[2] is not None]
    extent = None
    if boxes:
        west, south, east, north = zip(*boxes, strict=True)
        extent = (min(west), min(south), max(east), max(north))
    located, vertices = (sum(int(row[n] or 0) for row in found) for n in (1, 6))
    return extent, located, tuple(row[0] for row in found), vertices


def _text(value: object) -> str | None:
    match value:
        case None:
            return None
        case bool():
            return "oui" if value else "non"
        case date() | datetime() | time():
            return value.isoformat()
        case Decimal():
            return f"{value:f}"
        case _:
            return str(value)


def _time_range(columns: list[ColumnProfile]) -> tuple[str, str] | None:
    dated = [c for c in columns if family(c.type) in TEMPORAL and c.minimum and c.maximum]
    if not dated:
        return None
    return min((c.minimum or "")[:10] for c in dated), max((c.maximum or "")[:10] for c in dated)
