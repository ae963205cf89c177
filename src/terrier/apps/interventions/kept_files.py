"""Files of the store that the log names."""

from __future__ import annotations

from terrier.apps.catalog.leftovers import names_files

from .models import Document, Photograph


@names_files
def names_photograph(path: str) -> bool:
    """Say whether a photograph is kept under this key."""
    return Photograph.objects.filter(path=path).exists()


@names_files
def names_document(path: str) -> bool:
    """Say whether a document is kept under this key."""
    return Document.objects.filter(path=path).exists()
