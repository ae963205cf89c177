"""Files of the store that pages name."""

from __future__ import annotations

from terrier.apps.catalog.leftovers import names_files

from .models import Block


@names_files
def names_image(path: str) -> bool:
    """Say whether a block shows the image kept under this key."""
    return Block.objects.filter(image=path).exists()
