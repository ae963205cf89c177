"""The compact protocol of Thrift, in which a Parquet file describes itself.

A structure is read as it stands, without a name or a meaning: what is not changed is written again
byte for byte. https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

_TRUE, _FALSE, BYTE, I16, I32, I64, _DOUBLE, _BINARY, LIST, _SET, _MAP, STRUCT = range(1, 13)
_INTEGERS = frozenset({I16, I32, I64})
_LISTS = frozenset({LIST, _SET})
_LONG = 15
"""Elements from which a list says its size apart; the widest step from a field to the next."""

Struct = dict[int, "Field"]
"""By the number of the field, in increasing order."""


class Field(NamedTuple):
    """A value, and how it is written."""

    kind: int
    value: Any
    """int, bytes, `Elements` or `Struct`."""


class Elements(NamedTuple):
    """A list."""

    kind: int
    values: list[Any]


def read(data: bytes) -> Struct:
    """Read a structure.

    Raises
    ------
    ValueError
        The bytes are not one: they end too soon, or hold a kind that Parquet does not use.
    """
    try:
        return _Reader(data).struct()
    except IndexError as error:
        raise ValueError("a structure that ends too soon") from error


def written(struct: Struct) -> bytes:
    """Write a structure."""
    out = bytearray()
    _write_struct(out, struct)
    return bytes(out)


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def struct(self) -> Struct:
        found: Struct = {}
        number = 0
        while head := self._byte():
            step, kind = head >> 4, head & 0x0F
            number = number + step if step else self._integer()
            found[number] = Field(kind, self._value(kind))
        return found

    def _value(self, kind: int) -> Any:
        if kind in (_TRUE, _FALSE):
            return None
        if kind in _INTEGERS:
            return self._integer()
        if kind == BYTE:
            return self._byte()
        if kind == STRUCT:
            return self.struct()
        if kind in _LISTS:
            return self._elements()
        if kind == _BINARY:
            return self._bytes(self._varint())
        if kind == _DOUBLE:
            return self._bytes(8)
        raise ValueError(f"a value of kind {kind}")

    def _elements(self) -> Elements:
        head = self._byte()
        many, kind = head >> 4, head & 0x0F
        many = self._varint() if many == _LONG else many
        # Alone in a field, a truth is its kind; in a list, a byte.
        element = BYTE if kind in (_TRUE, _FALSE) else kind
        return Elements(kind, [self._value(element) for _ in range(many)])

    def _byte(self) -> int:
        self.at += 1
        return self.data[self.at - 1]

    def _bytes(self, many: int) -> bytes:
        self.at += many
        if self.at > len(self.data):
            raise IndexError(self.at)
        return self.data[self.at - many : self.at]

    def _varint(self) -> int:
        found = shift = 0
        while (byte := self._byte()) & 0x80:
            found |= (byte & 0x7F) << shift
            shift += 7
        return found | byte << shift

    def _integer(self) -> int:
        found = self._varint()
        return (found >> 1) ^ -(found & 1)


def _write_struct(out: bytearray, struct: Struct) -> None:
    last = 0
    for number, (kind, value) in struct.items():
        step = number - last
        if 0 < step <= _LONG:
            out.append(step << 4 | kind)
        else:
            out.append(kind)
            _write_integer(out, number)
        _write(out, kind, value)
        last = number
    out.append(0)


def _write(out: bytearray, kind: int, value: Any) -> None:
    if kind in _INTEGERS:
        _write_integer(out, value)
    elif kind == BYTE:
        out.append(value)
    elif kind == STRUCT:
        _write_struct(out, value)
    elif kind in _LISTS:
        _write_elements(out, value)
    elif kind == _BINARY:
        _write_varint(out, len(value))
        out += value
    elif kind == _DOUBLE:
        out += value


def _write_elements(out: bytearray, elements: Elements) -> None:
    kind, values = elements
    out.append(min(len(values), _LONG) << 4 | kind)
    if len(values) >= _LONG:
        _write_varint(out, len(values))
    _write_each(out, BYTE if kind in (_TRUE, _FALSE) else kind, values)


def _write_each(out: bytearray, kind: int, values: Iterable[Any]) -> None:
    for value in values:
        _write(out, kind, value)


def _write_varint(out: bytearray, value: int) -> None:
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)


def _write_integer(out: bytearray, value: int) -> None:
    _write_varint(out, value << 1 if value >= 0 else (-value << 1) - 1)
