"""Parts that apps above add to the page of a question."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.http import HttpRequest

    from .figure import Figure

Gather = Callable[["HttpRequest", "Figure"], dict[str, Any] | None]
_sections: list[tuple[str, Gather]] = []


def on_question_page(template: str) -> Callable[[Gather], Gather]:
    """Add a part to the page of a question: a template, and what gathers its context.

    What gathers gives None where the part has nothing to say to this reader.
    """

    def add(gather: Gather) -> Gather:
        _sections.append((template, gather))
        return gather

    return add


def sections(request: HttpRequest, figure: Figure) -> list[dict[str, Any]]:
    """Give each part with its template."""
    gathered = ((template, gather(request, figure)) for template, gather in _sections)
    return [{"template": template, **part} for template, part in gathered if part is not None]
