"""Tables that meet by where their objects lie."""

from __future__ import annotations

from terrier.domain.matching.definition import Kind, Link
from terrier.domain.matching.proposal import Group, Meeting, TableFacts
from terrier.domain.matching.sketch import PlacesSketch, around, inside

WALK_M = 300.0
"""A walk of five minutes, the usual reach of a stop of public transport."""
BESIDE_M = 20.0
"""What happens on a line is drawn beside it: the width of a street."""
LEAST = 0.2
"""A part of the objects below which two tables do not lie in the same place."""
CONTAINING = Link(Kind.HOLDS)
"""How areas meet the points that they hold."""
POINT, LINE, AREA = "Point", "LineString", "Polygon"


def by_place(table: TableFacts, other: TableFacts) -> Meeting | None:
    """Give how the objects of two tables meet; None where they do not lie together."""
    here, there = table.places, other.places
    if here is None or there is None:
        return None
    if there.family == AREA:
        return _in_areas(table, other, here, there)
    worth = other.worth
    found = around(here, there) if here.family != AREA else inside(there, here)
    if found is None or found.share < LEAST:
        return None
    match (here.family, there.family):
        case ("Point", "Point"):
            return _near(Link(Kind.WITHIN_DISTANCE, metres=WALK_M), 0.36 * found.share + worth)
        case ("Point", "LineString"):
            return _near(Link(Kind.NEAREST), 0.42 * found.share + worth, one=True)
        case ("LineString", "Point"):
            return _near(Link(Kind.WITHIN_DISTANCE, metres=BESIDE_M), 0.4 * found.share + worth)
        case ("Polygon", "Point") if table.rows > 1:
            return _territory(CONTAINING, 0.62 * found.share + worth)
        case ("Polygon", "LineString") if table.rows > 1:
            return _territory(Link(Kind.OVERLAP), 0.4 * found.share + worth)
    return None


def _in_areas(
    table: TableFacts, other: TableFacts, here: PlacesSketch, there: PlacesSketch
) -> Meeting | None:
    found = inside(here, there)
    if found is None or found.share < LEAST or other.rows < 2:
        return None
    if here.family == POINT:
        return Meeting(
            Link(Kind.INSIDE),
            found.times(here.located / table.rows),
            f"les positions sont dans le contour de « {other.title} ».",
            Group.TERRITORY,
            0.85 * found.share,
            one=True,
        )
    if here.family in {LINE, AREA}:
        return _territory(Link(Kind.OVERLAP), (0.55 if here.family == LINE else 0.45) * found.share)
    return None


def _near(link: Link, score: float, *, one: bool = False) -> Meeting:
    return Meeting(link, None, "", Group.PROXIMITY, score, one)


def _territory(link: Link, score: float) -> Meeting:
    return Meeting(link, None, "", Group.TERRITORY, score, one=False)
