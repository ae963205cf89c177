"""Layers of a vector source: probed and written as Parquet through GDAL's Arrow reader."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError, FieldError

from terrier.connectors.arrow_columns import (
    broken_characters,
    staged_array,
    staged_type,
    text_rows,
)
from terrier.connectors.contract import Evidence, PartProbe, Probe, Progress, Staged
from terrier.connectors.staging import StagedWriter
from terrier.connectors.vector.crs import NOT_DEGREES, beyond_degrees, crs_code
from terrier.connectors.vector.curves import NOTE, has_curves, without_curves
from terrier.connectors.vector.dataset import laid_out
from terrier.connectors.vector.dbf import AttributeEncoding, attribute_encoding
from terrier.connectors.vector.references import NOTE as BORROWED
from terrier.connectors.vector.references import borrow
from terrier.domain.kernel.errors import Unreadable
from terrier.domain.tabular.headers import unique_names
from terrier.domain.tabular.plan import GEOMETRY_COLUMN

_HEAD_ROWS = 50
_BATCH = 32_768
_OPTIONS = {
    "OGR_GEOJSON_MAX_OBJ_SIZE": "0",
    "GDAL_DISABLE_READDIR_ON_OPEN": "FALSE",
    # A file must not make this machine fetch anything.
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": "none",
    "GML_DOWNLOAD_SCHEMA": "NO",
    "GML_SKIP_RESOLVE_ELEMS": "ALL",
    # GML says no types: GDAL would guess them and write 7.10 as 7.1.
    "GML_FIELDTYPES": "ALWAYS_STRING",
    # References from one object to another are attributes: `xlink:href="#Reseau"`.
    "GML_ATTRIBUTES_TO_OGR_FIELDS": "YES",
}


@contextmanager
def gdal_errors() -> Iterator[None]:
    """Turn what GDAL complains of into a sentence."""
    pyogrio.set_gdal_config_options(_OPTIONS)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except (DataSourceError, DataLayerError, FieldError, pa.ArrowException, OSError) as wrong:
        raise Unreadable(
            "Cette couche géographique est abîmée ou incomplète. Ouvrez-la dans QGIS, exportez-la "
            "en GeoPackage (.gpkg), puis renvoyez-la.",
            message=str(wrong),
        ) from wrong


def probe(path: Path, format: str, hints: dict[str, Any]) -> Probe:
    """Describe every layer of a vector source.

    Parameters
    ----------
    path
        The main file; its companions stand beside it.
    format
        Format id.
    hints
        `encoding` of the attributes of a shapefile.
    """
    attributes = _attributes(path, format, hints)
    encoding = attributes.encoding if attributes else None
    with laid_out(path, format, encoding) as dataset, gdal_errors():
        layers = [str(name) for name, _ in pyogrio.list_layers(dataset.path)]
        parts = tuple(_part(dataset.path, layer, format, attributes) for layer in layers)
    if not parts:
        raise Unreadable("Ce fichier ne contient aucune couche : rien à importer.")
    return Probe(format, parts)


def stage(
    path: Path, format: str, part: str, reading: dict[str, Any], out: Path, progress: Progress
) -> Staged:
    """Write a layer to `out` as Parquet: typed attributes and WKB in the source CRS.

    Parameters
    ----------
    path, format, part
        Source and layer name.
    reading
        `columns`, and `encoding` for shapefiles.
    out, progress
        As in the contract; `_line` is the number of the feature.
    """
    broken = written = 0
    notes: tuple[str, ...] = ()
    with laid_out(path, format, reading.get("encoding")) as dataset, gdal_errors():
        total = max(1, pyogrio.read_info(dataset.path, layer=part)["features"])
        borrowed = borrow(dataset.path, part) if reading.get("borrowed") else None
        with _opened(dataset.path, part) as (layer, batches):
            fields = layer.fields(reading["columns"])
            if borrowed:
                fields.append(pa.field(GEOMETRY_COLUMN, pa.binary()))
            with StagedWriter(out, fields) as writer:
                for batch in batches:
                    columns = layer.columns(batch)
                    if layer.geometry is not None and has_curves(columns[-1]):
                        notes = (NOTE,)
                        columns[-1] = without_curves(dataset.path, part, written, batch.num_rows)
                    if borrowed:
                        run = borrowed.shapes[written : written + batch.num_rows]
                        columns.append(pa.array(run, pa.binary()))
                    broken += sum(map(broken_characters, columns))
                    lines = pa.array(range(written + 1, written + batch.num_rows + 1), pa.int64())
                    writer.write(lines, columns)
                    written += batch.num_rows
                    progress("lecture", min(1.0, written / total))
    return Staged(out, written, (), broken, notes)


class _Layer:
    """Which Arrow columns of a layer are attributes, and which is its geometry."""

    def __init__(self, schema: pa.Schema, meta: dict[str, Any]) -> None:
        own = meta["geometry_name"] or "wkb_geometry"
        has = meta["geometry_type"] is not None and own in schema.names
        self.geometry = schema.get_field_index(own) if has else None
        self.attributes = [i for i in range(len(schema)) if i != self.geometry]
        self.labels = tuple(schema.names[i] for i in self.attributes)
        self.kinds = [staged_type(schema.field(i).type) for i in self.attributes]

    def fields(self, names: list[str]) -> list[pa.Field]:
        kinds = [kind for kind, _ in self.kinds]
        fields = [pa.field(n, k) for n, k in zip(names, kinds, strict=True)]
        if self.geometry is not None:
            fields.append(pa.field(GEOMETRY_COLUMN, pa.binary()))
        return fields

    def columns(self, batch: pa.RecordBatch) -> list[pa.Array]:
        pairs = zip(self.attributes, self.kinds, strict=True)
        columns = [staged_array(batch.column(i), kind) for i, (kind, _) in pairs]
        if self.geometry is not None:
            columns.append(_storage(batch.column(self.geometry)).cast(pa.binary()))
        return columns


def _storage(array: pa.Array) -> pa.Array:
    return array.storage if isinstance(array, pa.ExtensionArray) else array


@contextmanager
def _opened(path: Path, layer: str) -> Iterator[tuple[_Layer, Any]]:
    with pyogrio.open_arrow(
        path, layer=layer, use_pyarrow=True, datetime_as_string=True, batch_size=_BATCH
    ) as (meta, batches):
        yield _Layer(batches.schema, meta), batches


def _attributes(path: Path, format: str, hints: dict[str, Any]) -> AttributeEncoding | None:
    if format not in ("shapefile", "dbf"):
        return None
    if hints.get("encoding"):
        return AttributeEncoding(hints["encoding"], "Choisi à la main.")
    beside = {p.suffix.lower(): p for p in path.parent.iterdir() if p.stem == path.stem}
    table = path if format == "dbf" else beside.get(".dbf")
    return attribute_encoding(table, beside.get(".cpg")) if table else None


def _part(path: Path, layer: str, format: str, attributes: AttributeEncoding | None) -> PartProbe:
    info = pyogrio.read_info(path, layer=layer, force_total_bounds=format == "geojson")
    with _opened(path, layer) as (shape, batches):
        first = next((b for b in batches if b.num_rows), None)
        columns = [] if first is None else shape.columns(first)[: len(shape.labels)]
    names = unique_names(shape.labels)
    reading: dict[str, Any] = {"columns": list(names)}
    kind, crs = info["geometry_type"], info["crs"]
    notes = [] if kind else ["Cette couche n'a pas de géométrie."]
    if not kind and format == "gml" and (borrowed := borrow(path, layer)):
        reading["borrowed"] = True
        kind, crs, notes = "Unknown", borrowed.crs, [BORROWED]
    code, reason = crs_code(crs) if kind else (None, "")
    if code == "EPSG:4326" and beyond_degrees(info["total_bounds"]):
        code, reason = None, NOT_DEGREES
    evidence = [Evidence("crs", code or "", reason)] if kind else []
    if attributes:
        reading["encoding"] = attributes.encoding
        evidence.append(Evidence("encoding", attributes.encoding, attributes.proof))
    if format == "shapefile" and not shape.labels:
        notes.append("Le fichier .dbf manque : la couche n'a que des formes, sans attributs.")
    features = int(info["features"])
    return PartProbe(
        source=layer,
        title=layer,
        columns=names,
        labels=shape.labels,
        head=text_rows(columns, _HEAD_ROWS) if columns else (),
        rows_estimate=features if features >= 0 else None,
        reading=reading,
        types=tuple(kind for _, kind in shape.kinds),
        geometry_type=kind,
        crs=code,
        evidence=tuple(evidence),
        notes=tuple(notes),
    )
