"""GeoPackage and shapefile, written by GDAL from Arrow batches."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from pyproj import CRS
from pyproj.exceptions import CRSError

from terrier.domain.kernel.errors import Invalid
from terrier.domain.tabular.plan import GEOMETRY_COLUMN
from terrier.lake.export.geoparquet import geometry_in
from terrier.lake.export.holding import check_shapefile
from terrier.lake.filters.values import family
from terrier.lake.json_text import iso_text
from terrier.lake.relation import quote

if TYPE_CHECKING:
    import duckdb

    from terrier.lake.export.about import About
    from terrier.lake.export.holding import Bulk
    from terrier.lake.relation import Relation, RelationColumn

EXACT_DIGITS = 15
"""Decimal digits that a double keeps."""
BATCH = 20_000
SHAPEFILE_NAME = 10
README = "LISEZMOI.txt"
_FAMILIES = {
    "POINT": "Point",
    "MULTIPOINT": "MultiPoint",
    "LINESTRING": "LineString",
    "MULTILINESTRING": "LineString",
    "POLYGON": "Polygon",
    "MULTIPOLYGON": "Polygon",
}


def check_crs(crs: str) -> None:
    """Refuse a CRS that is not known.

    Raises
    ------
    Invalid
        Not an `AUTHORITY:CODE` of the PROJ database.
    """
    try:
        CRS.from_user_input(crs if ":" in crs else "?")
    except CRSError as unknown:
        raise Invalid(
            f"Le système de coordonnées « {crs[:40]} » n’est pas connu : "
            "essayez EPSG:4326 (WGS84) ou EPSG:2154 (Lambert-93)."
        ) from unknown


def write_geopackage(
    db: duckdb.DuckDBPyConnection,
    relation: Relation,
    source: str,
    params: list[object],
    out: Path,
    crs: str,
    about: About | None = None,
) -> list[str]:
    """Write the rows as a GeoPackage of one layer, neighbours together as in the version file."""
    taken = {c.name.lower() for c in relation.columns} | {GEOMETRY_COLUMN}
    identifier = next(name for name in ("fid", "ogc_fid", "_fid") if name not in taken)
    kinds = _kinds(db, relation, source, params)
    columns = [f"{_value(c)} AS {quote(c.name)}" for c in relation.columns]
    with tempfile.TemporaryDirectory(dir=out.parent) as folder:
        # GDAL chooses nothing by the name here, but warns when a GeoPackage is not called so.
        made = Path(folder) / "data.gpkg"
        _write(
            db,
            f"SELECT {', '.join([*columns, *_shape(relation, crs)])} FROM {source}",
            params,
            made,
            driver="GPKG",
            layer="data",
            crs=crs,
            geometry_type=(kinds.pop() if len(kinds) == 1 else "Unknown")
            if relation.has_geometry
            else None,
            layer_options={"FID": identifier, **_described(about)},
        )
        made.rename(out)
    return [
        f"« {c.label or c.name} » : ses nombres ont trop de chiffres pour ce format, "
        "ils y sont écrits comme du texte."
        for c in relation.columns
        if _as_text(c)
    ]


def write_shapefile(
    db: duckdb.DuckDBPyConnection,
    relation: Relation,
    source: str,
    params: list[object],
    bulk: Bulk,
    out: Path,
    crs: str,
    stem: str,
    about: About | None = None,
) -> list[str]:
    """Write the rows as a zipped shapefile in UTF-8, what it is beside it in a text.

    Raises
    ------
    Unholdable
        Mixed geometry types, texts over 254 bytes, too many columns, or files over 2 GB.
    """
    relation.require_geometry()
    check_shapefile(relation, bulk)
    kind = _single_kind(_kinds(db, relation, source, params))
    names = short_names([c.name for c in relation.columns])
    columns = [
        f"{_shapefile_value(c)} AS {quote(names[c.name])}" for c in relation.columns
    ]  # fmt: skip
    with tempfile.TemporaryDirectory(dir=out.parent) as folder:
        _write(
            db,
            f"SELECT {', '.join([*columns, *_shape(relation, crs)])} FROM {source}",
            params,
            Path(folder) / f"{stem}.shp",
            driver="ESRI Shapefile",
            crs=crs,
            geometry_type=kind,
            layer_options={"2GB_LIMIT": "YES"},
        )
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(Path(folder).iterdir()):
                archive.write(file, file.name)
            if about:
                archive.writestr(README, about.text() + "\n")
    changed = [f"{old} → {new}" for old, new in names.items() if old != new]
    return [f"Noms de colonnes raccourcis à 10 caractères : {', '.join(changed)}."] * bool(changed)


def short_names(names: list[str]) -> dict[str, str]:
    """Cut names to the 10 characters of a shapefile, unique whatever the case."""
    short: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        candidate = name.encode()[:SHAPEFILE_NAME].decode(errors="ignore")
        number = 1
        while candidate.lower() in taken:
            number += 1
            end = f"_{number}"
            candidate = name.encode()[: SHAPEFILE_NAME - len(end)].decode(errors="ignore") + end
        taken.add(candidate.lower())
        short[name] = candidate
    return short


def _write(
    db: duckdb.DuckDBPyConnection,
    sql: str,
    params: list[object],
    path: Path,
    *,
    driver: str,
    crs: str,
    geometry_type: str | None,
    layer_options: dict[str, str],
    layer: str | None = None,
) -> None:
    reader = db.execute(sql, params).to_arrow_reader(BATCH)
    import pyogrio  # 29 MB and 0.6 s that only a process which writes such a file should pay

    pyogrio.write_arrow(
        reader,
        path,
        driver=driver,
        layer=layer,
        geometry_name=GEOMETRY_COLUMN if geometry_type else None,
        geometry_type=geometry_type,
        crs=crs if geometry_type else None,
        encoding="UTF-8",
        layer_options=layer_options,
    )


def _shape(relation: Relation, crs: str) -> list[str]:
    if not relation.has_geometry:
        return []
    return [f"CAST(ST_AsWKB({geometry_in(crs)}) AS BLOB) AS {quote(GEOMETRY_COLUMN)}"]


def _kinds(
    db: duckdb.DuckDBPyConnection, relation: Relation, source: str, params: list[object]
) -> set[str]:
    """Give the geometry types there are, as GDAL names them, with ` Z` where there are heights."""
    if not relation.has_geometry:
        return set()
    geom = quote(GEOMETRY_COLUMN)
    found = db.execute(
        f"SELECT DISTINCT CAST(ST_GeometryType({geom}) AS TEXT), ST_HasZ({geom}) "
        f"FROM {source} WHERE {geom} IS NOT NULL",
        params,
    ).fetchall()
    exact = {"LINESTRING": "LineString", "MULTILINESTRING": "MultiLineString"} | {
        "POLYGON": "Polygon", "MULTIPOLYGON": "MultiPolygon", "POINT": "Point",
        "MULTIPOINT": "MultiPoint",
    }  # fmt: skip
    return {exact.get(kind, "GeometryCollection") + (" Z" if z else "") for kind, z in found}


def _single_kind(kinds: set[str]) -> str:
    families = {_FAMILIES[kind.removesuffix(" Z").upper()] for kind in kinds}
    heights = any(kind.endswith(" Z") for kind in kinds)
    return (families.pop() if families else "Point") + (" Z" if heights else "")


def _described(about: About | None) -> dict[str, str]:
    """Give the words of `gpkg_contents` (OGC 12-128r19, table 4)."""
    return {"IDENTIFIER": about.title, "DESCRIPTION": about.text()} if about else {}


def _as_text(column: RelationColumn) -> bool:
    if column.type.startswith("DECIMAL("):
        return int(column.type[8:].split(",")[0]) > EXACT_DIGITS
    return column.type == "HUGEINT"


def _value(column: RelationColumn) -> str:
    name = quote(column.name)
    match family(column.type):
        case "decimal" if not _as_text(column):
            return f"CAST({name} AS DOUBLE)"
        case "integer" if not _as_text(column):
            return f"CAST({name} AS BIGINT)"
        case "double":
            return f"CASE WHEN isfinite({name}) THEN {name} END"
        case "decimal" | "integer" | "time":
            return f"CAST({name} AS TEXT)"
        case _:
            return name


def _shapefile_value(column: RelationColumn) -> str:
    """Give SQL for a value as dBASE holds it: no time of day, no boolean that all readers share."""
    name = quote(column.name)
    match family(column.type):
        case "timestamp" | "timestamptz" | "time":
            return iso_text(name, column.type)
        case "boolean":
            return f"CAST({name} AS SMALLINT)"
        case _:
            return _value(column)
