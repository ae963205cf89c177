"""Small tables written as versions are, and results read back."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import Any

import pyarrow as pa
import shapely

from terrier.domain.matching.definition import (
    Brought,
    Definition,
    KeyPair,
    Kind,
    Link,
    Several,
    Side,
    Summary,
)
from terrier.lake.crossing import Ground, Hand, Written, write
from terrier.lake.engine import cursor
from terrier.lake.relation import Relation, RelationColumn, literal, quote

_NUMBERS = count()
GROUND = Ground("EPSG:2154")


def column_id(name: str) -> str:
    """Give the stable id of a column: never its name."""
    return f"id-{name}"


def table(
    folder: Path,
    types: dict[str, str],
    rows: Sequence[Sequence[object]],
    shapes: Sequence[shapely.Geometry | None] | None = None,
    *,
    keys: Sequence[str] | None = None,
    concepts: dict[str, str] | None = None,
) -> Relation:
    """Write a table: values in the order of `types`, geometries in WGS84."""
    values = {
        name: pa.array([_text(row[n]) for row in rows], pa.string()) for n, name in enumerate(types)
    }
    held: dict[str, Any] = {"_n": pa.array(range(1, len(rows) + 1), pa.int64()), **values}
    shown = ["_n AS _line", "_n AS _row"]
    if keys is not None:
        held["_key"] = pa.array(keys, pa.string())
        shown.append("_key")
    shown += [f"CAST({quote(name)} AS {type_}) AS {quote(name)}" for name, type_ in types.items()]
    if shapes is not None:
        wkb = [None if shape is None else shapely.to_wkb(shape) for shape in shapes]
        held["wkb"] = pa.array(wkb, pa.binary())
        shown.append("ST_GeomFromWKB(wkb) AS geom")
    path = folder / f"{next(_NUMBERS)}.parquet"
    version = ", GEOPARQUET_VERSION 'BOTH'" if shapes is not None else ""
    with cursor() as db:
        db.register("held", pa.table(held))
        db.execute(
            f"COPY (SELECT {', '.join(shown)} FROM held) TO {literal(str(path))} "
            f"(FORMAT parquet{version})"
        )
    return Relation(
        path=path,
        columns=tuple(
            RelationColumn(column_id(n), n, t, n.capitalize(), concept=(concepts or {}).get(n))
            for n, t in types.items()
        ),
        has_geometry=shapes is not None,
        has_key=keys is not None,
    )


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def pair(left: str, right: str, *rewrites: Any, **more: Any) -> KeyPair:
    """Pair two columns by name."""
    if until := more.get("until"):
        more["until"] = column_id(until)
    return KeyPair(column_id(left), column_id(right), tuple(rewrites), **more)


def brought(name: str, summary: Summary, column: str = "", **more: Any) -> Brought:
    """Bring a column of the right table over."""
    return Brought(name, name.capitalize(), summary, column_id(column) if column else "", **more)


def crossing(
    kind: Kind,
    *pairs: KeyPair,
    metres: float | None = None,
    several: Several = Several.SUMMARISED,
    bring: Sequence[Brought] = (),
    **more: Any,
) -> Definition:
    """Define a crossing of two tables."""
    link = Link(kind, tuple(pairs), metres)
    return Definition(Side(1, "a"), Side(2, "b"), link, several, tuple(bring), **more)


def written(
    left: Relation,
    right: Relation,
    definition: Definition,
    folder: Path,
    *,
    ground: Ground = GROUND,
    hands: Sequence[Hand] = (),
) -> tuple[Written, list[dict[str, Any]]]:
    """Write a crossing and read it back, in the order of its rows."""
    out = folder / f"{next(_NUMBERS)}-out.parquet"
    made = write(left, right, definition, ground, hands, out)
    return made, read(out)


def read(path: Path) -> list[dict[str, Any]]:
    """Read a file as dictionaries, in the order of its rows."""
    with cursor() as db:
        found = db.execute(f"SELECT * FROM {literal(str(path))} ORDER BY _row")
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
