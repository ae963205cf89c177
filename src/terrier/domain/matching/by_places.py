"""Tables that meet by where their objects lie."""

from __future__ import annotations

from terrier.domain.matching.definition import Kind, Link
from terrier.domain.matching.proposal import KNOWN_AREAS, Group, Meeting, TableFacts
from terrier.domain.matching.sketch import Estimate, PlacesSketch, around, inside, nearest

WALK_M = 300.0
"""A walk of five minutes, the usual reach of a stop of public transport."""
FAR_M = 10 * WALK_M
"""What usually lies ten times further is not walked to: the nearest one is told instead."""
BESIDE_M = 20.0
"""What happens on a line is drawn beside it: the width of a street."""
LEAST = 0.2
"""A part of the objects below which two tables do not lie in the same place."""
ALL_AROUND = 0.9
"""Part of the areas from which the objects of a whole country surround them."""
OF_A_COUNTRY = 0.5
"""What such objects count for: few of them lie in the areas, and those are wanted."""
WHY = {
    Kind.WITHIN_DISTANCE: "Les deux sont au même endroit du territoire ; la distance se change.",
    Kind.NEAREST: "Les deux sont au même endroit du territoire ; la distance est mesurée.",
    Kind.HOLDS: "Les positions des deux se recouvrent.",
    Kind.OVERLAP: "Les deux se recouvrent ; ce qu’elles partagent est mesuré.",
}
CONTAINING = Link(Kind.HOLDS)
"""How areas meet the points that they hold."""
POINT, LINE, AREA = "Point", "LineString", "Polygon"


def lying_in(table: TableFacts, areas: TableFacts) -> Estimate | None:
    """Estimate which part of a table lies in the areas of another; None where too little does.

    Few of the gauges of a country lie in the communes of a department: enough, where gauges
    surround all of these.
    """
    here, there = table.places, areas.places
    if here is None or there is None or there.family != AREA or areas.rows < 2:
        return None
    found = inside(here, there)
    if found is None or not found.share:
        return None
    if found.share < LEAST:
        surrounded = around(there, here)
        return found if surrounded and surrounded.share >= ALL_AROUND else None
    return found


def _weight(found: Estimate) -> float:
    return found.share if found.share >= LEAST else OF_A_COUNTRY


def by_place(table: TableFacts, other: TableFacts) -> Meeting | None:
    """Give how the objects of two tables meet; None where they do not lie together."""
    here, there = table.places, other.places
    if here is None or there is None:
        return None
    if there.family == AREA:
        return _in_areas(table, other, here)
    worth = other.worth
    if here.family == AREA:
        held = lying_in(other, table)
        return _holding(there, _weight(held), worth) if held else None
    found = around(here, there)
    if found is None or found.share < LEAST:
        return None
    match (here.family, there.family):
        case ("Point", "Point"):
            score = 0.42 * found.share + worth
            if nearest(here, there) > FAR_M:
                return _near(Link(Kind.NEAREST), score, one=True)
            return _near(Link(Kind.WITHIN_DISTANCE, metres=WALK_M), score)
        case ("Point", "LineString"):
            return _near(Link(Kind.NEAREST), 0.4 * found.share + worth, one=True)
        case ("LineString", "Point"):
            return _near(Link(Kind.WITHIN_DISTANCE, metres=BESIDE_M), 0.4 * found.share + worth)
    return None


def _holding(there: PlacesSketch, weight: float, worth: float) -> Meeting | None:
    match there.family:
        case "Point":
            return _territory(CONTAINING, 0.62 * weight + worth)
        case "LineString":
            return _territory(Link(Kind.OVERLAP), 0.4 * weight + worth)
    return None


def _in_areas(table: TableFacts, other: TableFacts, here: PlacesSketch) -> Meeting | None:
    found = lying_in(table, other)
    if found is None:
        return None
    known = KNOWN_AREAS if other.are_communes else 0.0
    if here.family == POINT:
        return Meeting(
            Link(Kind.INSIDE),
            found.times(here.located / table.rows),
            f"Les positions sont dans les zones de « {other.title} ».",
            Group.TERRITORY,
            0.85 * _weight(found) - known,
            one=True,
        )
    if here.family in {LINE, AREA}:
        score = (0.55 if here.family == LINE else 0.45) * _weight(found) - known
        return _territory(Link(Kind.OVERLAP), score)
    return None


def _near(link: Link, score: float, *, one: bool = False) -> Meeting:
    return Meeting(link, None, WHY[link.kind], Group.PROXIMITY, score, one)


def _territory(link: Link, score: float) -> Meeting:
    return Meeting(link, None, WHY[link.kind], Group.TERRITORY, score, one=False)
