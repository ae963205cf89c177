"""R data files (.rda, .RData, .rds): data frames, layers of sf and matrices; nothing is run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from terrier.connectors.contract import Probe, Progress, SourceCount, Staged
from terrier.connectors.rdata.reading import count, probe, stage


class RData:
    """The connector of R data files; a part is a table among the objects."""

    formats = ("rdata",)

    def probe(self, path: Path, format: str, hints: dict[str, Any]) -> Probe:
        """Describe the tables."""
        return probe(path)

    def stage(
        self, path: Path, format: str, part: str, reading: dict[str, Any], out: Path,
        progress: Progress,
    ) -> Staged:  # fmt: skip
        """Write a table as Parquet."""
        return stage(path, part, reading, out, progress)

    def count(self, path: Path, format: str, part: str, reading: dict[str, Any]) -> SourceCount:
        """Count the rows that a table declares."""
        return count(path, part)
