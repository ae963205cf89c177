"""Pieces of a big text file, enough to propose how to read it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

HEAD = 512 << 10
WHOLE = 4 << 20
"""A file up to this size is looked at whole."""
_PIECE = 64 << 10
_PLACES = 6
_SCANNED = 512 << 20
"""Accents are looked for in the whole of a file up to this size."""
_CHUNK = 8 << 20
_MOST_ACCENTED = 60


@dataclass(frozen=True)
class Samples:
    """Pieces of a file, cut at line ends."""

    head: bytes
    middle: tuple[bytes, ...]
    tail: bytes
    """Empty where `head` is the whole file."""
    accented: tuple[bytes, ...]
    """Pieces around bytes above 127."""
    whole: bool
    size: int


def take_samples(path: Path) -> Samples:
    """Read the beginning, the end and a few places of a file.

    Parameters
    ----------
    path
        Any file.

    Returns
    -------
    Samples
        `head` is the whole file up to 4 MiB.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        if size <= WHOLE:
            return Samples(file.read(), (), b"", (), True, size)
        head = _to_line_end(file.read(HEAD))
        middle = []
        for place in range(1, _PLACES):
            file.seek(_even(size * place // _PLACES))
            middle.append(_to_line_end(_from_line_start(file.read(_PIECE))))
        file.seek(_even(size - _PIECE))
        tail = _from_line_start(file.read())
    return Samples(head, tuple(middle), tail, _accented(path, size), False, size)


def _accented(path: Path, size: int) -> tuple[bytes, ...]:
    if size > _SCANNED:
        return ()
    found: list[bytes] = []
    with path.open("rb") as file:
        while (chunk := file.read(_CHUNK)) and len(found) < _MOST_ACCENTED:
            if chunk.isascii():
                continue
            places = np.flatnonzero(np.frombuffer(chunk, np.uint8) > 127)
            for at in places[:: max(1, len(places) // 4)][:4].tolist():
                start = max(0, chunk.rfind(b"\n", 0, max(0, at - 20)))
                found.append(_to_line_end(chunk[start : at + 2000]))
    return tuple(found)


def _even(place: int) -> int:
    return place - place % 4


def _to_line_end(data: bytes) -> bytes:
    end = max(data.rfind(b"\n"), data.rfind(b"\r"))
    return data[: end + 1] if end > 0 else data


def _from_line_start(data: bytes) -> bytes:
    start = data.find(b"\n")
    return data[start + 1 :] if start >= 0 else b""
