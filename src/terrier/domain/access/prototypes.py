"""Prototype readers: people in general, to look at the platform as they see it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from .policy import Grant, Reader, Role

SOMEBODY = 0
"""A person in general: signed in, and nobody that the database knows."""


class Prototype(StrEnum):
    """The kinds of people that one may look as; the value is the word used in addresses."""

    PUBLIC = "public"
    AGENT = "agent"
    """Works for a commune and contributes there."""
    ELECTED = "elu"
    """Elected in a commune: reads what is its own."""


ROLES = {Prototype.AGENT: Role.CONTRIBUTOR, Prototype.ELECTED: Role.READER}


@dataclass(frozen=True)
class Place:
    """What belonging to an organisation brings."""

    organisation: int
    below: frozenset[int]
    """The organisation and all below it."""
    root: int
    communes: frozenset[str]


def reader_as(prototype: Prototype, place: Place | None = None) -> Reader:
    """Build the reader that stands for a kind of people.

    Parameters
    ----------
    prototype
        The kind of people.
    place
        Where they belong; the public belongs nowhere.

    Raises
    ------
    ValueError
        The prototype belongs to an organisation and none is given.
    """
    if prototype is Prototype.PUBLIC:
        return Reader(read_only=True)
    if place is None:
        raise ValueError(f"{prototype} belongs to an organisation")
    return Reader(
        user=SOMEBODY,
        grants=(Grant(place.organisation, ROLES[prototype]),),
        organisations=place.below,
        roots=frozenset({place.root}),
        communes=place.communes,
        read_only=True,
    )
