"""What a check is, and which there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .findings import Finding, Severity
from .survey import Survey

Finder = Callable[[Survey], Iterator[Finding]]


@dataclass(frozen=True)
class Check:
    """A rule that networks are held against."""

    code: str
    """`R01`…: never given to another rule."""
    severity: Severity
    title: str
    meaning: str
    why: str
    remedy: str
    find: Finder


CHECKS: dict[str, Check] = {}


def check(
    code: str, severity: Severity, title: str, *, meaning: str, why: str, remedy: str
) -> Callable[[Finder], Finder]:
    """Declare a check: the decorated function gives what it finds, in the order of the elements.

    Parameters
    ----------
    code
        Stable for ever.
    severity
        How much a finding stands in the way.
    title, meaning, why, remedy
        French, shown on screens and in the reference.
    """

    def declare(find: Finder) -> Finder:
        if code in CHECKS:
            raise ValueError(f"two checks are called {code}")
        CHECKS[code] = Check(code, severity, title, meaning, why, remedy, find)
        return find

    return declare
