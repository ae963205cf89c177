"""Exports that need a whole file: made by jobs, complete or refused with a remedy."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from terrier.lake.engine import cursor
from terrier.lake.export.geoparquet import write_geoparquet
from terrier.lake.export.holding import bulk_of
from terrier.lake.export.result import ExportResult
from terrier.lake.export.spreadsheet import write_workbook
from terrier.lake.export.vector import check_crs, write_geopackage, write_shapefile
from terrier.lake.filters import Filters, select_from

if TYPE_CHECKING:
    from terrier.lake.export.about import About
    from terrier.lake.relation import Relation

Progress = Callable[[str, float], None]


class FileFormat(StrEnum):
    """Formats made as files; the value is the extension."""

    XLSX = "xlsx"
    GEOPACKAGE = "gpkg"
    SHAPEFILE = "zip"
    GEOPARQUET = "parquet"


def write_file(
    relation: Relation,
    filters: Filters,
    format: FileFormat,
    out: Path,
    *,
    crs: str = "EPSG:4326",
    labels: bool = False,
    about: About | None = None,
    progress: Progress,
) -> ExportResult:
    """Write an export to a file; `out` appears only when it is complete.

    Parameters
    ----------
    relation, filters
        What is exported.
    format
        Workbook, GeoPackage, zipped shapefile or GeoParquet.
    out
        The file to make.
    crs
        `AUTHORITY:CODE` of the coordinates in GeoPackage, shapefile and GeoParquet.
    labels
        Head the columns of a workbook by their labels for people.
    about
        Said inside the file.
    progress
        Called with the step and the share done; raises to cancel.

    Raises
    ------
    Unholdable
        The format cannot hold the data; the sentence names one that can.
    Invalid
        The CRS is not known, or the format needs positions that the table lacks.
    """
    check_crs(crs)
    part = out.with_name(f".partial-{out.name}")
    source, params = select_from(relation, filters)
    progress("export", 0.0)
    try:
        bulk = bulk_of(relation, filters)
        rows = bulk.rows
        with cursor() as db:
            data = (db, relation, source, params)
            match format:
                case FileFormat.XLSX:
                    notes = write_workbook(*data, rows, part, labels, progress, about)
                case FileFormat.GEOPACKAGE:
                    notes = write_geopackage(*data, part, crs, about)
                case FileFormat.SHAPEFILE:
                    notes = write_shapefile(*data, bulk, part, crs, out.stem, about)
                case FileFormat.GEOPARQUET:
                    notes = write_geoparquet(*data, part, crs, about)
        part.rename(out)
    finally:
        part.unlink(missing_ok=True)
    progress("export", 1.0)
    return ExportResult(out, rows, tuple(notes))
