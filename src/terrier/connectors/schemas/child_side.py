"""The check of a table against its national schema, in a child process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from terrier.connectors.child import Limits, call
from terrier.connectors.contract import Progress
from terrier.connectors.schemas.check import check
from terrier.connectors.schemas.match import NationalSchema, matching_schema
from terrier.domain.tabular.receipt import Conformity, ConformityError

LIMITS = Limits(seconds=120)


def conformity(
    staged: Path, columns: Sequence[str], labels: Sequence[str], schemas_dir: Path | None
) -> Conformity | None:
    """Hold a staged table against the national schema that its header matches.

    Parameters
    ----------
    staged
        Parquet file of the staged part.
    columns, labels
        Staged column names and their headers.
    schemas_dir
        Folder of Table Schemas; None: nothing is checked.

    Returns
    -------
    Conformity | None
        None where no schema is near enough.

    Raises
    ------
    Unreadable
        Where the check crashed or took too long.
    """
    schema = matching_schema(labels, schemas_dir)
    if schema is None:
        return None
    arguments = {
        "staged": str(staged),
        "columns": list(columns),
        "labels": list(labels),
        "schema": asdict(schema),
    }
    told = call(f"{__name__}:checked", arguments, limits=LIMITS)
    errors = tuple(ConformityError(**e) for e in told.pop("errors"))
    return Conformity(**told, errors=errors)


def checked(
    staged: str,
    columns: list[str],
    labels: list[str],
    schema: dict[str, Any],
    progress: Progress,
) -> dict[str, Any]:
    """Run the check: plain JSON in and out."""
    schema["fields"] = tuple(schema["fields"])
    return asdict(check(Path(staged), columns, labels, NationalSchema(**schema)))
