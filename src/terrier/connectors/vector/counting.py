"""The second reader of vector sources: headers, SQL or brackets; elsewhere a plain GDAL walk."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from pyogrio.raw import read

from terrier.connectors.contract import SourceCount
from terrier.connectors.structure import count_elements
from terrier.connectors.vector.dataset import companions, laid_out
from terrier.connectors.vector.dbf import count_records
from terrier.connectors.vector.reading import gdal_errors


def count(path: Path, format: str, part: str, reading: dict[str, Any]) -> SourceCount:
    """Count the features of a layer.

    Parameters
    ----------
    path, format, part, reading
        As for `stage`.
    """
    records, reader = _count(path, format, part)
    return SourceCount(lines=records, preamble=0, blank=0, total=0, records=records, reader=reader)


def _count(path: Path, format: str, part: str) -> tuple[int, str]:
    if format == "shapefile":
        beside = companions(path, format)
        records = count_records(path, beside.get(".dbf"), beside.get(".shx"))
        return records, "en-têtes du shapefile"
    if format == "dbf":
        return count_records(None, path, None), "en-têtes de la table dBase"
    if format == "geopackage":
        return _by_sql(path, part), "SQLite"
    if format == "geojson":
        # A text without a list of features holds a single one.
        return count_elements(path, ("features",)) or _single(path), "crochets du JSON"
    return _by_walk(path, format, part), "GDAL, parcours des identifiants"


def _single(path: Path) -> int:
    with path.open(encoding="utf-8", errors="replace") as file:
        return int('"features"' not in file.read(1 << 20))


def _by_sql(path: Path, part: str) -> int:
    quoted = part.replace('"', '""')
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        return int(connection.execute(f'SELECT count(*) FROM "{quoted}"').fetchone()[0])
    finally:
        connection.close()


def _by_walk(path: Path, format: str, part: str) -> int:
    with laid_out(path, format) as dataset, gdal_errors():
        _, fids, _, _ = read(
            dataset.path, layer=part, columns=[], read_geometry=False, return_fids=True
        )
    return len(fids)
