"""Definitions of crossings, as the tests of several apps make them."""

from __future__ import annotations

from terrier.domain.matching.definition import (
    Brought,
    Definition,
    KeyPair,
    Kind,
    Link,
    Several,
    Side,
    Summary,
    Zoning,
)

COMMUNES = Side(zoning=Zoning.COMMUNES)


def counted_by_commune(table: Side, code: str, name: str, *more: Brought) -> Definition:
    """Count the rows of each commune in a column of this name; `code` is the id of theirs."""
    return Definition(
        COMMUNES,
        table,
        Link(Kind.KEYS, (KeyPair("code", code),)),
        Several.SUMMARISED,
        (Brought(name, name.capitalize(), Summary.COUNT), *more),
    )


def one_for_each(left: Side, right: Side, pair: KeyPair, *added: Brought) -> Definition:
    """Bring over what the one row of the same key says."""
    return Definition(left, right, Link(Kind.KEYS, (pair,)), Several.BEST, added)
