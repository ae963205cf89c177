"""Parts that apps above add to the page of a dataset, and to the sheet of a row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.http import HttpRequest

    from terrier.lake.rows import Row

    from .queries import Opened


@dataclass(frozen=True)
class Tab:
    """Where the list at the top of the page leads."""

    anchor: str
    icon: str
    label: str


Gather = Callable[["HttpRequest", "Opened"], dict[str, Any]]
GatherOfRow = Callable[["HttpRequest", "Opened", "Row"], dict[str, Any] | None]
_sections: list[tuple[str, Gather]] = []
_of_rows: list[tuple[str, str, GatherOfRow]] = []


def on_dataset_page(template: str) -> Callable[[Gather], Gather]:
    """Add a part to the page of a dataset: a template, and what gathers its context.

    With a `Tab` under `tab`, the list at the top of the page leads to it.
    """

    def add(gather: Gather) -> Gather:
        _sections.append((template, gather))
        return gather

    return add


def sections(request: HttpRequest, opened: Opened) -> list[dict[str, Any]]:
    """Give each part with its template; it reads the relation of the page and no other."""
    return [{"template": name, **gather(request, opened)} for name, gather in _sections]


def on_row_page(template: str, place: str = "after") -> Callable[[GatherOfRow], GatherOfRow]:
    """Add a part to the sheet of a row, `before` its values or `after` them.

    What gathers its context gives None where the part has nothing to say. The parts that stand
    before the values are shown by the map too, in the little sheet of an object.
    """

    def add(gather: GatherOfRow) -> GatherOfRow:
        _of_rows.append((template, place, gather))
        return gather

    return add


def row_sections(
    request: HttpRequest, opened: Opened, row: Row, *places: str
) -> dict[str, list[dict[str, Any]]]:
    """Give the parts of each place with their templates."""
    found: dict[str, list[dict[str, Any]]] = {place: [] for place in places}
    for template, place, gather in _of_rows:
        if place in found:
            context = gather(request, opened, row)
            if context is not None:
                found[place].append({"template": template, **context})
    return found
