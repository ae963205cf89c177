"""Which crossings are worth proposing for a table, the best first, each as a French sentence.

The meaning of a column comes before values that happen to coincide: codes that name the same
thing everywhere (SIRET, parcel …), then the commune and other areas, then texts and identifiers
that are found in the other table. What people brought comes before what was computed from it. Row
numbers, years, booleans and categories are never proposed as keys.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from terrier.domain.matching.at_hand import at_hand
from terrier.domain.matching.by_keys import by_keys
from terrier.domain.matching.by_places import by_place
from terrier.domain.matching.definition import Side
from terrier.domain.matching.proposal import Group, Meeting, Proposal, TableFacts, told

MOST = 80
"""Proposals kept for one table."""
COMPUTED = 0.3
"""What a table counts for less when it was computed from others: they are there themselves."""
SAME_THEME = 0.05
"""Stops and lines of buses have more to say to each other than stops and lamp posts."""
OF_ONE_KIND = 2
"""Proposals of one group among the few best, before those of other groups."""


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
        for meeting in _meetings(table, other)
    ]
    # Only what is kept is put into words: a catalogue of 500 gives ten times as many.
    ranked = sorted(meetings, key=lambda m: (-m[0].score, m[1].title))[:MOST]
    zoned = [one.proposal for one in at_hand(table, (), communes=communes)]
    found = [*(p for p in zoned if p.score), *(told(table, o, m) for m, o in ranked)]
    return sorted(found, key=lambda p: (-p.score, str(p.sentence)))[:MOST]


def best(proposals: Iterable[Proposal], count: int) -> list[Proposal]:
    """Give the first proposals that repeat neither each other nor one way of meeting."""
    chosen: dict[Side, Proposal] = {}
    for proposal in proposals:
        sides = proposal.definition.left, proposal.definition.right
        # A zoning stands on the left: the table itself is on the right.
        chosen.setdefault(sides[0] if sides[0].zoning else sides[1], proposal)
    seen: Counter[Group] = Counter()
    first: list[Proposal] = []
    later: list[Proposal] = []
    for proposal in chosen.values():
        seen[proposal.group] += 1
        (first if seen[proposal.group] <= OF_ONE_KIND else later).append(proposal)
    return [*first, *later][:count]


def _meetings(table: TableFacts, other: TableFacts) -> list[Meeting]:
    """Give how two tables meet, one way of each group, scored among all."""
    found: dict[Group, Meeting] = {}
    for meeting in (by_keys(table, other), by_place(table, other)):
        if meeting is not None:
            known = found.get(meeting.group)
            if known is None or known.score < meeting.score:
                found[meeting.group] = meeting
    theme = SAME_THEME if table.theme and table.theme == other.theme else 0.0
    adjusted = theme - (COMPUTED if other.derived else 0.0)
    return [replace(m, score=m.score + adjusted) for m in found.values()]
