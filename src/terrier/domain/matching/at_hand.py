"""What is always at hand for a table: counted by commune, by square, by any area that is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from terrier.domain.matching.bringing import brought, summarised
from terrier.domain.matching.by_places import AREA, CONTAINING, POINT, lying_in
from terrier.domain.matching.columns import ColumnFacts
from terrier.domain.matching.definition import (
    Definition,
    KeyPair,
    Kind,
    Link,
    Rewrite,
    Several,
    Side,
    Summary,
    Zoning,
)
from terrier.domain.matching.proposal import Group, Proposal, TableFacts
from terrier.domain.matching.sentences import BY_ZONING, Words, sentence

FEWEST_FOR_A_GRID = 20
"""Objects below which squares of 200 m say less than their list."""
BY_COMMUNE, BY_SQUARE, BY_AREA = 0.9, 0.45, 0.4
ROWS_ALONE = 0.4
"""A series counted by commune tells how many times it was filled in, not what it says."""
_OF_ZONING = {
    Zoning.COMMUNES: ("code", "name", "population", "area_km2"),
    Zoning.GRID_200M: ("cell",),
}


@dataclass(frozen=True)
class AtHand:
    """A summary of a table by areas, in one step."""

    words: str
    """« par commune »."""
    proposal: Proposal
    iris: bool = False
    """Whether the areas are Insee's quarters."""


def at_hand(table: TableFacts, others: Iterable[TableFacts], *, communes: int) -> list[AtHand]:
    """List the areas that a table can be counted by: communes, IRIS, squares, other areas.

    Parameters
    ----------
    table
        What is counted; without a place, only communes may be at hand, by its codes or names.
    others
        The tables that may be areas.
    communes
        How many communes are known.
    """
    found = list(_zonings(table, communes))
    areas = [o for o in others if o.side != table.side and lying_in(table, o)]
    ranked = sorted(areas, key=lambda o: (o.derived, not _is_iris(o), o.title))
    made = [_by_areas(table, area) for area in ranked]
    iris = [one for one in made if one.iris][:1]
    return [*found[:1], *iris, *found[1:], *(one for one in made if one not in iris)]


def in_perimeter(table: TableFacts, perimeter: Sequence[str]) -> Proposal | None:
    """Give the rows of a table that lie in some communes, with the name and code of each."""
    found = commune_of(table)
    if not perimeter or found is None:
        return None
    link, why = found
    turned = tuple(KeyPair(p.right, p.left, p.rewrites) for p in link.pairs)
    kind = Kind.INSIDE if link.kind in {Kind.HOLDS, Kind.OVERLAP} else link.kind
    added = [_Column("name", "name", "Commune", None)]
    if _first(table, "commune_code") is None:
        added.append(_Column("code", "code", "Code Insee de la commune", None))
    definition = Definition(
        table.side,
        Side(zoning=Zoning.COMMUNES),
        Link(kind, turned),
        Several.BEST,
        brought(((Summary.VALUE, c) for c in added), "Communes", [c.name for c in table.columns]),
        perimeter=tuple(perimeter),
    )
    words = Words(table.title, "Communes")
    return Proposal(definition, sentence(definition, words), None, why, Group.TERRITORY, 0.0)


def commune_of(table: TableFacts) -> tuple[Link, str] | None:
    """Say how the commune of each row is known; None where it is not, or is what a row is."""
    code = _first(table, "commune_code")
    if code is not None:
        if code.unique:
            return None
        pair = KeyPair("code", code.id, (Rewrite.ZEROS, Rewrite.COMMUNES))
        return Link(Kind.KEYS, (pair,)), f"« {code.label or code.name} » donne la commune."
    if table.family:
        return _holding(table), "la position donne la commune."
    name = _first(table, "commune_name")
    if name is None or name.unique:
        return None
    link = Link(Kind.COMMUNE_NAMES, (KeyPair("name", name.id),))
    return link, f"« {name.label or name.name} » donne la commune."


@dataclass(frozen=True)
class _Column:
    id: str
    name: str
    label: str
    unit: str | None


def _zonings(table: TableFacts, communes: int) -> Iterator[AtHand]:
    found = commune_of(table) if communes else None
    if found is not None:
        yield _zoned(Zoning.COMMUNES, table, *found, score=BY_COMMUNE)
    if table.family:
        many = table.family == POINT and table.rows >= FEWEST_FOR_A_GRID
        why = "la position donne le carreau de l’Insee."
        score = BY_SQUARE if many else 0.0
        yield _zoned(Zoning.GRID_200M, table, _holding(table), why, score=score)


def _zoned(zoning: Zoning, table: TableFacts, link: Link, why: str, score: float) -> AtHand:
    made = _summary(Side(zoning=zoning), table, link, _OF_ZONING[zoning])
    if table.is_series and Summary.SUM not in {b.summary for b in made.brought}:
        alone = len(made.brought) == 1 or any(c.is_stock for c in table.columns)
        score = min(score, ROWS_ALONE) if alone else score
    said = sentence(made, Words("", table.title))
    proposal = Proposal(made, said, None, why, Group.TERRITORY, score)
    return AtHand(BY_ZONING[zoning], proposal)


def _by_areas(table: TableFacts, areas: TableFacts) -> AtHand:
    made = _summary(areas.side, table, _holding(table), [c.name for c in areas.columns])
    iris = _is_iris(areas)
    said = sentence(made, Words(areas.title, table.title))
    proposal = Proposal(made, said, None, "", Group.TERRITORY, BY_AREA)
    return AtHand("par IRIS" if iris else f"par zone de « {areas.title} »", proposal, iris)


def _summary(areas: Side, table: TableFacts, link: Link, taken: Sequence[str]) -> Definition:
    free = [c for c in table.columns if not (table.is_series and c.is_stock)]
    added = brought(summarised(free, link.kind), table.title, taken)
    return Definition(areas, table.side, link, Several.SUMMARISED, added)


def _holding(table: TableFacts) -> Link:
    """Say how areas meet a table: they hold its points, and share its lines and surfaces."""
    return Link(Kind.OVERLAP) if table.family in {"LineString", AREA} else CONTAINING


def _is_iris(table: TableFacts) -> bool:
    return any(c.concept == "iris" and c.unique for c in table.columns)


def _first(table: TableFacts, concept: str) -> ColumnFacts | None:
    found = [c for c in table.columns if c.concept == concept and c.sketch.distinct]
    return max(found, key=lambda c: c.filled, default=None)
