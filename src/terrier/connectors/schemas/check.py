"""Hold the raw values of a table against a national schema."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from terrier.connectors.schemas.match import NationalSchema, field_columns
from terrier.domain.tabular.plan import LINE_COLUMN
from terrier.domain.tabular.receipt import Conformity, ConformityError

ROWS_CHECKED = 50_000
"""Beyond, the receipt says that only the first rows were checked."""
ERRORS_LISTED = 200
LONGEST = 80

Reader = Callable[[Any], tuple[Any, dict[str, str] | None]]

_TYPES = {
    "integer": "un nombre entier, sans espace",
    "number": "un nombre à point décimal (12.5)",
    "boolean": "true ou false",
    "date": "une date AAAA-MM-JJ",
    "datetime": "une date avec heure AAAA-MM-JJThh:mm:ss",
    "time": "une heure hh:mm:ss",
    "year": "une année sur quatre chiffres",
    "geopoint": "deux coordonnées",
    "geojson": "un objet GeoJSON",
    "array": "une liste",
}


def check(
    staged: Path,
    columns: Sequence[str],
    labels: Sequence[str],
    schema: NationalSchema,
    *,
    rows: int = ROWS_CHECKED,
) -> Conformity:
    """Check the first rows of a staged table, value by value.

    Parameters
    ----------
    staged
        Parquet file of the staged part: raw text and `_line`.
    columns, labels
        Staged column names and their headers.
    schema
        The schema that the header matches.
    rows
        Most rows to check.

    Returns
    -------
    Conformity
        Errors by line, at most 200 of them listed, all of them counted.
    """
    from frictionless import Schema  # costs half a second: only where a header matches

    fields = Schema.from_descriptor(schema.descriptor).fields
    found = field_columns(schema, dict(zip(labels, columns, strict=True)))
    errors = [
        ConformityError(None, f.name, "", "colonne obligatoire absente : ajoutez-la")
        for f in fields
        if f.required and found[f.name] is None
    ]
    readers = [
        (column, f, f.create_cell_reader()) for f in fields if (column := found[f.name]) is not None
    ]
    file = pq.ParquetFile(staged)
    counted = len(errors)
    for error in _errors(file, readers, rows):
        counted += 1
        if len(errors) < ERRORS_LISTED:
            errors.append(error)
    return Conformity(
        schema=f"{schema.id} {schema.version}".strip(),
        title=schema.title,
        rows_checked=min(rows, file.metadata.num_rows),
        complete=file.metadata.num_rows <= rows,
        errors=tuple(errors),
        errors_count=counted,
    )


def _errors(
    file: pq.ParquetFile, readers: Sequence[tuple[str, Any, Reader]], rows: int
) -> Iterator[ConformityError]:
    left = rows
    seen: dict[str, set[str]] = {f.name: set() for _, f, _ in readers if _is_unique(f)}
    for batch in file.iter_batches(columns=[LINE_COLUMN, *(c for c, _, _ in readers)]):
        batch = batch.slice(0, left)
        left -= batch.num_rows
        lines = batch.column(LINE_COLUMN).to_pylist()
        for column, field, read in readers:
            for line, value in zip(lines, batch.column(column).to_pylist(), strict=True):
                raw = "" if value is None else str(value)
                broken = list(read(raw)[1] or {})
                if raw and field.name in seen:
                    broken += ["unique"] if raw in seen[field.name] else []
                    seen[field.name].add(raw)
                for rule in broken:
                    yield ConformityError(line, field.name, raw[:LONGEST], _rule(field, rule))
        if left <= 0:
            return


def _is_unique(field: Any) -> bool:
    return bool(field.constraints.get("unique"))


def _rule(field: Any, rule: str) -> str:
    """Say in French the rule that a value breaks."""
    wanted = field.constraints.get(rule)
    match rule:
        case "required":
            return "valeur obligatoire : complétez-la"
        case "enum":
            return "doit être l'une des valeurs : " + ", ".join(str(v) for v in wanted)
        case "pattern":
            return f"doit suivre le motif {wanted}"
        case "minimum":
            return f"doit être au moins {wanted}"
        case "maximum":
            return f"doit être au plus {wanted}"
        case "minLength":
            return f"doit avoir au moins {wanted} caractères"
        case "maxLength":
            return f"doit avoir au plus {wanted} caractères"
        case "unique":
            return "doit être unique dans la colonne"
        case _:
            return f"doit être {_type(field)}"


def _type(field: Any) -> str:
    if field.type == "string":
        formats = {
            "uri": "une adresse web complète (https://…)",
            "email": "une adresse électronique",
        }
        return formats.get(str(field.format), "du texte")
    return _TYPES.get(str(field.type), f"du type {field.type}")
