"""Workbooks: Excel (.xlsx, .xls) and LibreOffice (.ods)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from terrier.connectors.contract import Probe, Progress, SourceCount, Staged
from terrier.connectors.spreadsheet.counting import count
from terrier.connectors.spreadsheet.probing import probe
from terrier.connectors.spreadsheet.staging import stage


class Spreadsheet:
    """The connector of workbooks; a part is a sheet."""

    formats = ("xlsx", "xls", "ods")

    def probe(self, path: Path, format: str, hints: dict[str, Any]) -> Probe:
        """Propose how to read each sheet."""
        return probe(path, format, hints)

    def stage(
        self, path: Path, format: str, part: str, reading: dict[str, Any], out: Path,
        progress: Progress,
    ) -> Staged:  # fmt: skip
        """Write a sheet as Parquet."""
        return stage(path, format, part, reading, out, progress)

    def count(self, path: Path, format: str, part: str, reading: dict[str, Any]) -> SourceCount:
        """Count a sheet's rows without calamine."""
        return count(path, format, part, reading)
