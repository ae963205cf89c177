"""JSON records probed and written as Parquet, every value as text."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa

from terrier.connectors.contract import (
    Evidence,
    PartProbe,
    Probe,
    Progress,
    Reject,
    SourceCount,
    Staged,
)
from terrier.connectors.json.documents import compact, encoding_of, flat
from terrier.connectors.json.shapes import Shape, find_shape, records
from terrier.connectors.staging import StagedWriter, check_rejects, text_arrays, text_fields
from terrier.connectors.structure import count_elements
from terrier.domain.kernel.errors import Unreadable
from terrier.domain.tabular.headers import unique_names

_HEAD_ROWS = 50
_LOOKED_AT = 200_000
_WIDEST = 2000
_BATCH = 20_000


def probe(path: Path, format: str) -> Probe:
    """Find the records of a JSON text and the keys that they have.

    Raises
    ------
    Unreadable
        Where the text is not JSON, holds no record, or has too many keys.
    """
    encoding = encoding_of(path)
    shape = find_shape(path, format, encoding)
    keys: dict[str, None] = dict.fromkeys(shape.names)
    head: list[dict[str, str | None]] = []
    seen = 0
    source = records(path, encoding, shape)
    for _, record in islice(source, _LOOKED_AT):
        row = dict(flat(record))
        keys.update(dict.fromkeys(row))
        seen += 1
        if len(head) < _HEAD_ROWS:
            head.append(row)
        if len(keys) > _WIDEST:
            raise Unreadable(
                f"Ce JSON aurait plus de {_WIDEST} colonnes : il décrit un document plutôt qu'une "
                "liste. Envoyez la liste d'enregistrements seule."
            )
    if not keys:
        raise Unreadable("Ce JSON ne contient aucun enregistrement : rien à importer.")
    whole = next(source, None) is None
    names = unique_names(tuple(keys))
    reading = {
        "columns": list(names),
        "keys": list(keys),
        "encoding": encoding,
        "kind": shape.kind,
        "path": list(shape.path),
        "names": list(shape.names),
    }
    note = f"Les clés ont été cherchées dans les {_LOOKED_AT} premiers enregistrements."
    part = PartProbe(
        source="",
        title=path.stem,
        columns=names,
        labels=tuple(keys),
        head=tuple(tuple(row.get(k) for k in keys) for row in head),
        rows_estimate=seen if whole else None,
        reading=reading,
        evidence=(Evidence("records", ".".join(shape.path), shape.sentence),),
        notes=shape.notes if whole else (*shape.notes, note),
    )
    return Probe(format, (part,))


def stage(path: Path, reading: dict[str, Any], out: Path, progress: Progress) -> Staged:
    """Write the records to `out` as Parquet, flattened, every value as text."""
    shape = _shape(reading)
    keys = reading["keys"]
    known = set(keys)
    rejects: list[Reject] = []
    broken = 0
    with StagedWriter(out, text_fields(reading["columns"])) as writer:
        for batch in _batches(records(path, reading["encoding"], shape)):
            lines, rows = [], []
            for line, record in batch:
                row = dict(flat(record))
                unknown = next((k for k in row if k not in known), None)
                if unknown is not None:
                    rejects.append(_unknown_key(line, unknown, row[unknown], record))
                    check_rejects(len(rejects))
                    continue
                lines.append(line)
                rows.append([row.get(k) for k in keys])
            broken += sum(c.count("\ufffd") for r in rows for c in r if c)
            writer.write(pa.array(lines, pa.int64()), text_arrays(rows, len(keys)))
            progress("lecture", 0.0)
    return Staged(out, writer.records, tuple(rejects), broken)


def count(path: Path, reading: dict[str, Any]) -> SourceCount:
    """Count the records by the brackets of the text, or its lines."""
    encoding = reading["encoding"]
    if reading["kind"] == "lines":
        blank = filled = 0
        with path.open(encoding=encoding, errors="replace") as file:
            for line in file:
                filled += bool(line.strip())
                blank += not line.strip()
        return SourceCount(blank + filled, 0, blank, 0, filled, "lignes du texte")
    single = reading["kind"] == "single"
    found = 1 if single else count_elements(path, tuple(reading["path"]), encoding)
    return SourceCount(found, 0, 0, 0, found, "crochets du JSON")


def _shape(reading: dict[str, Any]) -> Shape:
    return Shape(reading["kind"], tuple(reading["path"]), tuple(reading["names"]))


def _batches(
    source: Iterator[tuple[int, dict[str, Any]]],
) -> Iterator[list[tuple[int, dict[str, Any]]]]:
    while batch := list(islice(source, _BATCH)):
        yield batch


def _unknown_key(line: int, key: str, value: str | None, record: dict[str, Any]) -> Reject:
    rule = (
        f"La clé « {key} » n'existe dans aucun des {_LOOKED_AT} premiers enregistrements : "
        "ajoutez-la au premier d'entre eux, puis renvoyez le fichier."
    )
    return Reject(line, key, value or "", rule, compact(record))
