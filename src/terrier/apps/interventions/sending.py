"""The bytes of a document on their way to whoever may have them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import FileResponse
from django.utils.text import slugify

from terrier.apps.catalog.sending import PRIVATE_CACHE
from terrier.apps.catalog.store import store

from .queries.documents import sort_of

if TYPE_CHECKING:
    from .models import Document

SANDBOX = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; sandbox"
"""Whatever a document holds, a browser that shows it runs none of it."""


def send(document: Document) -> FileResponse:
    """Send a document: a picture is shown, everything else is saved."""
    sort = sort_of(document)
    response = FileResponse(
        store().path(document.path).open("rb"),
        content_type=sort.media_type,
        as_attachment=not sort.shown,
        filename=f"{slugify(document.title)[:80] or 'document'}.{sort.extension}",
    )
    response["Cache-Control"] = PRIVATE_CACHE
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    return response
