"""What was told and taken back since: as long as the data are the same, it stays told.

Whoever noted a figure down may still subtract it. The trail remembers it: which question, and which
version was in place.
"""

from __future__ import annotations

from terrier.apps.accounts.models import AuditEntry
from terrier.apps.catalog.models import Dataset
from terrier.apps.catalog.queries import Opened

from .models import FigureRelease

WITHDRAWN, CLOSED = "figure.withdraw", "crossing.close"


def figures_of(opened: Opened) -> list[FigureRelease]:
    """Give the figures of a table that were told of its version in place; none is stored."""
    found = AuditEntry.objects.filter(
        action=WITHDRAWN, object_type="dataset", object_id=str(opened.dataset.pk)
    )
    told = [entry.detail for entry in found.order_by("at", "pk")]
    return [
        FigureRelease(
            dataset=opened.dataset,
            table=opened.table,
            query=detail["query"],
            threshold=detail["threshold"],
            title=detail["figure"],
        )
        for detail in told
        if detail.get("told") == {str(opened.dataset.pk): opened.version.number}
        and detail["table"] == opened.table
    ]


def with_figures() -> set[int]:
    """Give the datasets of which a figure was told, that is still that of their rows."""
    return _told(WITHDRAWN)


def crossings() -> set[int]:
    """Give the crossings that were open, and whose sources have not changed since."""
    return _told(CLOSED)


def _told(action: str) -> set[int]:
    in_place = dict(Dataset.objects.values_list("pk", "current__number"))
    found = AuditEntry.objects.filter(action=action, object_type="dataset")
    return {
        int(entry.object_id)
        for entry in found
        if any(in_place.get(int(pk)) == n for pk, n in entry.detail.get("told", {}).items())
    }
