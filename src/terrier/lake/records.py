"""Rows read one after the other as text, with their places, to fill another register from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from terrier.domain.tabular.plan import GEOMETRY_COLUMN, KEY_COLUMN, LINE_COLUMN, ROW_COLUMN
from terrier.lake.engine import cursor
from terrier.lake.relation import quote

if TYPE_CHECKING:
    from terrier.lake.relation import Relation, RelationColumn

SECONDS = 60.0
AT_ONCE = 1000


@dataclass(frozen=True)
class Record:
    """One row."""

    line: int
    """Its position in the source."""
    key: str | None
    cells: tuple[str | None, ...]
    """In the order that was asked; None: empty."""
    point: tuple[float, float] | None
    """Longitude and latitude in WGS84 degrees, where the row is a point."""


def records(relation: Relation, columns: Sequence[RelationColumn]) -> Iterator[Record]:
    """Read every row, in the order of the source.

    Parameters
    ----------
    relation, columns
        What is read; values as DuckDB writes them as text, days as `2026-03-12`.
    """
    source, params = relation.sql()
    names = [LINE_COLUMN, KEY_COLUMN if relation.has_key else "NULL"]
    if relation.has_geometry:
        shape = quote(GEOMETRY_COLUMN)
        point = f"CASE WHEN ST_GeometryType({shape}) = 'POINT' THEN {shape} END"
        names += [f"ST_X({point})", f"ST_Y({point})"]
    else:
        names += ["NULL", "NULL"]
    names += [f"CAST({quote(c.name)} AS VARCHAR)" for c in columns]
    with cursor(seconds=SECONDS) as db:
        db.execute(f"SELECT {', '.join(names)} FROM {source} ORDER BY {ROW_COLUMN}", params)
        while rows := db.fetchmany(AT_ONCE):
            for line, key, x, y, *cells in rows:
                point_there = None if x is None or y is None else (float(x), float(y))
                yield Record(int(line), key, tuple(cells), point_there)
