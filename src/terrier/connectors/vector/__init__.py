"""Vector layers, through GDAL."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from terrier.connectors.contract import Probe, Progress, SourceCount, Staged
from terrier.connectors.vector.counting import count
from terrier.connectors.vector.reading import probe, stage


class Vector:
    """The connector of vector layers; a part is a layer."""

    formats = (
        "geojson", "geopackage", "shapefile", "dbf", "mapinfo_tab", "mapinfo_mif", "flatgeobuf",
        "kml", "kmz", "gml", "gpx", "dxf", "file_geodatabase",
    )  # fmt: skip

    def probe(self, path: Path, format: str, hints: dict[str, Any]) -> Probe:
        """Describe every layer."""
        return probe(path, format, hints)

    def stage(
        self, path: Path, format: str, part: str, reading: dict[str, Any], out: Path,
        progress: Progress,
    ) -> Staged:  # fmt: skip
        """Write a layer as Parquet."""
        return stage(path, format, part, reading, out, progress)

    def count(self, path: Path, format: str, part: str, reading: dict[str, Any]) -> SourceCount:
        """Count the features of a layer another way."""
        return count(path, format, part, reading)
