"""What connectors answer, as plain JSON and back, for the way out of the child process."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from terrier.connectors.contract import (
    Evidence,
    PartProbe,
    Probe,
    Reject,
    SourceCount,
    Staged,
)


def probe_from_json(data: dict[str, Any]) -> Probe:
    """Read a probe written by `dataclasses.asdict`."""
    parts = tuple(
        PartProbe(
            **{
                **part,
                "columns": tuple(part["columns"]),
                "labels": tuple(part["labels"]),
                "head": tuple(tuple(row) for row in part["head"]),
                "types": None if part["types"] is None else tuple(part["types"]),
                "evidence": _evidence(part["evidence"]),
                "notes": tuple(part["notes"]),
            }
        )
        for part in data["parts"]
    )
    return Probe(data["format"], parts, _evidence(data["evidence"]))


def staged_from_json(data: dict[str, Any]) -> Staged:
    """Read a staged part written by `dataclasses.asdict` with its path as text."""
    return Staged(
        **{
            **data,
            "path": Path(data["path"]),
            "rejects": tuple(Reject(**r) for r in data["rejects"]),
            "notes": tuple(data["notes"]),
        }
    )


def count_from_json(data: dict[str, Any]) -> SourceCount:
    """Read a count written by `dataclasses.asdict`."""
    return SourceCount(**data)


def _evidence(items: list[dict[str, str]]) -> tuple[Evidence, ...]:
    return tuple(Evidence(**item) for item in items)
