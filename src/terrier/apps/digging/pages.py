"""What this app adds to the pages of rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse

from terrier.apps.catalog.sections import on_row_page

from .permissions import may_ask

if TYPE_CHECKING:
    from django.http import HttpRequest

    from terrier.apps.catalog.queries import Opened
    from terrier.lake.rows import Row


@on_row_page("digging/parts/row.html")
def on_row(request: HttpRequest, opened: Opened, row: Row) -> dict[str, Any] | None:
    """Offer to ask what lies under a row that has a place."""
    if row.geometry is None or opened.pinned or not may_ask(request.reader):
        return None
    asked = {"jeu": opened.dataset.slug, "table": opened.table, "ligne": row.row}
    return {"address": f"{reverse('digging')}?{urlencode(asked)}"}
