"""Find the national schema that a header matches."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from terrier.domain.tabular.names import plain_label

ENOUGH = 0.6
"""Share of the fields of header and schema together that both have."""
ENOUGH_WITH_REQUIRED = 0.4
"""The same where every required field is there: optional ones are often left out."""


@dataclass(frozen=True)
class NationalSchema:
    """A Table Schema as published on schema.data.gouv.fr."""

    id: str
    """Folder of the schema: `etalab/schema-stationnement`."""
    title: str
    version: str
    fields: tuple[str, ...]
    descriptor: dict[str, Any]

    @property
    def required(self) -> set[str]:
        """Give the fields that every row must fill."""
        fields = self.descriptor["fields"]
        return {str(f["name"]) for f in fields if f.get("constraints", {}).get("required")}


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
    given = {written(label) for label in labels}
    scored = [(_share(given, schema), schema.id, schema) for schema in _schemas(schemas_dir)]
    best = max(scored, key=lambda s: s[:2], default=(0.0, "", None))
    return best[2] if best[0] else None


def written(label: str) -> str:
    """Write a header so that case, accents and word separators no longer matter.

    Examples
    --------
    >>> written("codeInsee"), written("CODE_INSEE")
    ('codeinsee', 'codeinsee')
    """
    return plain_label(label).replace("_", "")


def spellings(field: dict[str, Any]) -> set[str]:
    """Give the ways in which a header may write a field: its name and its declared aliases."""
    return {written(str(name)) for name in (field["name"], *field.get("aliases", ()))}


def field_columns(schema: NationalSchema, headers: Mapping[str, str]) -> dict[str, str | None]:
    """Give the column of each field of a schema, in its order; None where there is none.

    Parameters
    ----------
    schema
        The schema.
    headers
        Columns by their headers.
    """
    by_header = {written(header): column for header, column in headers.items()}
    return {
        str(field["name"]): next((by_header[s] for s in spellings(field) if s in by_header), None)
        for field in schema.descriptor["fields"]
    }


def _share(given: set[str], schema: NationalSchema) -> float:
    """Give the share in common, 0 where it is not enough."""
    fields = schema.descriptor["fields"]
    common = sum(1 for field in fields if spellings(field) & given)
    share = common / (len(given) + len(fields) - common) if common else 0.0
    required = [f for f in fields if str(f["name"]) in schema.required]
    complete = bool(required) and all(spellings(f) & given for f in required)
    return share if share >= (ENOUGH_WITH_REQUIRED if complete else ENOUGH) else 0.0


def _schemas(folder: Path | None) -> Iterator[NationalSchema]:
    if folder is None:
        return
    for path in sorted(folder.glob("**/*.json")):
        try:
            descriptor = json.loads(path.read_text(encoding="utf-8"))
        except ValueError:
            # What is no JSON is no schema; the operator's folder may hold anything.
            continue
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
