"""The three writings of R's serialisation: big-endian (XDR), little-endian and text.

Source: R Internals, 1.8 Serialization Formats; `src/main/serialize.c`.
"""

from __future__ import annotations

import re
import struct
from typing import Any, Literal, Protocol

import numpy as np
import numpy.typing as npt

from terrier.domain.kernel.errors import Unreadable

NA_INTEGER = -(1 << 31)
NA_LOW_WORD = 1954
"""R's missing double is the NaN whose low word is the year of birth of one of its authors."""
_NA_DOUBLE = float(np.uint64(0x7FF00000_000007A2).view(np.float64))
_SPECIAL = {"NA": _NA_DOUBLE, "NaN": np.nan, "Inf": np.inf, "-Inf": -np.inf}
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_ESCAPED = {
    b"n": b"\n", b"t": b"\t", b"v": b"\v", b"b": b"\b", b"r": b"\r", b"f": b"\f", b"a": b"\a",
}  # fmt: skip
Integers = npt.NDArray[np.int32]
Doubles = npt.NDArray[np.float64]


def is_na(numbers: Doubles) -> npt.NDArray[np.bool_]:
    """Tell the missing doubles from those that are not a number."""
    low = numbers.view(np.uint64) & np.uint64(0xFFFFFFFF)
    missing: npt.NDArray[np.bool_] = np.isnan(numbers) & (low == NA_LOW_WORD)
    return missing


class Stream(Protocol):
    """Numbers and texts, one after the other."""

    def integer(self) -> int:
        """Read one integer of 32 bits."""

    def integers(self, count: int) -> Integers:
        """Read integers; `NA_INTEGER` is the missing one."""

    def doubles(self, count: int) -> Doubles:
        """Read doubles; a missing one is the NaN of `NA_LOW_WORD`."""

    def raw(self, count: int) -> bytes:
        """Read the bytes of a raw vector."""

    def text(self, length: int) -> bytes:
        """Read a text of a number of bytes."""

    def left(self) -> int:
        """Give a number of bytes that no more values than this can need."""


def damaged(detail: str) -> Unreadable:
    """Say that a file does not follow R's format."""
    return Unreadable(
        "Ce fichier de R est abîmé ou incomplet. Ouvrez-le dans R, enregistrez-le de nouveau avec "
        "saveRDS() ou save(), puis renvoyez-le.",
        message=detail,
    )


class Binary:
    """XDR (big-endian) or the writing of the machine (little-endian everywhere today)."""

    def __init__(self, data: memoryview, order: Literal["<", ">"]) -> None:
        self._data = data
        self._at = 0
        self._order = order
        self._integer = struct.Struct(order + "i")

    def _taken(self, size: int) -> memoryview:
        end = self._at + size
        if size < 0 or end > len(self._data):
            raise damaged(f"{size} bytes wanted at {self._at} of {len(self._data)}")
        taken = self._data[self._at : end]
        self._at = end
        return taken

    def integer(self) -> int:
        """Read one integer of 32 bits."""
        try:
            (value,) = self._integer.unpack_from(self._data, self._at)
        except struct.error as wrong:
            raise damaged(str(wrong)) from wrong
        self._at += 4
        return int(value)

    def integers(self, count: int) -> Integers:
        """Read integers."""
        return np.frombuffer(self._taken(4 * count), self._order + "i4").astype(np.int32)

    def doubles(self, count: int) -> Doubles:
        """Read doubles, bit for bit."""
        bits = np.frombuffer(self._taken(8 * count), self._order + "u8").astype(np.uint64)
        return bits.view(np.float64)

    def raw(self, count: int) -> bytes:
        """Read the bytes of a raw vector."""
        return bytes(self._taken(count))

    text = raw

    def left(self) -> int:
        """Give the number of bytes not read yet."""
        return len(self._data) - self._at


class Text:
    """The writing of `save(ascii = TRUE)`: one word a line, texts escaped."""

    def __init__(self, data: memoryview) -> None:
        self._data = bytes(data)
        self._at = 0

    def _word(self) -> str:
        end = self._data.find(b"\n", self._at)
        if end < 0:
            raise damaged(f"no word at {self._at}")
        word = self._data[self._at : end]
        self._at = end + 1
        return word.decode("ascii", "replace").strip()

    def _number(self, read: Any) -> Any:
        word = self._word()
        try:
            return read(word)
        except (ValueError, OverflowError) as wrong:
            raise damaged(f"not a number: {word[:40]}") from wrong

    def integer(self) -> int:
        """Read one integer."""
        return int(self._number(_whole))

    def integers(self, count: int) -> Integers:
        """Read integers."""
        self._check(count)
        return np.array([self._number(_whole) for _ in range(count)], np.int32)

    def doubles(self, count: int) -> Doubles:
        """Read doubles, those of `ascii = NA` in hexadecimal."""
        self._check(count)
        return np.array([self._number(_double) for _ in range(count)], np.float64)

    def raw(self, count: int) -> bytes:
        """Read the bytes of a raw vector, two digits each."""
        self._check(count)
        return bytes(self._number(_byte) for _ in range(count))

    def text(self, length: int) -> bytes:
        """Read a text."""
        end = self._data.find(b"\n", self._at)
        if end < 0:
            raise damaged(f"no text at {self._at}")
        text = _ESCAPE.sub(_unescaped, self._data[self._at : end])
        self._at = end + 1
        if len(text) != length:
            raise damaged(f"a text of {len(text)} bytes instead of {length}")
        return text

    def left(self) -> int:
        """Give the number of bytes not read yet."""
        return len(self._data) - self._at

    def _check(self, count: int) -> None:
        if not 0 <= count <= self.left():
            raise damaged(f"{count} values wanted, {self.left()} bytes left")


def _whole(word: str) -> int:
    value = NA_INTEGER if word == "NA" else int(word)
    if not NA_INTEGER <= value < -NA_INTEGER:
        raise ValueError(word)
    return value


def _double(word: str) -> float:
    if word in _SPECIAL:
        return _SPECIAL[word]
    return float.fromhex(word) if "x" in word else float(word)


def _byte(word: str) -> int:
    return int(word, 16) & 0xFF


def _unescaped(found: re.Match[bytes]) -> bytes:
    mark = found[1]
    if mark[0] in b"01234567":
        return bytes([int(mark, 8) & 0xFF])
    return _ESCAPED.get(mark, mark)
