"""CSV, TSV and other delimited texts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from terrier.connectors.contract import Probe, Progress, SourceCount, Staged
from terrier.connectors.delimited.counting import count
from terrier.connectors.delimited.probing import probe
from terrier.connectors.delimited.staging import stage


class Delimited:
    """The connector of delimited texts."""

    formats = ("csv",)

    def probe(self, path: Path, format: str, hints: dict[str, Any]) -> Probe:
        """Propose how to read the text."""
        return probe(path, hints)

    def stage(
        self, path: Path, format: str, part: str, reading: dict[str, Any], out: Path,
        progress: Progress,
    ) -> Staged:  # fmt: skip
        """Write the text as Parquet."""
        return stage(path, reading, out, progress)

    def count(self, path: Path, format: str, part: str, reading: dict[str, Any]) -> SourceCount:
        """Count its lines with the csv module."""
        return count(path, reading)
