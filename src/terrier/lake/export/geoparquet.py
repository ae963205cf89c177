"""GeoParquet that GDAL, geopandas and DuckDB open without us."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from terrier.domain.tabular.plan import GEOMETRY_COLUMN
from terrier.lake.relation import literal, quote

if TYPE_CHECKING:
    import duckdb

    from terrier.lake.export.about import About
    from terrier.lake.relation import Relation

WGS84 = "EPSG:4326"


def geometry_in(crs: str) -> str:
    """Give SQL for the geometry in a CRS (already checked), WGS84 being that of the lake."""
    geom = quote(GEOMETRY_COLUMN)
    return geom if crs == WGS84 else f"ST_Transform({geom}, '{WGS84}', {literal(crs)})"


def write_geoparquet(
    db: duckdb.DuckDBPyConnection,
    relation: Relation,
    source: str,
    params: list[object],
    out: Path,
    crs: str,
    about: About | None = None,
) -> list[str]:
    """Write the rows as GeoParquet 1.0 (plain Parquet where there is no geometry).

    They stay as they lie in the version file, neighbours together, so that a window reads little;
    `about` is written among the key-value metadata, one key `terrier:` for each line.
    """
    names = [quote(c.name) for c in relation.columns]
    if relation.has_geometry:
        shape = geometry_in(crs)
        if crs != WGS84:
            shape = f"ST_SetCRS({shape}, {literal(crs)})"
        names.append(f"{shape} AS {quote(GEOMETRY_COLUMN)}")
    options = "FORMAT parquet, COMPRESSION zstd, GEOPARQUET_VERSION 'V1'"
    if about:
        said = ", ".join(f"'terrier:{n.lower()}': {literal(v)}" for n, v in about.lines())
        options += f", KV_METADATA {{{said}}}"
    # The path cannot be a parameter of COPY.
    db.execute(
        f"COPY (SELECT {', '.join(names)} FROM {source}) TO {literal(str(out))} ({options})",
        params,
    )
    return []
