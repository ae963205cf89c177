"""Find the national schema that a header matches."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from terrier.domain.tabular.names import plain_label

ENOUGH = 0.6
"""Share of the fields of header and schema together that both have."""


@dataclass(frozen=True)
class NationalSchema:
    """A Table Schema as published on schema.data.gouv.fr."""

    id: str
    """Folder of the schema: `etalab/schema-stationnement`."""
    title: str
    version: str
    fields: tuple[str, ...]
    descriptor: dict[str, Any]


def matching_schema(labels: Sequence[str], schemas_dir: Path | None) -> NationalSchema | None:
    """Find the schema whose fields the header gives, spelling of case and accents apart.

    Parameters
    ----------
    labels
        Headers of the table.
    schemas_dir
        Folder of Table Schemas (`**/*.json`), as the setting `TERRIER_SCHEMAS` gives it.

    Returns
    -------
    NationalSchema | None
        The nearest one, None where no schema shares enough fields with the header.
    """
    given = {plain_label(label) for label in labels}
    scored = [(_share(given, schema), schema.id, schema) for schema in _schemas(schemas_dir)]
    best = max(scored, key=lambda s: s[:2], default=(0.0, "", None))
    return best[2] if best[0] >= ENOUGH else None


def _share(given: set[str], schema: NationalSchema) -> float:
    wanted = {plain_label(name) for name in schema.fields}
    return len(given & wanted) / len(given | wanted) if given | wanted else 0.0


def _schemas(folder: Path | None) -> Iterator[NationalSchema]:
    if folder is None:
        return
    for path in sorted(folder.glob("**/*.json")):
        descriptor = json.loads(path.read_text(encoding="utf-8"))
        fields = descriptor.get("fields") if isinstance(descriptor, dict) else None
        if not fields:
            continue
        identity = [part for part in path.relative_to(folder).parts[:-1] if part != "latest"]
        yield NationalSchema(
            id="/".join(identity) or path.stem,
            title=str(descriptor.get("title") or descriptor.get("name") or path.stem),
            version=str(descriptor.get("version") or ""),
            fields=tuple(str(field["name"]) for field in fields),
            descriptor=descriptor,
        )
