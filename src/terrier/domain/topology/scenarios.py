"""Many closures at once: each is a bit, and water spreads through all of them together."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from .blocks import Blocks
from .lines import Bools, Ints

Words = npt.NDArray[np.uint64]

AT_ONCE = 2048


def dry_after(blocks: Blocks, zones: list[Ints]) -> Iterator[tuple[slice, Bools]]:
    """Say which blocks have no water left once zones are closed, some zones at a time.

    Parameters
    ----------
    blocks
        The blocks of a network.
    zones
        Blocks of every zone.

    Yields
    ------
    Which zones, and whether each block was served and is not any longer, or lies in the zone:
    shape (zones, blocks).
    """
    along, against = blocks.supply
    tail = np.concatenate([blocks.a[along], blocks.b[against]])
    head = np.concatenate([blocks.b[along], blocks.a[against]])
    order = np.argsort(head, kind="stable")
    tail, head = tail[order], head[order]
    heads, first = np.unique(head, return_index=True)
    for begin in range(0, len(zones), AT_ONCE):
        some = zones[begin : begin + AT_ONCE]
        outside = np.ones((blocks.count, -(-len(some) // 64) * 64), dtype=bool)
        for place, zone in enumerate(some):
            outside[zone, place] = False
        free = _packed(outside)
        reached = np.zeros_like(free)
        reached[blocks.sources] = free[blocks.sources]
        _spread(reached, free, tail, heads, first)
        wet = np.unpackbits(reached.view(np.uint8), axis=1, bitorder="little").astype(bool)
        wet = wet[:, : len(some)]
        cut = (blocks.served[:, None] & ~wet) | ~outside[:, : len(some)]
        yield slice(begin, begin + len(some)), cut.T


def _packed(bits: Bools) -> Words:
    return np.packbits(bits, axis=1, bitorder="little").view(np.uint64)


def _spread(
    reached: Words,
    free: Words,
    tail: Ints,
    heads: Ints,
    first: Ints,
) -> None:
    """Let every block receive what those before it have, until nothing changes."""
    if not len(tail):
        return
    while True:
        arriving = np.bitwise_or.reduceat(reached[tail], first, axis=0) & free[heads]
        arriving |= reached[heads]
        if np.array_equal(arriving, reached[heads]):
            return
        reached[heads] = arriving
