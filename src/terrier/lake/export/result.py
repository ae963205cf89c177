"""What an export as a file gives back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class ExportResult:
    """A complete file, with what the person should know of it."""

    path: Path
    rows: int
    notes: tuple[str, ...] = ()
    """French sentences: names that were shortened, numbers kept as text …"""
