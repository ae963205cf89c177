"""Where a map opens: on its data, or on the territory where one object lies at the other end."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from terrier.apps.catalog.row_names import naming_column, row_name
from terrier.apps.territories.queries import territory_bounds
from terrier.domain.tabular.plan import GEOMETRY_COLUMN
from terrier.lake import rows
from terrier.lake.filters import Box, Filter, Operator

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .asking import Asked

MUCH_LARGER = 4
"""From this many times the territory on, an extent no longer shows the territory."""
NAMED = 3
"""Objects outside that are named; all are counted."""
WORLD = Box(-180, -90, 180, 90)


@dataclass(frozen=True)
class Outside:
    """What the first view leaves out: its exact number, the first ones named."""

    total: int
    named: tuple[tuple[str, str], ...]
    """Name and address of the page of each."""

    @property
    def unnamed(self) -> int:
        """Count those that are not named."""
        return self.total - len(self.named)


@dataclass(frozen=True)
class Frame:
    """The first view of a map."""

    view: Box
    outside: Outside | None = None


def frame(asked: Asked, extent: Box) -> Frame:
    """Choose the first view of a map whose objects spread over `extent`."""
    territory = territory_bounds()
    if territory is None:
        return Frame(extent)
    home = Box(*territory)
    if not _much_larger(extent, home) or not _meet(extent, home):
        return Frame(extent)
    total, inside = _count(asked, WORLD), _count(asked, home)
    if not inside or inside == total:
        return Frame(extent)
    return Frame(home, Outside(total - inside, tuple(islice(_named(asked, home), NAMED))))


def _much_larger(extent: Box, home: Box) -> bool:
    return extent.east - extent.west > MUCH_LARGER * (
        home.east - home.west
    ) or extent.north - extent.south > MUCH_LARGER * (home.north - home.south)


def _meet(one: Box, other: Box) -> bool:
    return (
        one.west <= other.east
        and other.west <= one.east
        and one.south <= other.north
        and other.south <= one.north
    )


def _count(asked: Asked, box: Box) -> int:
    return _page(asked, box, 1).total


def _page(asked: Asked, box: Box, size: int) -> rows.Page:
    inside = asked.filters.with_(Filter(GEOMETRY_COLUMN, Operator.WITHIN, box))
    return rows.page(asked.opened.relation, inside, size=size)


def _named(asked: Asked, home: Box) -> Iterator[tuple[str, str]]:
    """Name objects that do not touch the territory, searched on each of its four sides."""
    relation = asked.opened.relation
    naming = naming_column(relation)
    position = relation.columns.index(naming) + 1 if naming else None
    inside = {r[0] for r in _page(asked, home, rows.MAX_SIZE).rows}
    seen = set()
    for side in _sides(home):
        for values in _page(asked, side, NAMED).rows:
            number = values[0]
            if number in inside or number in seen:
                continue
            seen.add(number)
            name = row_name(number, values[position] if position else None)
            yield name, asked.to_kept("dataset-row", row=number)


def _sides(home: Box) -> tuple[Box, ...]:
    return (
        Box(-180, -90, home.west, 90),
        Box(home.east, -90, 180, 90),
        Box(home.west, home.north, home.east, 90),
        Box(home.west, -90, home.east, home.south),
    )
