"""What questions add to the page of a dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from terrier.apps.catalog.sections import Tab, on_dataset_page

if TYPE_CHECKING:
    from django.http import HttpRequest

    from terrier.apps.catalog.queries import Opened


@on_dataset_page("figures/parts/dataset.html")
def on_dataset(request: HttpRequest, opened: Opened) -> dict[str, Any]:
    """Lead to the questions that can be put to the table."""
    if opened.pinned:
        return {}
    return {
        "address": opened.address("dataset-question"),
        "tab": Tab("ask-title", "chart", _("Montre-moi")),
    }
