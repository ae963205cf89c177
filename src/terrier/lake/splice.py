"""A Parquet file with more columns: what it holds already is copied as it lies.

A column of a group of rows is a run of bytes that knows nothing of its neighbours; only the end of
the file says where each one is. https://parquet.apache.org/docs/file-format/metadata/
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO, NamedTuple

from .thrift import STRUCT, Elements, Field, Struct, read, written

MAGIC = b"PAR1"
_LENGTH = 4
"""Bytes that say how long the description is; it stands at the end, before the magic word."""


class _Footer:
    """Fields of `FileMetaData`."""

    SCHEMA, ROW_GROUPS, COLUMN_ORDERS = 2, 4, 7


class _Group:
    """Fields of `RowGroup`."""

    COLUMNS, BYTES, ROWS, COMPRESSED = 1, 2, 3, 6


class _Schema:
    """Fields of `SchemaElement`."""

    NAME, CHILDREN = 4, 5


_PIECE = 1 << 20
"""Bytes copied at a time."""
_CHUNK_METADATA = 3
_CHUNK_OFFSETS = (2, 4, 6)
"""Of a `ColumnChunk`: itself, and its two indexes."""
_OFFSETS = (9, 10, 11, 14)
"""Of a `ColumnMetaData`: its pages, their index, its dictionary, its filter."""


class Described(NamedTuple):
    """A file, and what it says of itself."""

    path: Path
    footer: Struct
    end: int
    """Bytes before the description: all that the columns are made of."""

    @property
    def names(self) -> list[str]:
        """Give the names of the columns; those within columns too."""
        return [e[_Schema.NAME].value.decode() for e in self._elements[1:]]

    @property
    def rows(self) -> list[int]:
        """Give how many rows each group has."""
        return [group[_Group.ROWS].value for group in self.groups]

    @property
    def groups(self) -> list[Struct]:
        """Give the groups of rows."""
        found: list[Struct] = self.footer[_Footer.ROW_GROUPS].value.values
        return found

    @property
    def flat(self) -> bool:
        """Say whether no column has columns of its own."""
        return not any(_Schema.CHILDREN in e for e in self._elements[1:])

    @property
    def _elements(self) -> list[Struct]:
        found: list[Struct] = self.footer[_Footer.SCHEMA].value.values
        return found


def described(path: Path) -> Described:
    """Read what a Parquet file says of itself.

    Raises
    ------
    ValueError
        It is not one.
    """
    with path.open("rb") as file:
        size = file.seek(-_LENGTH - len(MAGIC), os.SEEK_END)
        tail = file.read()
        end = size - int.from_bytes(tail[:_LENGTH], "little")
        if tail[_LENGTH:] != MAGIC or end < len(MAGIC):
            raise ValueError(f"{path.name} is not a Parquet file")
        file.seek(end)
        return Described(path, read(file.read(size - end)), end)


def fit(one: Described, other: Described) -> bool:
    """Say whether two files have the same groups of rows, and plain columns only."""
    return one.flat and other.flat and one.rows == other.rows


def splice(first: Described, added: Described, out: Path, *, before: str) -> None:
    """Write the columns of two files that `fit` as one; those of the first are not rewritten.

    Parameters
    ----------
    first
        What the file says of itself beyond its columns is kept (`geo` of GeoParquet).
    added
        Same rows, in the same order.
    out
        File to write.
    before
        Column of the first that the added ones come before; they come last where it has none.
    """
    names = first.names
    place = names.index(before) if before in names else len(names)
    moved = first.end - len(MAGIC)
    for group, more in zip(first.groups, added.groups, strict=True):
        chunks = more[_Group.COLUMNS].value.values
        for chunk in chunks:
            _move(chunk, moved)
        _insert(group, _Group.COLUMNS, place, chunks)
        for counted in (_Group.BYTES, _Group.COMPRESSED):
            if counted in group and counted in more:
                _set(group, counted, group[counted].value + more[counted].value)
    footer, others = first.footer, added.footer
    elements = others[_Footer.SCHEMA].value.values[1:]
    _insert(footer, _Footer.SCHEMA, place + 1, elements)
    root = footer[_Footer.SCHEMA].value.values[0]
    _set(root, _Schema.CHILDREN, root[_Schema.CHILDREN].value + len(elements))
    if _Footer.COLUMN_ORDERS in footer:
        # The one order that there is: that of the type of the column.
        by_type = {1: Field(STRUCT, {})}
        _insert(footer, _Footer.COLUMN_ORDERS, place, [by_type] * len(elements))
    description = written(footer)
    with out.open("wb") as file:
        _copy(first, 0, file)
        _copy(added, len(MAGIC), file)
        file.write(description + len(description).to_bytes(_LENGTH, "little") + MAGIC)


def _move(chunk: Struct, by: int) -> None:
    """Say where a column lies now; 0 is where nothing can be."""
    for struct, numbers in (
        (chunk, _CHUNK_OFFSETS),
        (chunk[_CHUNK_METADATA].value, _OFFSETS),
    ):
        for number in numbers:
            if number in struct and struct[number].value:
                _set(struct, number, struct[number].value + by)


def _insert(struct: Struct, number: int, place: int, values: list[Struct]) -> None:
    kind, held = struct[number].value
    _set(struct, number, Elements(kind, [*held[:place], *values, *held[place:]]))


def _set(struct: Struct, number: int, value: object) -> None:
    struct[number] = Field(struct[number].kind, value)


def _copy(file: Described, start: int, out: BinaryIO) -> None:
    with file.path.open("rb") as source:
        source.seek(start)
        while start < file.end:
            piece = source.read(min(_PIECE, file.end - start))
            out.write(piece)
            start += len(piece)
