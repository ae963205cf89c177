"""The door of the connectors: probe, stage and count any source, each in a child process."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from terrier.connectors.child import Limits, call
from terrier.connectors.contract import Probe, Progress, SourceCount, Staged
from terrier.connectors.messages import count_from_json, probe_from_json, staged_from_json

PROBE_LIMITS = Limits(seconds=120)
READ_LIMITS = Limits(seconds=3600)


def probe(
    path: Path, *, hints: dict[str, Any] | None = None, limits: Limits = PROBE_LIMITS
) -> Probe:
    """Tell what a source is and propose how to read it.

    Parameters
    ----------
    path
        A file, or a folder of files received together (the pieces of a shapefile).
    hints
        Decisions already taken by the person: `format`, and what the connector's `reading` holds
        (`encoding`, `separator`, `header_line` …); with `part`, they hold for that part only.
    limits
        Time and memory of the child.

    Returns
    -------
    Probe

    Raises
    ------
    Unreadable
        With a French sentence that names what the file is and the remedy.
    """
    arguments = {"path": str(path), "hints": hints or {}}
    return probe_from_json(call(_target("probe"), arguments, limits=limits))


def stage(
    path: Path,
    format: str,
    part: str,
    reading: dict[str, Any],
    out: Path,
    progress: Progress | None = None,
    *,
    limits: Limits = READ_LIMITS,
) -> Staged:
    """Write one part of a source to `out` as Parquet.

    Parameters
    ----------
    path
        As for `probe`.
    format, part, reading
        As in `Probe.format`, `PartProbe.source` and `PartProbe.reading`.
    out
        Parquet file to write; written under another name first.
    progress
        Called with a step and the share done; raise in it to cancel.
    limits
        Time and memory of the child.

    Returns
    -------
    Staged

    Raises
    ------
    Unreadable
        With a French sentence.
    """
    arguments = _arguments(path, format, part, reading) | {"out": str(out)}
    try:
        return staged_from_json(call(_target("stage"), arguments, limits=limits, progress=progress))
    finally:
        out.with_name(out.name + ".partial").unlink(missing_ok=True)


def count(
    path: Path,
    format: str,
    part: str,
    reading: dict[str, Any],
    progress: Progress | None = None,
    *,
    limits: Limits = READ_LIMITS,
) -> SourceCount:
    """Count one part with the second reader.

    Parameters
    ----------
    path, format, part, reading, progress, limits
        As for `stage`.

    Returns
    -------
    SourceCount

    Raises
    ------
    Unreadable
        With a French sentence.
    """
    arguments = _arguments(path, format, part, reading)
    return count_from_json(call(_target("count"), arguments, limits=limits, progress=progress))


def _arguments(path: Path, format: str, part: str, reading: dict[str, Any]) -> dict[str, Any]:
    return {"path": str(path), "format": format, "part": part, "reading": reading}


def _target(verb: str) -> str:
    return f"terrier.connectors.runner:{verb}"
