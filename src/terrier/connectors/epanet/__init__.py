"""EPANET 2.2 input files: elements as tables, every other line kept as it stands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from terrier.connectors.contract import Probe, Progress, SourceCount, Staged
from terrier.connectors.epanet.counting import count
from terrier.connectors.epanet.reading import probe, stage


class Epanet:
    """The connector of EPANET files; a part is a section, or all those that are no table."""

    formats = ("epanet",)

    def probe(self, path: Path, format: str, hints: dict[str, Any]) -> Probe:
        """Describe the sections that hold something."""
        return probe(path, hints)

    def stage(
        self, path: Path, format: str, part: str, reading: dict[str, Any], out: Path,
        progress: Progress,
    ) -> Staged:  # fmt: skip
        """Write a section as Parquet."""
        return stage(path, part, reading, out)

    def count(self, path: Path, format: str, part: str, reading: dict[str, Any]) -> SourceCount:
        """Count the lines of a section another way."""
        return count(path, part, reading)
