"""What crossings add to the page of a dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from terrier.apps.catalog.sections import Tab, on_dataset_page

from .presenting import side_reports, table_title
from .presenting_lineage import graph_of
from .presenting_offers import offers, shortcuts
from .queries import finding
from .queries.lineage import lineage
from .queries.proposals import proposed

if TYPE_CHECKING:
    from django.http import HttpRequest

    from terrier.apps.catalog.queries import Opened


@on_dataset_page("crossing/parts/dataset.html")
def on_dataset(request: HttpRequest, opened: Opened) -> dict[str, Any]:
    """Say what the dataset is computed from, what uses it, and what it can be crossed with."""
    reader = request.reader
    made = finding.of_dataset(reader, opened.dataset)
    context: dict[str, Any] = {
        "made": made,
        "used": finding.crossings_using(reader, opened.dataset),
    }
    if made is not None:
        context["graph"] = graph_of(lineage(reader, opened.dataset))
        if made.report is not None:
            asked = made.crossing.asked()
            titles = made.title_of(asked.left), made.title_of(asked.right)
            context["sides"] = tuple(
                zip(("left", "right"), side_reports(made.report, *titles), strict=True)
            )
    if reader.is_public or opened.pinned or not opened.relation.whole:
        return context
    found = proposed(reader, opened.stored)
    return context | {
        "tab": Tab("crossing-section", "cross-data", _("Croiser")),
        "may_cross": True,
        "ready": found.ready,
        "title": table_title(opened),
        "shortcuts": shortcuts(opened, found),
        "offers": offers(opened, found.first),
        "all": opened.address("cross"),
        "compose": opened.address("cross-compose"),
    }
