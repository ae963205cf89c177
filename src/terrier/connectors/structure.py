"""The elements of an array in a JSON text, counted by its brackets alone."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

_CHUNK = 4 << 20
_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"|[\[\]{},:]|[^\s\[\]{},:"]+', re.DOTALL)


def count_elements(path: Path, keys: tuple[str, ...], encoding: str = "utf-8-sig") -> int:
    """Count the elements of the array that `keys` lead to from the root.

    Parameters
    ----------
    path
        JSON text.
    keys
        Names of members to go through; empty: the root is the array.
    encoding
        Python codec.

    Returns
    -------
    int
        Number of elements, 0 where the path leads to no array.
    """
    tokens = _tokens(path, encoding)
    opener = next(tokens, "")
    for key in keys:
        if opener != "{" or not _go_to(tokens, f'"{key}"'):
            return 0
        opener = next(tokens, "")
    if opener != "[":
        return 0
    depth, commas, some = 1, 0, False
    for mark in tokens:
        if depth == 1 and mark == "]":
            break
        some = True
        depth += (mark in "[{") - (mark in "]}")
        commas += depth == 1 and mark == ","
    return commas + 1 if some else 0


def _go_to(tokens: Iterator[str], key: str) -> bool:
    """Move after the colon of a member of the object just opened."""
    depth, before = 1, "{"
    for mark in tokens:
        if depth == 1 and mark == key and before in "{,":
            return next(tokens, "") == ":"
        depth += (mark in "[{") - (mark in "]}")
        if depth == 0:
            return False
        before = mark
    return False


def _tokens(path: Path, encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    pending = ""
    with path.open("rb") as file:
        while raw := file.read(_CHUNK):
            pending += decoder.decode(raw)
            # The last token may go on in the next piece.
            end = 0
            for found in _TOKEN.finditer(pending):
                if found.end() == len(pending):
                    break
                yield found.group()
                end = found.end()
            pending = pending[end:]
    yield from (found.group() for found in _TOKEN.finditer(pending + decoder.decode(b"", True)))
