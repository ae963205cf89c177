"""R data files probed, and their tables written as Parquet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa

from terrier.connectors.arrow_columns import broken_characters, staged_type, text_rows
from terrier.connectors.contract import (
    Evidence,
    PartProbe,
    Probe,
    Progress,
    Reject,
    SourceCount,
    Staged,
)
from terrier.connectors.rdata.frames import Frame, LeftAside, declared_rows, frame, tables
from terrier.connectors.rdata.kinds import Value
from terrier.connectors.rdata.objects import objects
from terrier.connectors.rdata.opening import opened
from terrier.connectors.rdata.shapes import UnknownShape, declared_crs, shape_kind, wkb
from terrier.connectors.staging import StagedWriter, check_rejects
from terrier.connectors.vector.crs import crs_code
from terrier.domain.kernel.counting import counted
from terrier.domain.kernel.errors import Unreadable
from terrier.domain.tabular.headers import unique_names
from terrier.domain.tabular.plan import GEOMETRY_COLUMN

_HEAD_ROWS = 50
_BATCH = 65_536
_SHOWN = 5


def probe(path: Path) -> Probe:
    """Describe the tables of an R file, and name the objects that are none.

    Raises
    ------
    Unreadable
        Where the file holds no table, or is damaged.
    """
    parts: list[PartProbe] = []
    aside: list[LeftAside] = []
    for source, found in tables(objects(opened(path))):
        if isinstance(found, LeftAside):
            aside.append(found)
        else:
            parts.append(_part(frame(source, found), found, path.stem))
    if not parts:
        raise Unreadable(
            f"Ce fichier de R ne contient aucun tableau : {_listed(aside)}. Enregistrez-y un "
            "data.frame ou une couche sf, puis renvoyez-le."
        )
    told = [Evidence("aside", str(len(aside)), _told(aside))] if aside else []
    return Probe("rdata", tuple(parts), tuple(told))


def stage(path: Path, part: str, reading: dict[str, Any], out: Path, progress: Progress) -> Staged:
    """Write a table to `out` as Parquet; `_line` is the number of the row.

    A geometry that cannot be written rejects its row.
    """
    laid = frame(part, _chosen(path, part))
    arrays = laid.arrays()
    names = reading["columns"]
    kinds = [staged_type(a.type)[0] for a in arrays]
    fields = [pa.field(n, k) for n, k in zip(names, kinds, strict=True)]
    if laid.shapes is not None:
        fields.append(pa.field(GEOMETRY_COLUMN, pa.binary()))
    rejects: list[Reject] = []
    with StagedWriter(out, fields) as writer:
        for start in range(0, laid.rows, _BATCH):
            rows = range(start, min(start + _BATCH, laid.rows))
            shapes, refused = _shapes(laid.shapes, rows)
            rejects += refused
            check_rejects(len(rejects))
            out_of = {reject.line - 1 for reject in refused}
            kept = pa.array([row for row in rows if row not in out_of], pa.int64())
            columns = [a.take(kept).cast(k) for a, k in zip(arrays, kinds, strict=True)]
            if laid.shapes is not None:
                columns.append(pa.array(shapes, pa.binary()))
            writer.write(pa.compute.add(kept, 1), columns)
            progress("lecture", rows.stop / laid.rows)
    broken = sum(map(broken_characters, arrays))
    return Staged(out, laid.rows - len(rejects), tuple(rejects), broken)


def count(path: Path, part: str) -> SourceCount:
    """Count the rows as the table declares them, which its columns do not tell."""
    rows = declared_rows(_chosen(path, part))
    return SourceCount(rows, 0, 0, 0, rows, "noms de lignes déclarés par R")


def _chosen(path: Path, part: str) -> Value:
    for source, found in tables(objects(opened(path))):
        if source == part and isinstance(found, Value):
            return found
    raise Unreadable(f"Ce fichier de R ne contient plus le tableau « {part} ».")


def _shapes(column: Value | None, rows: range) -> tuple[list[bytes | None], list[Reject]]:
    shapes: list[bytes | None] = []
    rejects: list[Reject] = []
    if column is None:
        return shapes, rejects
    for row in rows:
        try:
            shapes.append(wkb(column, row))
        except UnknownShape as unknown:
            rule = (
                f"Cette géométrie ({unknown}) n'est pas de celles qui se lisent. Dans R, "
                "convertissez-la avec sf::st_cast(), puis renvoyez le fichier."
            )
            rejects.append(Reject(row + 1, GEOMETRY_COLUMN, str(unknown), rule))
    return shapes, rejects


def _part(laid: Frame, value: Value, stem: str) -> PartProbe:
    arrays = laid.arrays()
    labels = tuple(label for label, _ in laid.columns)
    names = unique_names(labels)
    code, evidence = None, []
    if laid.shapes is not None:
        code, reason = crs_code(declared_crs(laid.shapes))
        evidence.append(Evidence("crs", code or "", reason))
    return PartProbe(
        source=laid.source,
        title=laid.source or stem,
        columns=names,
        labels=labels,
        head=text_rows(arrays, _HEAD_ROWS) if arrays else (),
        rows_estimate=declared_rows(value),
        reading={"columns": list(names)},
        types=tuple(staged_type(a.type)[1] for a in arrays),
        geometry_type=shape_kind(laid.shapes) if laid.shapes is not None else None,
        crs=code,
        evidence=tuple(evidence),
        notes=_notes(laid),
    )


def _notes(laid: Frame) -> tuple[str, ...]:
    """Say what R knew of a column and a table does not keep."""
    notes = []
    for label, value in laid.columns:
        classes, units = value.texts("class"), value.texts("units")
        if "ordered" in classes:
            order = " < ".join(value.texts("levels")[: _SHOWN * 2])
            notes.append(f"« {label} » est ordonné dans R : {order}.")
        elif "difftime" in classes and "hms" not in classes and units:
            notes.append(f"« {label} » est une durée, en {_UNITS.get(units[0], units[0])}.")
    return tuple(notes)


_UNITS = {
    "secs": "secondes", "mins": "minutes", "hours": "heures", "days": "jours", "weeks": "semaines",
}  # fmt: skip


def _told(aside: list[LeftAside]) -> str:
    what = counted(len(aside), "objet n'est pas un tableau", "objets ne sont pas des tableaux")
    return f"Laissé de côté, {what} : {_listed(aside)}."


def _listed(aside: list[LeftAside]) -> str:
    if not aside:
        return "il est vide"
    shown = [f"« {a.source} », {a.what}" if a.source else a.what for a in aside[:_SHOWN]]
    return " ; ".join(shown) + (" …" if len(aside) > _SHOWN else "")
