"""What a check finds, and of what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from terrier.domain.topology.elements import Frame

from . import wording
from .places import Floats


class Severity(StrEnum):
    """How much what was found stands in the way."""

    BLOCKING = "blocking"
    """The network cannot be traced rightly there."""
    IMPORTANT = "important"
    """An answer about the network may be wrong there."""
    MINOR = "minor"
    """Something is not known that would be worth knowing."""


SEVERITY_LABELS = {
    Severity.BLOCKING: "bloquant",
    Severity.IMPORTANT: "important",
    Severity.MINOR: "à améliorer",
}


class Change(NamedTuple):
    """A value that a repair would write, in the vocabulary of the elements."""

    ref: str
    field: str
    value: str


class Finding(NamedTuple):
    """One thing that a check found."""

    code: str
    refs: tuple[str, ...]
    """The elements that it is about, the one to look at first; a table's name where it is whole."""
    message: str
    """French: the value, the rule and the remedy."""
    x: float = float("nan")
    y: float = float("nan")
    """Metres, in the projection of the elements; NaN: no place."""
    aspect: str = ""
    """What tells apart two findings of one check about the same elements: an end, a field."""
    repair: tuple[Change, ...] = ()
    """What a person may accept; empty: nothing can be proposed."""

    @property
    def identity(self) -> str:
        """Give what stays the same from one version to the next."""
        return "|".join((self.code, self.aspect, *self.refs))


@dataclass(frozen=True)
class Subjects:
    """Elements that findings are about: how they are named, and where they are shown."""

    frame: Frame
    places: Floats
    """Shape (elements, 2), metres; NaN: no place."""
    name: Callable[[Frame, int], str]

    def found(
        self,
        code: str,
        at: int,
        text: str,
        *others: str,
        where: Floats | None = None,
        aspect: str = "",
        repair: tuple[Change, ...] = (),
    ) -> Finding:
        """Say what was found of one element.

        Parameters
        ----------
        code
            Of the check.
        at
            Position of the element.
        text
            What follows its name.
        others
            References of the other elements that it is about.
        where
            Point to show it at, metres; None: the place of the element.
        aspect, repair
            See `Finding`.
        """
        x, y = (self.places[at] if where is None else where).tolist()
        message = wording.about(self.name(self.frame, at), text)
        return Finding(code, (self.frame.refs[at], *others), message, x, y, aspect, repair)

    def label(self, at: int) -> str:
        """Name one element."""
        return self.name(self.frame, at)
