"""Which crossings are worth proposing for a table, the best first, each as a French sentence.

The meaning of a column comes before values that happen to coincide: codes that name the same
thing everywhere (SIRET, parcel, Insee …), then places, then texts and identifiers that are found
in the other table. Row numbers, years, booleans and categories are never proposed as keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from terrier.domain.matching.bringing import brought, summarised
from terrier.domain.matching.by_keys import by_keys
from terrier.domain.matching.by_places import CONTAINING, by_place
from terrier.domain.matching.columns import ColumnFacts
from terrier.domain.matching.definition import (
    Definition,
    KeyPair,
    Kind,
    Link,
    Rewrite,
    Several,
    Side,
    Zoning,
)
from terrier.domain.matching.proposal import Group, Proposal, TableFacts, told
from terrier.domain.matching.sentences import Words, sentence

MOST = 80
"""Proposals kept for one table."""
FEWEST_FOR_A_GRID = 20
"""Objects below which squares of 200 m say less than their list."""
_OF_ZONING = {
    Zoning.COMMUNES: ("code", "name", "population", "area_km2"),
    Zoning.GRID_200M: ("cell",),
}


def propose(
    table: TableFacts, others: Iterable[TableFacts], *, communes: int = 0
) -> list[Proposal]:
    """List the crossings worth proposing for a table, the best first.

    Parameters
    ----------
    table
        The left table.
    others
        The tables that it may be crossed with.
    communes
        How many communes are known, which are always at hand as areas.
    """
    meetings = [
        (meeting, other)
        for other in others
        if other.side != table.side
        for meeting in (by_keys(table, other), by_place(table, other))
        if meeting is not None
    ]
    # Only what is kept is put into words: a catalogue of 500 gives ten times as many.
    ranked = sorted(meetings, key=lambda m: (-m[0].score, m[1].title))[:MOST]
    found = [*_always_at_hand(table, communes), *(told(table, o, m) for m, o in ranked)]
    return sorted(found, key=lambda p: (-p.score, str(p.sentence)))[:MOST]


def best(proposals: Iterable[Proposal], count: int) -> list[Proposal]:
    """Give the first proposals that do not repeat each other: one for each other table."""
    chosen: dict[Side, Proposal] = {}
    for proposal in proposals:
        sides = proposal.definition.left, proposal.definition.right
        # A zoning stands on the left: the table itself is on the right.
        chosen.setdefault(sides[0] if sides[0].zoning else sides[1], proposal)
    return list(chosen.values())[:count]


def _always_at_hand(table: TableFacts, communes: int) -> Iterator[Proposal]:
    found = _commune_of(table) if communes else None
    if found is not None:
        yield _zoned(Zoning.COMMUNES, table, *found, score=0.8)
    if table.family == "Point" and table.rows >= FEWEST_FOR_A_GRID:
        why = "la position donne le carreau de l’Insee."
        yield _zoned(Zoning.GRID_200M, table, CONTAINING, why, score=0.45)


def _commune_of(table: TableFacts) -> tuple[Link, str] | None:
    """Say how the commune of each row is known; None where it is not, or is what a row is."""
    code = _first(table, "commune_code")
    if code is not None:
        if code.unique:
            return None
        pair = KeyPair("code", code.id, (Rewrite.ZEROS, Rewrite.COMMUNES))
        return Link(Kind.KEYS, (pair,)), f"« {code.label or code.name} » donne la commune."
    if table.family in {"Point", "LineString"}:
        link = CONTAINING if table.family == "Point" else Link(Kind.OVERLAP)
        return link, "la position donne la commune."
    name = _first(table, "commune_name")
    if name is None or name.unique:
        return None
    link = Link(Kind.COMMUNE_NAMES, (KeyPair("name", name.id),))
    return link, f"« {name.label or name.name} » donne la commune."


def _first(table: TableFacts, concept: str) -> ColumnFacts | None:
    found = [c for c in table.columns if c.concept == concept and c.sketch.distinct]
    return max(found, key=lambda c: c.filled, default=None)


def _zoned(zoning: Zoning, table: TableFacts, link: Link, why: str, score: float) -> Proposal:
    free = [c for c in table.columns if not (table.is_series and c.is_stock)]
    added = brought(summarised(free, link.kind), table.title, _OF_ZONING[zoning])
    definition = Definition(Side(zoning=zoning), table.side, link, Several.SUMMARISED, added)
    words = Words("", table.title)
    return Proposal(definition, sentence(definition, words), None, why, Group.TERRITORY, score)
