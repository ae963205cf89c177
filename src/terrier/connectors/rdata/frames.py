"""The tables of an R file: data frames, layers of sf, matrices; and what is none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from terrier.connectors.rdata.columns import column, length
from terrier.connectors.rdata.kinds import Kind, Value
from terrier.connectors.rdata.shapes import is_shapes
from terrier.connectors.rdata.stream import NA_INTEGER, damaged

ROW_NAMES = "nom de ligne"
_INSIDE = "$"
_ATOMIC = (Kind.LOGICAL, Kind.INTEGER, Kind.DOUBLE, Kind.COMPLEX, Kind.TEXT)
_CALLED = {
    Kind.CLOSURE: "une fonction", Kind.BUILTIN: "une fonction", Kind.SPECIAL: "une fonction",
    Kind.ENVIRONMENT: "un environnement", Kind.LIST: "une liste", Kind.TEXT: "du texte",
    Kind.LOGICAL: "un vecteur", Kind.INTEGER: "un vecteur", Kind.DOUBLE: "un vecteur",
    Kind.NULL: "vide", Kind.CALL: "une formule", Kind.OBJECT: "un objet S4",
}  # fmt: skip


@dataclass(frozen=True)
class Frame:
    """A table of an R file."""

    source: str
    """Name of the object, `$` and its name inside a list; empty for a single object."""
    columns: tuple[tuple[str, Value], ...]
    """Attributes, by their labels."""
    shapes: Value | None
    """The geometries, where it is a layer."""
    rows: int

    def arrays(self) -> list[pa.Array]:
        """Convert the attributes.

        Raises
        ------
        Unreadable
            Where a column has not as many values as the table has rows.
        """
        found = [column(value) for _, value in self.columns]
        for (label, _), array in zip(self.columns, found, strict=True):
            if len(array) != self.rows:
                raise damaged(f"{label}: {len(array)} values for {self.rows} rows")
        return found


@dataclass(frozen=True)
class LeftAside:
    """An object that is no table."""

    source: str
    what: str
    """In French, with its article."""


def tables(objects: Iterable[tuple[str, Value]]) -> Iterator[tuple[str, Value | LeftAside]]:
    """Tell the tables among objects, those of a list included, and name the others."""
    for name, value in objects:
        if _is_table(value):
            yield name, value
            continue
        inside = _inside(name, value)
        if not any(_is_table(v) for _, v in inside):
            yield name, LeftAside(name, _called(value))
            continue
        for source, item in inside:
            yield source, item if _is_table(item) else LeftAside(source, _called(item))


def frame(source: str, value: Value) -> Frame:
    """Lay a table out by columns: nested tables and matrices are opened.

    Raises
    ------
    Unreadable
        Where the table is damaged.
    """
    if is_shapes(value):
        return Frame(source, (), value, len(value.content))
    if not _is_data_frame(value):
        return _of_matrix(source, value)
    told = dict(_flattened(value))
    shapes = _main_shapes(value, told)
    named = _row_names(value)
    columns = [(label, v) for label, v in told.items() if v is not shapes]
    if named:
        columns.insert(0, (ROW_NAMES, Value(Kind.TEXT, named)))
    return Frame(source, tuple(columns), shapes, _rows(value, told))


def declared_rows(value: Value) -> int:
    """Give the number of rows that a table declares beside its columns."""
    names = value.attributes.get("row.names")
    if names is None:
        return length(value)
    if names.kind in (Kind.INTEGER, Kind.DOUBLE) and _is_short(names):
        return abs(int(names.content[1]))
    return len(names)


def _is_short(names: Value) -> bool:
    """Tell whether rows are numbered: R then keeps `NA` and their number."""
    first = names.content[0] if len(names) == 2 else 0
    return bool(first == NA_INTEGER or np.isnan(first))


def _is_data_frame(value: Value) -> bool:
    return value.kind == Kind.LIST and len(value) > 0 and "data.frame" in value.texts("class")


def _is_matrix(value: Value) -> bool:
    dim = value.attributes.get("dim")
    return value.kind in _ATOMIC and dim is not None and len(dim) == 2


def _is_table(value: Value) -> bool:
    return _is_data_frame(value) or is_shapes(value) or _is_matrix(value)


def _inside(name: str, value: Value) -> list[tuple[str, Value]]:
    """Give the items of a plain list; those of an object with a class are its own business."""
    if value.kind != Kind.LIST or value.texts("class"):
        return []
    names = value.texts("names") or [""] * len(value.content)
    return [
        (f"{name}{_INSIDE}{own or number}" if name else own or str(number), item)
        for number, (own, item) in enumerate(zip(names, value.content, strict=False), start=1)
    ]


def _called(value: Value) -> str:
    classes = value.texts("class")
    if classes:
        return f"un objet de classe « {classes[0]} »"
    return _CALLED.get(value.kind, "un objet de R")


def _rows(value: Value, told: dict[str, Value]) -> int:
    return next((length(v) for v in told.values()), declared_rows(value))


def _flattened(value: Value, prefix: str = "") -> Iterator[tuple[str, Value]]:
    """Give the columns of a table; those of a table or matrix in a column by dotted names."""
    names = value.texts("names")
    if len(names) != len(value.content):
        raise damaged(f"{len(names)} names for {len(value.content)} columns")
    for label, item in _once(names, value.content):
        if _is_data_frame(item):
            yield from _flattened(item, f"{prefix}{label}.")
        elif _is_matrix(item):
            yield from ((f"{prefix}{label}.{own}", v) for own, v in _cut(item))
        else:
            yield prefix + label, item


def _once(names: Sequence[str], items: Sequence[Value]) -> Iterator[tuple[str, Value]]:
    seen: dict[str, int] = {}
    for name, item in zip(names, items, strict=True):
        seen[name] = seen.get(name, 0) + 1
        yield name if seen[name] == 1 else f"{name} ({seen[name]})", item


def _main_shapes(value: Value, told: dict[str, Value]) -> Value | None:
    named = value.texts("sf_column")[:1]
    layers = {label: v for label, v in told.items() if is_shapes(v)}
    if named and named[0] in layers:
        return layers[named[0]]
    return next(iter(layers.values()), None)


def _row_names(value: Value) -> list[str | None]:
    """Give the names of rows where they say something: not their numbers."""
    names = value.attributes.get("row.names")
    if names is None or names.kind != Kind.TEXT:
        return []
    texts: list[str | None] = names.content
    return [] if all(t and t.isdecimal() for t in texts) else texts


def _of_matrix(source: str, value: Value) -> Frame:
    columns = list(_cut(value))
    names = value.attributes.get("dimnames")
    if names is not None and len(names) and names.content[0].kind == Kind.TEXT:
        columns.insert(0, (ROW_NAMES, names.content[0]))
    return Frame(source, tuple(columns), None, length(value))


def _cut(matrix: Value) -> Iterator[tuple[str, Value]]:
    """Cut a matrix into its columns."""
    rows, width = (int(n) for n in matrix.attributes["dim"].content)
    if min(rows, width) < 0 or rows * width != len(matrix.content):
        raise damaged(f"a matrix of {rows} × {width} with {len(matrix.content)} values")
    names = matrix.attributes.get("dimnames")
    labels: Sequence[str | None] = ()
    if names is not None and names.kind == Kind.LIST and len(names.content) == 2:
        labels = names.content[1].content if len(names.content[1]) else ()
    for at in range(width):
        label = labels[at] if at < len(labels) else None
        yield label or f"V{at + 1}", Value(matrix.kind, matrix.content[at * rows : (at + 1) * rows])
