"""JSON documents and JSON lines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from terrier.connectors.contract import Probe, Progress, SourceCount, Staged
from terrier.connectors.json.reading import count, probe, stage


class Json:
    """The connector of JSON texts."""

    formats = ("json", "jsonl")

    def probe(self, path: Path, format: str, hints: dict[str, Any]) -> Probe:
        """Find the records and their keys."""
        return probe(path, format)

    def stage(
        self, path: Path, format: str, part: str, reading: dict[str, Any], out: Path,
        progress: Progress,
    ) -> Staged:  # fmt: skip
        """Write the records as Parquet."""
        return stage(path, reading, out, progress)

    def count(self, path: Path, format: str, part: str, reading: dict[str, Any]) -> SourceCount:
        """Count the records by the brackets of the text."""
        return count(path, reading)
