"""The states that a row may be left in: the values that its columns already have."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from terrier.apps.catalog import authority
from terrier.apps.catalog.queries.measures import profile_of
from terrier.lake.filters.values import family
from terrier.lake.keys import frequent_values

if TYPE_CHECKING:
    from terrier.apps.catalog.queries import Opened
    from terrier.lake.relation import RelationColumn

MOST_VALUES = 12
"""A column with more values than this is no state: the person writes the value."""
MOST_COLUMNS = 5
_STATE = re.compile(r"etat|statut|status|state|position|ouvert|ferm|manoeuvr|operab|service|usage")
"""Words in the names of columns that say how a thing is."""
_WORDS = {"true": "oui", "false": "non"}


@dataclass(frozen=True)
class Proposed:
    """A column with the values that are proposed, the most frequent first."""

    column: RelationColumn
    values: tuple[str, ...]


def correctable(opened: Opened) -> list[RelationColumn]:
    """List the columns that may be corrected: all but those of the key."""
    keys = authority.key_columns(opened.stored)
    return [c for c in opened.relation.columns if c.name not in keys]


def proposed_states(opened: Opened) -> list[Proposed]:
    """Propose states, the columns named like a state first."""
    few = {c.name for c in profile_of(opened).columns if 0 < c.distinct <= MOST_VALUES}
    likely = [
        c
        for c in correctable(opened)
        if c.name in few and family(c.type) in ("text", "boolean") and not c.concept
    ]
    likely.sort(key=lambda c: _STATE.search(c.name) is None)
    chosen = likely[:MOST_COLUMNS]
    values = frequent_values(opened.relation, chosen, MOST_VALUES)
    return [
        Proposed(c, tuple(_WORDS.get(v, v) if c.type == "BOOLEAN" else v for v in values[c.id]))
        for c in chosen
        if c.id in values
    ]
