"""What networks add to the pages of datasets and rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from terrier.apps.catalog.sections import on_dataset_page, on_row_page
from terrier.lake.relation import Relation

from . import reading
from .describing import connected_to, describe
from .models import Network
from .permissions import may_operate

if TYPE_CHECKING:
    from django.http import HttpRequest

    from terrier.apps.catalog.queries import Opened
    from terrier.lake.rows import Row


@on_dataset_page("networks/parts/dataset.html")
def on_dataset(request: HttpRequest, opened: Opened) -> dict[str, Any]:
    """Lead to the network that the dataset is, or let a contributor declare it one."""
    if request.reader.is_public:
        return {"network": None, "may_declare": False}
    return {
        "network": Network.objects.filter(dataset=opened.dataset).first(),
        "may_declare": opened.sight.contributes and bool(opened.stored.geometry_type),
    }


@on_row_page("networks/parts/row.html", "before")
def on_row(request: HttpRequest, opened: Opened, row: Row) -> dict[str, Any] | None:
    """Say what the row is in its network, to whoever may operate it."""
    if request.reader.is_public or opened.pinned:
        return None
    network = Network.objects.filter(dataset=opened.dataset).first()
    if network is None or not may_operate(request.reader, network):
        return None
    loaded = reading.load(network, opened.version)
    ref = f"{opened.table}/{_key(opened.relation, row)}"
    element = describe(loaded, ref, whole=True)
    if element is None:
        return None
    return {
        "element": element,
        "neighbours": connected_to(loaded, ref),
        "carries": loaded.graph.place(ref) is not None,
    }


def _key(relation: Relation, row: Row) -> str:
    return row.key if relation.has_key and row.key else f"#{row.row}"
