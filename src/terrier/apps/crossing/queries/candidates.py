"""Rows that are matched by hand: what may be chosen, and what they are called."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from terrier.apps.catalog.row_names import describing_columns, naming_column
from terrier.apps.catalog.store import store
from terrier.domain.access.policy import Reader
from terrier.domain.matching.definition import Definition, Kind
from terrier.lake import crossing as lake
from terrier.lake import rows
from terrier.lake.filters import Filters

from ..models import Crossing
from . import sides
from .sides import OpenSide

MOST = 20
BY_VALUES = frozenset({Kind.KEYS, Kind.COMMUNE_NAMES})
"""Kinds of crossings whose matches name rows by the values of the pairs."""
Hand = tuple[str, ...]


@dataclass(frozen=True)
class Candidate:
    """A row of the right table."""

    name: str
    described: str
    value: str
    """What names it in a match, as JSON."""


def candidates(reader: Reader, crossing: Crossing, q: str) -> dict[str, Any]:
    """Search the right table of a crossing; empty words give its first rows.

    Returns
    -------
    dict
        `candidates`, `total` and whether rows `can` be named at all.
    """
    asked = crossing.asked()
    by_values = asked.link.kind in BY_VALUES
    with store().workshop() as folder:
        opened = sides.for_person(reader, asked, crossing.dataset.owner.root(), folder)
        relation = opened.right.relation
        if not by_values and not relation.has_key:
            return {"candidates": [], "total": 0, "can": False}
        page = rows.page(relation, Filters(q=q), size=MOST)
        names = [c.id for c in relation.columns]
        naming = naming_column(relation)
        shown = [c for c in (naming, *describing_columns(relation, naming)) if c is not None]
        found = []
        for row in page.rows:
            values = dict(zip(names, row[1:], strict=True))
            named = (
                [values.get(p.right) for p in asked.link.pairs]
                if by_values
                else [rows.one(relation, int(str(row[0]))).key]
            )
            if all(v is not None for v in named):
                texts = [str(values[c.id]) for c in shown if values[c.id] is not None]
                found.append(
                    Candidate(
                        texts[0] if texts else " · ".join(str(v) for v in named),
                        " · ".join(dict.fromkeys([*(str(v) for v in named), *texts[1:]])),
                        json.dumps([str(v) for v in named], ensure_ascii=False),
                    )
                )
        return {"candidates": found, "total": page.total, "can": True}


@dataclass(frozen=True)
class Called:
    """What rows are called, with what a match names them by: « Mairie (21710270…) »."""

    name: str
    """Empty where they have no name in common."""
    key: str

    def __str__(self) -> str:
        return f"{self.name} ({self.key})" if self.name and self.name != self.key else self.key


def told(
    reader: Reader, crossing: Crossing, left: list[Hand], right: list[Hand]
) -> tuple[dict[Hand, Called], dict[Hand, Called]]:
    """Say what the rows that matches name are called, on each side."""
    if not (left or right):
        return {}, {}
    asked = crossing.asked()
    with store().workshop() as folder:
        opened = sides.for_person(reader, asked, crossing.dataset.owner.root(), folder)
        return _told(opened.left, asked, left), _told(opened.right, asked, right)


def _told(side: OpenSide, asked: Definition, hands: list[Hand]) -> dict[Hand, Called]:
    pairs = asked.link.pairs if asked.link.kind in BY_VALUES else ()
    ids = [p.left if side.side == asked.left else p.right for p in pairs]
    by_id = {c.id: c.name for c in side.relation.columns}
    columns = [by_id[i] for i in ids if i in by_id]
    names = lake.called(side.relation, columns, hands, sides.calling(side.relation))
    return {hand: Called(names.get(hand, ""), " · ".join(hand)) for hand in hands}
