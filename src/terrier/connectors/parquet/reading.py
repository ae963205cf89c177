"""Parquet and GeoParquet: types kept, the geometry column and its CRS found in the metadata."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from terrier.connectors.arrow_columns import (
    broken_characters,
    staged_array,
    staged_type,
    text_rows,
)
from terrier.connectors.contract import (
    Evidence,
    PartProbe,
    Probe,
    Progress,
    SourceCount,
    Staged,
)
from terrier.connectors.staging import StagedWriter
from terrier.connectors.vector.crs import crs_code
from terrier.domain.kernel.errors import Unreadable
from terrier.domain.tabular.headers import unique_names
from terrier.domain.tabular.plan import GEOMETRY_COLUMN

_HEAD_ROWS = 50
_BATCH = 65_536


@dataclass(frozen=True)
class _Geometry:
    column: str
    kind: str
    crs: str | None
    reason: str


@contextmanager
def _opened(path: Path) -> Iterator[pq.ParquetFile]:
    try:
        with pq.ParquetFile(path) as file:
            yield file
    except (pa.ArrowException, OSError) as wrong:
        raise Unreadable(
            "Ce fichier Parquet est abîmé, incomplet ou chiffré : renvoyez-le depuis l'original.",
            message=str(wrong),
        ) from wrong


def probe(path: Path) -> Probe:
    """Describe a Parquet file."""
    with _opened(path) as file:
        geometry = _geometry(file.schema_arrow)
        attributes = _attributes(file.schema_arrow, geometry)
        first = next(file.iter_batches(_HEAD_ROWS, columns=[f.name for f in attributes]), None)
        rows = file.metadata.num_rows
    kinds = [staged_type(f.type) for f in attributes]
    columns = [
        staged_array(first.column(i), kind)
        for i, (kind, _) in enumerate(kinds)
        if first is not None
    ]
    labels = tuple(f.name for f in attributes)
    names = unique_names(labels)
    evidence = [Evidence("crs", geometry.crs or "", geometry.reason)] if geometry else []
    part = PartProbe(
        source="",
        title=path.stem,
        columns=names,
        labels=labels,
        head=text_rows(columns, _HEAD_ROWS) if columns else (),
        rows_estimate=rows,
        reading={"columns": list(names)},
        types=tuple(kind for _, kind in kinds),
        geometry_type=geometry.kind if geometry else None,
        crs=geometry.crs if geometry else None,
        evidence=tuple(evidence),
    )
    return Probe("parquet", (part,))


def stage(path: Path, reading: dict[str, Any], out: Path, progress: Progress) -> Staged:
    """Write the file to `out` with staged types; `_line` is the number of the row."""
    written = broken = 0
    with _opened(path) as file:
        geometry = _geometry(file.schema_arrow)
        attributes = _attributes(file.schema_arrow, geometry)
        kinds = [staged_type(f.type)[0] for f in attributes]
        names = [f.name for f in attributes]
        fields = [pa.field(n, k) for n, k in zip(reading["columns"], kinds, strict=True)]
        if geometry:
            fields.append(pa.field(GEOMETRY_COLUMN, pa.binary()))
        with StagedWriter(out, fields) as writer:
            for batch in file.iter_batches(_BATCH):
                columns = [
                    staged_array(batch.column(n), k) for n, k in zip(names, kinds, strict=True)
                ]
                broken += sum(map(broken_characters, columns))
                if geometry:
                    columns.append(_wkb(batch.column(geometry.column)))
                lines = pa.array(range(written + 1, written + batch.num_rows + 1), pa.int64())
                writer.write(lines, columns)
                written += batch.num_rows
                progress("lecture", written / max(1, file.metadata.num_rows))
    return Staged(out, written, (), broken)


def count(path: Path) -> SourceCount:
    """Count the rows as the footer of the file declares them."""
    with _opened(path) as file:
        rows = file.metadata.num_rows
    return SourceCount(rows, 0, 0, 0, rows, "pied du fichier Parquet")


def _attributes(schema: pa.Schema, geometry: _Geometry | None) -> list[pa.Field]:
    return [field for field in schema if geometry is None or field.name != geometry.column]


def _wkb(array: pa.Array) -> pa.Array:
    storage = array.storage if isinstance(array, pa.ExtensionArray) else array
    return storage.cast(pa.binary())


def _geometry(schema: pa.Schema) -> _Geometry | None:
    raw = (schema.metadata or {}).get(b"geo")
    if raw is None:
        return _by_extension(schema)
    geo = json.loads(raw)
    column = geo["primary_column"]
    described = geo["columns"][column]
    if described.get("encoding", "WKB") != "WKB":
        raise Unreadable(
            f"La géométrie de ce GeoParquet est codée en « {described['encoding']} », qui n'est "
            "pas lu. Exportez-le avec des géométries WKB."
        )
    kinds = described.get("geometry_types") or []
    kind = kinds[0] if len(kinds) == 1 else "Unknown"
    # GeoParquet: a missing CRS means longitude and latitude (OGC:CRS84), null means unknown.
    code, reason = crs_code(described.get("crs", "OGC:CRS84"))
    return _Geometry(column, kind, code, reason)


def _by_extension(schema: pa.Schema) -> _Geometry | None:
    for field in schema:
        name = (field.metadata or {}).get(b"ARROW:extension:name", b"").decode()
        name = getattr(field.type, "extension_name", name)
        if name in ("geoarrow.wkb", "ogc.wkb"):
            reason = "Le fichier ne dit pas dans quel système sont ses coordonnées."
            return _Geometry(field.name, "Unknown", None, reason)
    return None
