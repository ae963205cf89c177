"""Lines of blocks without gaps: what was left out of a template leaves no hole."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..choices import Kind, Width

SHARE = {Width.FULL.value: 6, Width.HALF.value: 3, Width.THIRD.value: 2}
"""Of a line, in sixths."""
OF_COUNT = {1: Width.FULL.value, 2: Width.HALF.value, 3: Width.THIRD.value}
Told = tuple[Kind, dict[str, Any]]


def filled(blocks: Iterable[Told]) -> list[Told]:
    """Widen the blocks of each line so that they fill it; a map that is alone stays a half."""
    lines: list[list[Told]] = []
    taken = SHARE[Width.FULL.value]
    for kind, values in blocks:
        share = SHARE[values["width"]]
        if taken + share > SHARE[Width.FULL.value]:
            lines.append([])
            taken = 0
        lines[-1].append((kind, values))
        taken += share
    return [block for line in lines for block in _widened(line)]


def _widened(line: list[Told]) -> list[Told]:
    if len(line) == 1 and line[0][0] is Kind.MAP:
        return line
    return [(kind, {**values, "width": OF_COUNT[len(line)]}) for kind, values in line]
