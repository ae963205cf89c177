"""« Ajouter à une page », on the page of a question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse

from terrier.apps.figures.sections import on_question_page
from terrier.apps.territories.queries import organisations_to_write_for

if TYPE_CHECKING:
    from django.http import HttpRequest

    from terrier.apps.figures.figure import Figure


@on_question_page("stories/_take.html")
def take(request: HttpRequest, figure: Figure) -> dict[str, Any] | None:
    """Give the address that takes the figure to a page, to who may write one."""
    if not organisations_to_write_for(request.reader).exists():
        return None
    told = figure.address
    asked = {"jeu": told.slug, "table": told.table, "question": told.query}
    return {"address": f"{reverse('story-add-figure')}?{urlencode(asked)}"}
