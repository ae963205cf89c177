"""Networks written in the models of others: GeoPackage, zipped shapefiles, EPANET."""

from __future__ import annotations

import datetime as dt
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import shapely

from terrier.domain.tabular.plan import GEOMETRY_COLUMN, KEY_COLUMN, ROW_COLUMN
from terrier.domain.topology.mapping import NetworkMapping
from terrier.domain.topology.models.epanet_rows import to_epanet
from terrier.domain.topology.models.epanet_tables import OTHERS
from terrier.domain.topology.models.epanet_text import text_of
from terrier.domain.topology.models.raepa_layers import to_raepa
from terrier.domain.topology.models.stareau_tables import to_stareau
from terrier.domain.topology.models.writing import NO_EXTRAS, Extras, Kind, Layer
from terrier.lake.engine import cursor
from terrier.lake.relation import quote

if TYPE_CHECKING:
    from terrier.domain.topology.elements import Elements, Frame
    from terrier.lake.relation import Relation

_TYPES = {
    Kind.TEXT: pa.string(),
    Kind.INTEGER: pa.int32(),
    Kind.NUMBER: pa.float64(),
    Kind.DATE: pa.date32(),
    Kind.BOOLEAN: pa.bool_(),
}


class NetworkFormat(StrEnum):
    """A model and the container that it is written in."""

    RAEPA_SHAPEFILES = "raepa.zip"
    RAEPA_GEOPACKAGE = "raepa.gpkg"
    STAREAU = "stareau.gpkg"
    EPANET = "inp"


@dataclass(frozen=True)
class NetworkExport:
    """A complete file, with what the format could not hold."""

    path: Path
    counts: dict[str, int]
    """Layer or section → how many elements."""
    losses: tuple[str, ...]
    """French sentences, each with a count."""


def export_network(
    elements: Elements,
    format: NetworkFormat,
    target: Path,
    *,
    crs: str,
    extras: Extras = NO_EXTRAS,
    repairs: Frame | None = None,
) -> NetworkExport:
    """Write the elements of a network; `target` appears only when it is complete.

    Parameters
    ----------
    elements
        Pipes and nodes, as `read_elements` gives them.
    format
        What to write.
    target
        The file to make.
    crs
        Projection of the elements' geometries, which the file says too.
    extras
        What `rows_as_they_came` gives, for a network that came in the same model.
    repairs
        Past repairs, which RAEPA alone holds.
    """
    part = target.with_name(f".partial-{target.name}")
    try:
        if format is NetworkFormat.EPANET:
            tables, losses = to_epanet(elements)
            part.write_text(text_of(tables), "utf-8")
            counts = {name: len(rows) for name, rows in tables.items() if name != OTHERS}
        else:
            translation = (
                to_stareau(elements, extras)
                if format is NetworkFormat.STAREAU
                else to_raepa(elements, extras, repairs)
            )
            losses = translation.losses
            counts = {made.name: len(made.geometry) for made in translation.layers}
            zipped = format is NetworkFormat.RAEPA_SHAPEFILES
            (_shapefiles if zipped else _geopackage)(translation.layers, part, crs)
        part.rename(target)
    finally:
        part.unlink(missing_ok=True)
    return NetworkExport(target, counts, losses)


def export_tables_as_inp(relations: Mapping[str, Relation], target: Path) -> NetworkExport:
    """Write back an EPANET file from the tables that it became, without loss.

    Parameters
    ----------
    relations
        Name of each table of the dataset → its authorised relation.
    target
        The .inp file to make.
    """
    tables = {name: _rows(relation) for name, relation in relations.items()}
    part = target.with_name(f".partial-{target.name}")
    try:
        part.write_text(text_of(tables), "utf-8")
        part.rename(target)
    finally:
        part.unlink(missing_ok=True)
    counts = {name: len(rows) for name, rows in tables.items() if name != OTHERS}
    return NetworkExport(target, counts, ())


def rows_as_they_came(relations: Mapping[str, Relation], mapping: NetworkMapping) -> Extras:
    """Give the rows of the tables of a network by the references of their elements.

    Parameters
    ----------
    relations
        Name of each table → its authorised relation.
    mapping
        How they are read: names the tables.
    """
    found: dict[str, Mapping[str, Any]] = {}
    for name in mapping.tables:
        if name in relations:
            keyed = relations[name].has_key
            for row in _rows(relations[name]):
                ref = row[KEY_COLUMN] if keyed else f"#{row[ROW_COLUMN]}"
                found[f"{name}/{ref}"] = row
    return found


def _rows(relation: Relation) -> list[dict[str, Any]]:
    """Read the rows in the order of the source, without their shapes."""
    source, params = relation.sql()
    shape = f" EXCLUDE ({quote(GEOMETRY_COLUMN)})" if relation.has_geometry else ""
    with cursor() as db:
        table = db.execute(
            f"SELECT *{shape} FROM {source} ORDER BY {ROW_COLUMN}", params
        ).to_arrow_table()
    rows: list[dict[str, Any]] = table.to_pylist()
    return rows


def _geopackage(layers: tuple[Layer, ...], path: Path, crs: str) -> None:
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        made = Path(folder) / "network.gpkg"
        for one in layers:
            drawn = all(shape is not None for shape in one.geometry)
            options = {"GEOMETRY_NULLABLE": "NO" if drawn else "YES"}
            _write(one, made, "GPKG", crs, options)
        made.rename(path)


def _shapefiles(layers: tuple[Layer, ...], path: Path, crs: str) -> None:
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        for one in layers:
            _write(one, Path(folder) / f"{one.name.upper()}.shp", "ESRI Shapefile", crs, {})
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(Path(folder).iterdir()):
                archive.write(file, file.name)


def _write(one: Layer, path: Path, driver: str, crs: str, options: dict[str, str]) -> None:
    import pyogrio  # 29 MB and 0.6 s that only a process which writes such a file should pay

    fields = [
        pa.field(c.name, _TYPES[c.kind], nullable=not c.needed or driver != "GPKG")
        for c in one.columns
    ]
    cells = [
        pa.array([_cell(v, c.kind) for v in one.values[c.name]], _TYPES[c.kind])
        for c in one.columns
    ]
    shapes = [None if s is None else shapely.to_wkb(s) for s in one.geometry]
    schema = pa.schema([*fields, pa.field(GEOMETRY_COLUMN, pa.binary())])
    pyogrio.write_arrow(
        pa.Table.from_arrays([*cells, pa.array(shapes, pa.binary())], schema=schema),
        path,
        driver=driver,
        layer=one.name if driver == "GPKG" else None,
        geometry_name=GEOMETRY_COLUMN,
        geometry_type=one.geometry_type,
        crs=crs,
        encoding="UTF-8",
        layer_options=options,
    )


def _cell(value: object, kind: Kind) -> object:
    return dt.date.fromisoformat(value) if kind is Kind.DATE and isinstance(value, str) else value
