"""Which function does which kind of work, and what is done at regular times."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from .models import Job


class Cancelled(Exception):
    """Somebody asked to stop the job, or its lease was lost."""


class Context(Protocol):
    """What a handler may ask of the job that it does."""

    def report(self, step: str, share: float) -> None:
        """Say the step in French and the share done (0..1); raises `Cancelled` when asked to."""


Handler = Callable[..., dict[str, Any] | None]


@dataclass(frozen=True)
class Subject:
    """What a job is about, in words, and the page where it is followed or its outcome stands."""

    title: str
    address: str = ""


Describe = Callable[[Sequence["Job"]], list[Subject]]
"""Says what jobs of one kind are about: one question for all of them."""


@dataclass(frozen=True)
class Task:
    """One kind of work."""

    kind: str
    handler: Handler
    max_attempts: int = 3
    every: timedelta | None = None
    about: Describe | None = None


_tasks: dict[str, Task] = {}


def task(
    kind: str,
    *,
    max_attempts: int = 3,
    every: timedelta | None = None,
    about: Describe | None = None,
) -> Callable[[Handler], Handler]:
    """Declare a function as the handler of a kind of work, done at intervals if `every` says so.

    `about` gives the words for the people who follow the work; without it, it is upkeep.
    """

    def declare(handler: Handler) -> Handler:
        if kind in _tasks:
            raise ValueError(f"two handlers for {kind}")
        _tasks[kind] = Task(kind, handler, max_attempts, every, about)
        return handler

    return declare


def find(kind: str) -> Task:
    """Find a kind of work."""
    return _tasks[kind]


def scheduled() -> list[Task]:
    """List the work that is done at intervals."""
    return [t for t in _tasks.values() if t.every]
