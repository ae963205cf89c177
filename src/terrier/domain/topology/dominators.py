"""Dominators: in one pass, what closing each single place would cut off from the sources.

A vertex dominates those that no source reaches without passing through it. Source: Georgiadis,
Tarjan and Werneck, "Finding dominators in practice" (2006), algorithm SEMI-NCA.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .lines import Bools, Floats, Ints


@dataclass(frozen=True)
class Dominators:
    """The tree of dominators below a root, by intervals."""

    enter: Ints
    leave: Ints
    """A vertex dominates those that enter within its own interval; both -1: not reached."""

    def under(self, vertex: int) -> Bools:
        """Say which vertices a vertex dominates, itself included."""
        if self.enter[vertex] < 0:
            return np.zeros(len(self.enter), dtype=bool)
        found: Bools = (self.enter >= self.enter[vertex]) & (self.enter < self.leave[vertex])
        return found

    def sums(self, weights: Floats) -> Floats:
        """Sum weights (vertices, columns) over what every vertex dominates, itself included."""
        order = np.argsort(np.where(self.enter < 0, len(self.enter), self.enter), kind="stable")
        reached = int((self.enter >= 0).sum())
        running = np.zeros((reached + 1, weights.shape[1]))
        np.cumsum(weights[order[:reached]], axis=0, out=running[1:])
        found = np.zeros(weights.shape)
        seen = self.enter >= 0
        found[seen] = running[self.leave[seen]] - running[self.enter[seen]]
        return found


def dominators(tail: Ints, head: Ints, count: int, root: int) -> Dominators:
    """Find the dominators of a directed graph.

    Parameters
    ----------
    tail, head
        Vertices of every edge.
    count
        How many vertices there are.
    root
        From where all is reached.
    """
    order = np.argsort(tail, kind="stable")
    after = head[order].tolist()
    first = np.searchsorted(tail[order], np.arange(count + 1)).tolist()
    found, parent = _depth_first(after, first, count, root)
    number = [-1] * count
    for rank, vertex in enumerate(found):
        number[vertex] = rank
    before: list[list[int]] = [[] for _ in found]
    for a, b in zip(tail.tolist(), head.tolist(), strict=True):
        if number[a] >= 0:
            before[number[b]].append(number[a])
    immediate = _immediate(parent, before)
    return _intervals(immediate, np.array(found, dtype=np.int64), count)


def _depth_first(
    after: list[int], first: list[int], count: int, root: int
) -> tuple[list[int], list[int]]:
    """Give the vertices as a walk in depth meets them, and the rank of the parent of each."""
    found, parent, seen = [root], [-1], [False] * count
    seen[root] = True
    stack = [(0, first[root])]
    while stack:
        rank, place = stack.pop()
        vertex = found[rank]
        while place < first[vertex + 1] and seen[after[place]]:
            place += 1
        if place == first[vertex + 1]:
            continue
        stack.append((rank, place + 1))
        child = after[place]
        seen[child] = True
        stack.append((len(found), first[child]))
        found.append(child)
        parent.append(rank)
    return found, parent


def _immediate(parent: list[int], before: list[list[int]]) -> list[int]:
    """Give the rank of the immediate dominator of every rank but the root's."""
    size = len(parent)
    ancestor, label, semi = [-1] * size, list(range(size)), list(range(size))
    for rank in range(size - 1, 0, -1):
        for one in before[rank]:
            semi[rank] = min(semi[rank], semi[_lowest(one, ancestor, label, semi)])
        ancestor[rank] = parent[rank]
    immediate = parent[:]
    for rank in range(1, size):
        while immediate[rank] > semi[rank]:
            immediate[rank] = immediate[immediate[rank]]
    return immediate


def _lowest(rank: int, ancestor: list[int], label: list[int], semi: list[int]) -> int:
    """Give the vertex of the least semidominator above a rank, shortening the way to it."""
    if ancestor[rank] < 0:
        return rank
    path = [rank]
    while ancestor[ancestor[path[-1]]] >= 0:
        path.append(ancestor[path[-1]])
    for one in reversed(path[:-1]):
        above = ancestor[one]
        if semi[label[above]] < semi[label[one]]:
            label[one] = label[above]
        ancestor[one] = ancestor[above]
    return label[rank]


def _intervals(immediate: list[int], found: Ints, count: int) -> Dominators:
    """Number the tree in depth: the parents come before their children in `immediate`."""
    size = [1] * len(immediate)
    for rank in range(len(immediate) - 1, 0, -1):
        size[immediate[rank]] += size[rank]
    begin, free = [0] * len(immediate), [1] * len(immediate)
    for rank in range(1, len(immediate)):
        above = immediate[rank]
        begin[rank] = free[above]
        free[above] += size[rank]
        free[rank] = begin[rank] + 1
    enter, leave = np.full(count, -1, dtype=np.int64), np.full(count, -1, dtype=np.int64)
    enter[found] = begin
    leave[found] = np.array(begin) + np.array(size)
    return Dominators(enter, leave)
