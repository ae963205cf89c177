"""What the child process runs for `sources`: plain JSON in and out."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from terrier.connectors.contract import Evidence, Progress
from terrier.connectors.recognise import Recognised, recognise
from terrier.connectors.registry import LABELS, connector_for


def probe(path: str, hints: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Recognise a source and propose how to read it."""
    source = Path(path)
    chosen = hints.get("format")
    found = Recognised(chosen, "Choisi à la main.") if chosen else recognise(source)
    answer = connector_for(found.format).probe(source, found.format, hints)
    told = Evidence("format", LABELS[found.format], found.proof)
    return asdict(replace(answer, evidence=(told, *answer.evidence)))


def stage(
    path: str, format: str, part: str, reading: dict[str, Any], out: str, progress: Progress
) -> dict[str, Any]:
    """Write a part as Parquet."""
    connector = connector_for(format)
    staged = connector.stage(Path(path), format, part, reading, Path(out), progress)
    return asdict(staged) | {"path": str(staged.path)}


def count(
    path: str, format: str, part: str, reading: dict[str, Any], progress: Progress
) -> dict[str, Any]:
    """Count a part with the second reader."""
    return asdict(connector_for(format).count(Path(path), format, part, reading))
