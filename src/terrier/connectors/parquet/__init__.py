"""Parquet and GeoParquet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from terrier.connectors.contract import Probe, Progress, SourceCount, Staged
from terrier.connectors.parquet.reading import count, probe, stage


class Parquet:
    """The connector of Parquet files."""

    formats = ("parquet",)

    def probe(self, path: Path, format: str, hints: dict[str, Any]) -> Probe:
        """Describe the file."""
        return probe(path)

    def stage(
        self, path: Path, format: str, part: str, reading: dict[str, Any], out: Path,
        progress: Progress,
    ) -> Staged:  # fmt: skip
        """Write the file with staged types."""
        return stage(path, reading, out, progress)

    def count(self, path: Path, format: str, part: str, reading: dict[str, Any]) -> SourceCount:
        """Count the rows by the footer."""
        return count(path)
