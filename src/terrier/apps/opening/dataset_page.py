"""What the page of a dataset says to programs, and to those who write them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from terrier.apps.catalog.sections import on_dataset_page
from terrier.apps.opening.examples import examples
from terrier.apps.opening.harvesting import national

if TYPE_CHECKING:
    from django.http import HttpRequest

    from terrier.apps.catalog.queries import Opened


@on_dataset_page("opening/for_programs.html")
def for_programs(request: HttpRequest, opened: Opened) -> dict[str, Any]:
    """Gather working examples, and the file that obeys a national schema."""
    collection = f"{opened.dataset.slug}.{opened.table}"
    return {
        "examples": examples(request, opened),
        "public": opened.public,
        "national": national.current([opened.stored]).get(opened.stored.pk)
        if opened.public
        else None,
        "national_address": reverse("api-national-file", args=[collection]),
        "collection_address": reverse("api-collection", args=[collection]) + "?f=html",
        "news_address": reverse("api-dataset-news", args=[opened.dataset.slug]),
    }
