"""Answers kept in memory, because a version file never changes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """Answers up to a weight in bytes; those unused for the longest time leave first.

    A key must hold everything that the answer depends on: the relation (file, columns, rows that
    the reader may see, fingerprint of their authority) and the question.
    """

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._weight = 0
        self._answers: OrderedDict[Hashable, tuple[T, int]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> T | None:
        """Find an answer."""
        with self._lock:
            found = self._answers.get(key)
            if found is None:
                return None
            self._answers.move_to_end(key)
            return found[0]

    def put(self, key: Hashable, answer: T, weight: int) -> None:
        """Keep an answer; one that weighs more than an eighth of the whole is not kept."""
        if weight > self._most // 8:
            return
        with self._lock:
            before = self._answers.pop(key, None)
            self._weight += weight - (before[1] if before else 0)
            self._answers[key] = (answer, weight)
            while self._weight > self._most:
                _key, (_answer, left) = self._answers.popitem(last=False)
                self._weight -= left
