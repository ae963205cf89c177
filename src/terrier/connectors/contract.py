"""What every file connector answers: a probe, a staged text table, an independent count."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

Progress = Callable[[str, float], None]
"""Called with a step name and its share done (0..1); raises to cancel."""


@dataclass(frozen=True)
class Evidence:
    """One thing that the probe decided, with what proves it."""

    what: str
    """`format`, `encoding`, `separator`, `header`, `crs`, …"""
    value: str
    proof: str
    """French sentence, quoting words of the file where it can."""


@dataclass(frozen=True)
class PartProbe:
    """One sheet, layer or member as the probe sees it."""

    source: str
    """Address inside the source, as `TablePlan.source`."""
    title: str
    columns: tuple[str, ...]
    """Staged column names, unique, in order (geometry not among them)."""
    labels: tuple[str, ...]
    """The headers as they stand, cleaned of line breaks and outer spaces."""
    head: tuple[tuple[str | None, ...], ...]
    """First rows as read (text), at most 50."""
    rows_estimate: int | None
    reading: dict[str, Any]
    """Connector options to read this part again in the same way (`TablePlan.reading`)."""
    types: tuple[str, ...] | None = None
    """Lake types where the format declares them (`TEXT`, `BIGINT`, `DOUBLE`, `DATE`, …),
    None where every value is text and the grammars decide."""
    geometry_type: str | None = None
    """`Point`, `MultiPolygon`, `Unknown` … or None: no native geometry."""
    crs: str | None = None
    """`EPSG:2154` … as declared by the file, None where it does not say."""
    evidence: tuple[Evidence, ...] = ()
    notes: tuple[str, ...] = ()
    """French sentences for the person: merged cells filled, empty sheet, broken characters …"""


@dataclass(frozen=True)
class Probe:
    """What a source is and holds."""

    format: str
    parts: tuple[PartProbe, ...]
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True)
class Reject:
    """One line that could not become a record."""

    line: int
    column: str
    value: str
    """The raw value, or the raw line for a line refused as a whole."""
    rule: str
    """French sentence: the rule and the remedy."""
    raw: str = ""


@dataclass(frozen=True)
class Staged:
    """A part written as a Parquet file of text (or natively typed) columns plus `_line`.

    `path` holds `_line BIGINT`, one column per `PartProbe.columns`, and for formats with native
    geometry `geom` (WKB BLOB in the source CRS). Rejected lines are not in it.
    """

    path: Path
    records: int
    """Rows in `path`."""
    rejects: tuple[Reject, ...] = ()
    broken_characters: int = 0
    """Occurrences of U+FFFD already in the file."""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class SourceCount:
    """The lines of a part counted by a reader that shares no code with `stage`.

    `lines = preamble + blank + total + records` holds by construction of the counter.
    """

    lines: int
    preamble: int
    """Title lines, header line(s) and anything before the first record."""
    blank: int
    total: int
    """Total lines at the bottom."""
    records: int
    """Records read or rejected."""
    reader: str
    """Name of the second reader, for the receipt (`csv (Python)`, `openpyxl`, `GDAL` …)."""
    detail: dict[str, Any] = field(default_factory=dict)


class Connector(Protocol):
    """One file family. All functions are run in a child process by `connectors.child`."""

    formats: tuple[str, ...]

    def probe(self, path: Path, format: str, hints: dict[str, Any]) -> Probe:
        """Read the beginning (and samples) quickly and propose how to read the source."""

    def stage(
        self, path: Path, format: str, part: str, reading: dict[str, Any], out: Path,
        progress: Progress,
    ) -> Staged:  # fmt: skip
        """Write a whole part to `out` as Parquet."""

    def count(self, path: Path, format: str, part: str, reading: dict[str, Any]) -> SourceCount:
        """Count the part with the second reader."""
