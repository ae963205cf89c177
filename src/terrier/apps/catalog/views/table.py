"""The table of the dataset page: headings that sort, fields that filter, rows that open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from terrier.domain.tabular.plan import GEOMETRY_COLUMN
from terrier.lake import rows
from terrier.lake.filters import Box, Filter, Filters, Operator
from terrier.lake.filters.values import NUMERIC, TEMPORAL, family, write_value
from terrier.lake.rows import Sort

if TYPE_CHECKING:
    from terrier.lake.relation import RelationColumn

    from .asking import Asked

PAGE_SIZE = 25
WINDOW = 2
"""Pages named on each side of the present one."""


@dataclass(frozen=True)
class Heading:
    """A column as the table's head shows it."""

    column: RelationColumn
    sort_url: str
    direction: str
    """Value of aria-sort."""
    kind: str
    """`text`, `ordered` or `boolean`: how the filter field asks."""
    operator: str
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
    links: tuple[tuple[int, str], ...]
    """Pages near the present one, with the first and the last; (0, "") where some are left out."""
    previous_url: str
    next_url: str
    sort: str


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
        links=_links(asked, found.page, found.pages),
        previous_url=asked.page_url(page=found.page - 1) if found.page > 1 else "",
        next_url=asked.page_url(page=found.page + 1) if found.page < found.pages else "",
        sort=str(asked.sort),
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
        if item.column == GEOMETRY_COLUMN or not _fits_field(asked.filters, item):
            fields += item.to_pairs()
    return tuple(fields)


def _heading(asked: Asked, column: RelationColumn) -> Heading:
    sorted_here = asked.sort.column == column.name
    descending = sorted_here and not asked.sort.descending
    direction = "none"
    if sorted_here:
        direction = "descending" if asked.sort.descending else "ascending"
    shown = next((f for f in asked.filters.of(column.name) if _fits_field(asked.filters, f)), None)
    kind = _kind(column)
    default = Operator.CONTAINS if kind == "text" else Operator.EQ
    return Heading(
        column=column,
        sort_url=asked.page_url(sort=Sort(column.name, descending)),
        direction=direction,
        kind=kind,
        operator=(shown.operator if shown else default).value,
        value=write_value(shown.value) if shown else "",
    )


def _kind(column: RelationColumn) -> str:
    found = family(column.type)
    if found in NUMERIC or found in TEMPORAL or found == "time":
        return "ordered"
    return "boolean" if found == "boolean" else "text"


_FIELD_OPERATORS = {
    "text": {Operator.CONTAINS, Operator.EQ, Operator.STARTS},
    "ordered": {Operator.EQ, Operator.GTE, Operator.LTE},
    "boolean": {Operator.EQ},
}


def _fits_field(filters: Filters, item: Filter) -> bool:
    """Say whether the one field of the column can show the filter."""
    alone = len(filters.of(item.column)) == 1
    return alone and any(item.operator in known for known in _FIELD_OPERATORS.values())


def _line(asked: Asked, values: tuple[object, ...]) -> Line:
    number = int(str(values[0]))
    cells = tuple(zip(asked.opened.relation.columns, values[1:], strict=True))
    return Line(number, asked.to("dataset-row", row=number), cells)


def _links(asked: Asked, page: int, pages: int) -> tuple[tuple[int, str], ...]:
    near = {1, pages, *range(max(1, page - WINDOW), min(pages, page + WINDOW) + 1)}
    links: list[tuple[int, str]] = []
    for number in sorted(near):
        if links and number > links[-1][0] + 1:
            links.append((0, ""))
        links.append((number, asked.page_url(page=number)))
    return tuple(links)


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
