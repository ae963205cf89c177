"""Zip archives, and folders of files received together."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from terrier.connectors.archive.reading import count, probe, stage
from terrier.connectors.contract import Probe, Progress, SourceCount, Staged


class Archive:
    """The connector of archives; a part is a part of a member."""

    formats = ("zip", "folder")

    def probe(self, path: Path, format: str, hints: dict[str, Any]) -> Probe:
        """Probe every member."""
        return probe(path, format, hints)

    def stage(
        self, path: Path, format: str, part: str, reading: dict[str, Any], out: Path,
        progress: Progress,
    ) -> Staged:  # fmt: skip
        """Write a part of a member as Parquet."""
        return stage(path, reading, out, progress)

    def count(self, path: Path, format: str, part: str, reading: dict[str, Any]) -> SourceCount:
        """Count a part of a member."""
        return count(path, reading)
