"""Figures kept with a version, for readers of the whole relation."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from terrier.lake.geometry_facts import geometry_facts


@dataclass(frozen=True)
class Figures:
    """What is kept of one finished file."""

    geometry_type: str
    bbox: list[float] | None


def figures_of_file(path: Path, *, has_geometry: bool) -> Figures:
    """Measure a finished file once, so that pages need not."""
    if not has_geometry:
        return Figures("", None)
    facts = geometry_facts(path)
    return Figures(facts.family, list(facts.bbox) if facts.bbox else None)
