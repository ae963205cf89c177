"""The table of the dataset page: headings that sort, fields that filter, rows that open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from terrier.lake import rows
from terrier.lake.filters import Box, Filter, Filters, Operator
from terrier.lake.filters.values import NUMERIC, TEMPORAL, family, write_value
from terrier.lake.rows import Sort
from terrier.web.pagination import PageLink, Pagination

if TYPE_CHECKING:
    from terrier.lake.relation import RelationColumn

    from .asking import Asked

PAGE_SIZE = 25
WINDOW = 2
"""Pages named on each side of the present one."""


SIGNS = {
    Operator.CONTAINS: "",
    Operator.EQ: "=",
    Operator.NE: "≠",
    Operator.GTE: "≥",
    Operator.LTE: "≤",
    Operator.GT: ">",
    Operator.LT: "<",
}
"""How a field of the table writes an operator before its value."""


@dataclass(frozen=True)
class Heading:
    """A column as the table's head shows it."""

    column: RelationColumn
    sort_url: str
    direction: str
    """Value of aria-sort."""
    kind: str
    """`text`, `ordered` or `boolean`: how the filter field asks."""
    value: str


@dataclass(frozen=True)
class Chip:
    """A filter in words, with the address that takes it away."""

    sentence: str
    remove_url: str


@dataclass(frozen=True)
class Line:
    """A row, with the address of its own page."""

    number: int
    url: str
    cells: tuple[tuple[RelationColumn, object], ...]


@dataclass(frozen=True)
class TableView:
    """One page of a table, ready to be written."""

    headings: tuple[Heading, ...]
    lines: tuple[Line, ...]
    total: int
    page: int
    pages: int
    first: int
    last: int
    pagination: Pagination

    @property
    def width(self) -> int:
        """Number of columns, that of row numbers among them."""
        return len(self.headings) + 1


def table_view(asked: Asked) -> TableView:
    """Read and prepare the page of rows that the address asks for."""
    relation = asked.opened.relation
    found = rows.page(relation, asked.filters, asked.sort, asked.page, PAGE_SIZE)
    first = (found.page - 1) * PAGE_SIZE + 1
    return TableView(
        headings=tuple(_heading(asked, column) for column in relation.columns),
        lines=tuple(_line(asked, values) for values in found.rows),
        total=found.total,
        page=found.page,
        pages=found.pages,
        first=first,
        last=first + len(found.rows) - 1,
        pagination=_pagination(asked, found.page, found.pages),
    )


def chips(asked: Asked) -> tuple[Chip, ...]:
    """Say each filter in words."""
    found = [
        Chip(_sentence(asked, item), asked.page_url(filters=_without(asked.filters, item)))
        for item in asked.filters.items
    ]
    if asked.filters.q:
        without = Filters(asked.filters.items)
        words = _("contient « %(q)s »") % {"q": asked.filters.q}
        found.append(Chip(words, asked.page_url(filters=without)))
    return tuple(found)


def hidden_fields(asked: Asked) -> tuple[tuple[str, str], ...]:
    """Give what the filter form must carry on: all that it has no field for."""
    fields = [("version", str(asked.opened.version.number))] if asked.opened.pinned else []
    fields += [("tri", str(asked.sort))] if asked.sort.column else []
    fields += list(asked.kept.items())
    for item in asked.filters.items:
        if not _fits_field(asked.filters, item):
            fields += item.to_pairs()
    return tuple(fields)


def scope_fields(asked: Asked) -> list[tuple[str, str]]:
    """Give what a form that leaves the filters alone must carry on: all of them.

    The order is not among them: it changes with the rows alone, which carry it (`rows.html`).
    """
    fields = [("version", str(asked.opened.version.number))] if asked.opened.pinned else []
    fields += [pair for item in asked.filters.items for pair in item.to_pairs()]
    return fields + ([("q", asked.filters.q)] if asked.filters.q else [])


def _heading(asked: Asked, column: RelationColumn) -> Heading:
    sorted_here = asked.sort.column == column.name
    descending = sorted_here and not asked.sort.descending
    direction = "none"
    if sorted_here:
        direction = "descending" if asked.sort.descending else "ascending"
    shown = next((f for f in asked.filters.of(column.name) if _fits_field(asked.filters, f)), None)
    return Heading(
        column=column,
        sort_url=asked.page_url(sort=Sort(column.name, descending)),
        direction=direction,
        kind=_kind(column),
        value=_written(shown) if shown else "",
    )


def _kind(column: RelationColumn) -> str:
    found = family(column.type)
    if found in NUMERIC or found in TEMPORAL or found == "time":
        return "ordered"
    return "boolean" if found == "boolean" else "text"


def _fits_field(filters: Filters, item: Filter) -> bool:
    """Say whether the one field of the column can show the filter."""
    return len(filters.of(item.column)) == 1 and item.operator in SIGNS


def _written(item: Filter) -> str:
    """Write a filter as its field takes it: « ≥ 12,5 », « = Tournus », « Tour »."""
    sign = SIGNS[item.operator]
    return f"{sign} {write_value(item.value)}" if sign else write_value(item.value)


def _line(asked: Asked, values: tuple[object, ...]) -> Line:
    number = int(str(values[0]))
    cells = tuple(zip(asked.opened.relation.columns, values[1:], strict=True))
    return Line(number, asked.to_kept("dataset-row", row=number), cells)


def _pagination(asked: Asked, page: int, pages: int) -> Pagination:
    near = {1, pages, *range(max(1, page - WINDOW), min(pages, page + WINDOW) + 1)}
    links: list[PageLink] = []
    for number in sorted(near):
        if links and number > links[-1].number + 1:
            links.append(PageLink(number - 1, "", gap=True))
        address = f"{asked.page_url(page=number)}#table"
        links.append(PageLink(number, address, current=number == page))
    return Pagination(page, pages, tuple(links))


def _without(filters: Filters, item: Filter) -> Filters:
    return Filters(tuple(f for f in filters.items if f is not item), filters.q)


def _sentence(asked: Asked, item: Filter) -> str:
    if isinstance(item.value, Box):
        return _("dans le rectangle choisi sur la carte")
    if item.operator is Operator.WITHIN:
        radius = f"{getattr(item.value, 'radius_m', 0):g}"
        return _("à moins de %(radius)s m du point choisi") % {"radius": radius}
    column = asked.opened.relation.require(item.column)
    values = item.value if isinstance(item.value, tuple) else (item.value,)
    said = _(" ou ").join(write_value(v) for v in values)
    return f"{column.label or column.name} {_words(item.operator)} {said}".strip()


def _words(operator: Operator) -> str:
    return {
        Operator.EQ: _("égal à"),
        Operator.IN: _("égal à"),
        Operator.NE: _("différent de"),
        Operator.CONTAINS: _("contient"),
        Operator.STARTS: _("commence par"),
        Operator.LT: _("inférieur à"),
        Operator.LTE: _("au plus"),
        Operator.GT: _("supérieur à"),
        Operator.GTE: _("au moins"),
        Operator.EMPTY: _("est vide"),
        Operator.FILLED: _("est rempli"),
    }[operator]
