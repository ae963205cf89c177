"""Parts of a dataset's page that apps above add to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.http import HttpRequest

    from .queries import Opened

Gather = Callable[["HttpRequest", "Opened"], dict[str, Any]]
_sections: list[tuple[str, Gather]] = []


def on_dataset_page(template: str) -> Callable[[Gather], Gather]:
    """Add a part to the page of a dataset: a template, and what gathers its context."""

    def add(gather: Gather) -> Gather:
        _sections.append((template, gather))
        return gather

    return add


def sections(request: HttpRequest, opened: Opened) -> list[dict[str, Any]]:
    """Give each part with its template; it reads the relation of the page and no other."""
    return [{"template": name, **gather(request, opened)} for name, gather in _sections]
